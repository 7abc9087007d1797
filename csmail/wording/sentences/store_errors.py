"""Why the store cannot be read or written."""

from __future__ import annotations

SENTENCES = {
    "store_in_memory": (
        "this store lives in memory and ends with the process",
        "penyimpanan ini hanya di memori dan hilang saat proses selesai",
    ),
    "lease_in_thread": ("{name} is under way in another thread", "{name} sedang berjalan di thread lain"),
    "document_damaged": (
        "the store holds a document of {kind} that cannot be read: {said}",
        "penyimpanan berisi dokumen {kind} yang tidak bisa dibaca: {said}",
    ),
    "changed_meanwhile": (
        "somebody else changed {noun} {id} (version {now}, read was {version})",
        "{noun} {id} sudah diubah orang lain (versi {now}, yang dibaca {version})",
    ),
    "made_meanwhile": (
        "there is a {noun} {id} already (version {now}, read was {version})",
        "{noun} {id} sudah ada (versi {now}, yang dibaca {version})",
    ),
    "copy_is_damaged": ("{source} is damaged: {why}", "{source} rusak: {why}"),
    "newer_store": (
        "{path} was written by a newer csmail (format {version}, this one knows {known})",
        "{path} ditulis oleh csmail yang lebih baru (format {version}, yang ini mengenal {known})",
    ),
    "disk_did_not_take": (
        "the disk did not take what was written to {path}: {said}",
        "disk tidak menerima yang ditulis ke {path}: {said}",
    ),
    "target_there_already": ("{target} is there already", "{target} sudah ada"),
    "copy_there_already": ("{kept} is there already", "{kept} sudah ada"),
    "copy_damaged": ("the copy is damaged: {said}", "salinannya rusak: {said}"),
    "no_such_file": ("there is no file {source}", "tidak ada file {source}"),
    "folder_not_written": ("cannot write {parent}: {said}", "{parent} tidak bisa ditulis: {said}"),
    "count_damaged": ("{path} is damaged: it holds no count", "{path} rusak: tidak berisi hitungan"),
    "another_store": (
        "{store} is another store than the one that was in use here",
        "{store} bukan penyimpanan yang dipakai di sini",
    ),
    "commits_missing": (
        "{store}: {commits} missing that had been written: {said}",
        "{store}: hilang {commits} yang sudah ditulis: {said}",
    ),
    "count_unreadable": ("cannot read {path}: {said}", "{path} tidak bisa dibaca: {said}"),
    "opened_before_fork": ("the store was opened before a fork", "penyimpanan dibuka sebelum fork"),
    "store_replaced": ("{path} was replaced by another file", "{path} diganti dengan file lain"),
    "store_gone": ("{path} is gone", "{path} hilang"),
    "store_fails": ("{path}: {said}", "{path}: {said}"),
    "store_not_utf8": (
        "{path} is damaged: it holds text that is not UTF-8",
        "{path} rusak: berisi teks yang bukan UTF-8",
    ),
    "no_space_left": ("no space left to write {path}", "tidak ada ruang untuk menulis {path}"),
    "store_not_opened": ("cannot open or write {path}: {said}", "{path} tidak bisa dibuka atau ditulis: {said}"),
    "disk_fails": ("the disk fails under {path}: {said}", "disk tempat {path} bermasalah: {said}"),
    "others_write": (
        "{path}: others have been writing for {busy_seconds} seconds",
        "{path}: proses lain sudah menulis selama {busy_seconds} detik",
    ),
    "store_damaged": ("{path} is damaged: {said}", "{path} rusak: {said}"),
    "store_cut_short": ("{path} is damaged: {st_size} octets are left of it", "{path} rusak: tinggal {st_size} bita"),
    "store_missing": ("{path} is missing, but {name} is there", "{path} tidak ada, tetapi {name} ada"),
    "store_not_made": ("cannot make {path}: {said}", "{path} tidak bisa dibuat: {said}"),
    "store_is_a_link": ("{path} is a symbolic link", "{path} adalah tautan simbolis"),
    "store_not_what_it_should_be": ("{path} is not what it should be", "{path} bukan seperti seharusnya"),
    "store_of_another_user": (
        "{path} belongs to user {st_uid}, not to {geteuid}",
        "{path} milik pengguna {st_uid}, bukan {geteuid}",
    ),
    "store_readable_by_others": (
        "{path} can be read by others on this machine",
        "{path} bisa dibaca pengguna lain di komputer ini",
    ),
    "folder_not_made": ("cannot make the folder {folder}: {said}", "folder {folder} tidak bisa dibuat: {said}"),
    "not_looked_at": ("cannot look at {path}: {said}", "{path} tidak bisa diperiksa: {said}"),
    "lock_not_opened": ("cannot open {path}: {said}", "{path} tidak bisa dibuka: {said}"),
    "lock_not_taken": ("cannot take the lock {name}: {said}", "kunci {name} tidak bisa diambil: {said}"),
    "lease_in_process": ("{name} is under way in process {holder}", "{name} sedang berjalan di proses {holder}"),
    "not_a_store": ("{path} is not a store of csmail", "{path} bukan penyimpanan csmail"),
}
