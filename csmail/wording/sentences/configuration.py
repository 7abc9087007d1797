"""What is wrong with the keys and values of rules.yaml, and with the file itself."""

from __future__ import annotations

SHAPES = {
    "keys": ("keys with values", "kunci dengan nilai"),
    "list": ("a list", "daftar"),
    "nothing": ("nothing", "kosong"),
    "value": ("a single value", "satu nilai"),
}
"""What stands somewhere in the file, for messages that never repeat it."""

SENTENCES = {
    "unknown_key": (
        "unknown key {word!r}[, did you mean {near!r}?][; known: {known}]",
        "kunci {word!r} tidak dikenal[, maksudnya {near!r}?][; yang dikenal: {known}]",
    ),
    "unknown_kind": (
        "unknown kind {word!r}[, did you mean {near!r}?][; known: {known}]",
        "jenis {word!r} tidak dikenal[, maksudnya {near!r}?][; yang dikenal: {known}]",
    ),
    "unknown_word": (
        "unknown word {word!r}[, did you mean {near!r}?][; known: {known}]",
        "kata {word!r} tidak dikenal[, maksudnya {near!r}?][; yang dikenal: {known}]",
    ),
    "unknown_event": (
        "unknown event {word!r}[, did you mean {near!r}?][; known: {known}]",
        "peristiwa {word!r} tidak dikenal[, maksudnya {near!r}?][; yang dikenal: {known}]",
    ),
    "unknown_desk": (
        "unknown desk {word!r}[, did you mean {near!r}?][; known: {known}]",
        "desk {word!r} tidak dikenal[, maksudnya {near!r}?][; yang dikenal: {known}]",
    ),
    "unknown_action": (
        "unknown action {word!r}[, did you mean {near!r}?][; known: {known}]",
        "tindakan {word!r} tidak dikenal[, maksudnya {near!r}?][; yang dikenal: {known}]",
    ),
    "copy_or_blind_copy": (
        "there is no `cs:`. Meant is `cc:` (Cc: a copy whose address everyone who gets the mail can see) or "
        "`bcc:` (Bcc: a blind copy nobody else can see)",
        "`cs:` tidak ada. Maksudnya `cc:` (Cc: tembusan yang alamatnya terlihat oleh semua penerima) atau `bcc:` "
        "(Bcc: tembusan yang tidak terlihat oleh penerima lain)",
    ),
    "keys_expected": (
        "expected keys with values, not {shape}",
        "di sini harus ada kunci dengan nilainya, bukan {shape}",
    ),
    "these_keys_expected": ("expected the keys {keys}, not {shape}", "di sini harus ada kunci {keys}, bukan {shape}"),
    "key_missing": ("{key} is missing", "{key} belum diisi"),
    "kind_missing": ("kind is missing: one of {known}", "kind belum diisi: pilih salah satu dari {known}"),
    "text_expected": ("expected a text, not {shape}", "di sini harus ada teks, bukan {shape}"),
    "text_needs_quotes": (
        'expected a text: if {word} is meant as a word, write it as "{word}"',
        'di sini harus ada teks: kalau {word} memang sebuah kata, tulis "{word}"',
    ),
    "truth_expected": ("expected true or false[: write {instead}]", "isinya harus true atau false[: tulis {instead}]"),
    "number_expected": ("expected a whole number, not negative", "isinya harus bilangan bulat, tidak negatif"),
    "not_a_span": (
        "{written!r} is no span of time: write it like 90s, 30m, 2h, 3d or 1h30m",
        "{written!r} bukan jangka waktu: tulis seperti 90s, 30m, 2h, 3d atau 1h30m",
    ),
    "span_too_long": ("{written!r} is too long a span of time", "jangka waktu {written!r} terlalu panjang"),
    "secret_written_out": (
        "a secret never stands in this file, only where it is: {forms} or {last}",
        "kata sandi tidak boleh ditulis di file ini, cukup tempat menyimpannya: {forms} atau {last}",
    ),
    "secret_ways": (
        "give exactly one of env, command, file, keyring",
        "isi tepat satu dari env, command, file, keyring",
    ),
    "command_not_a_list": (
        "expected a list of words, which no shell reads: {example}",
        "isinya harus daftar kata, tidak dibaca oleh shell: {example}",
    ),
    "desk_expected": ("there must be a desk", "minimal harus ada satu desk"),
    "desk_name_wrong": (
        "a desk's name is of lower-case letters, digits, - and _ (it names files)",
        "nama desk hanya boleh huruf kecil, angka, - dan _ (dipakai sebagai nama file)",
    ),
    "not_an_address": (
        "{written!r} is not an address: write local@domain",
        "{written!r} bukan alamat email: tulis nama@domain",
    ),
    "not_a_language": ("{written!r} is not a language: write id or en", "{written!r} bukan bahasa: tulis id atau en"),
    "not_a_time_zone": (
        "{written!r} is not a time zone: write Asia/Jakarta, Europe/Berlin or UTC",
        "{written!r} bukan zona waktu: tulis Asia/Jakarta, Europe/Berlin atau UTC",
    ),
    "too_few": ("{written!r} is too few", "{written!r} terlalu sedikit"),
    "needs_plus_addresses": (
        "{written!r} is impossible without `plus_addresses`",
        "{written!r} tidak bisa tanpa `plus_addresses`",
    ),
    "not_an_own_address": (
        "{written!r} is neither the address nor an alias here",
        "{written!r} bukan alamat atau alias desk ini",
    ),
    "not_a_priority": ("{written} is not a priority: {known}", "{written} bukan prioritas: {known}"),
    "steps_out_of_order": (
        "{first} comes before {then}: write the steps in the order in which they come",
        "{first} datang lebih dulu daripada {then}: tulis langkahnya menurut urutan waktu",
    ),
    "step_outside": (
        "visible outside: {address} gets customers' mails",
        "terlihat di luar: {address} menerima email pelanggan",
    ),
    "report_moment": (
        "expected a day and a time: {example}",
        "di sini harus ada hari dan jam: {example}",
    ),
    "report_clock": ("expected a time of day: {example}", "di sini harus ada jam: {example}"),
    "report_for_nobody": ("nobody would get it: write to: [ADDRESS]", "tidak ada penerimanya: isi to: [ALAMAT]"),
    "report_outside": (
        "visible outside: {address} gets the figures of {desk}",
        "terlihat di luar: {address} menerima angka-angka {desk}",
    ),
    "report_not_outside": (
        "visible outside: {address} is not one of the people of {desk} and gets no report; `outside: true` sends it",
        "terlihat di luar: {address} bukan orang {desk} dan tidak dikirimi laporan; `outside: true` mengirimkannya",
    ),
    "apology_before_warning": (
        "the apology would come before the warning",
        "permintaan maaf akan keluar sebelum peringatannya",
    ),
    "not_a_share": ("{written!r} is not a share: write it like 50%", "{written!r} bukan bagian: tulis seperti 50%"),
    "promise_without_ladder": (
        "nobody is told when a promise of {desk} breaks: write its escalation",
        "tidak ada yang dikabari kalau janji {desk} tidak ditepati: isi escalation-nya",
    ),
    "resolution_before_first": (
        "the matter is due before its first answer",
        "batas penyelesaiannya lebih cepat daripada batas jawaban pertama",
    ),
    "promise_of_nothing": (
        "a promise of nothing cannot be kept: leave it out",
        "janji selama 0 tidak bisa ditepati: hapus saja",
    ),
    "address_taken": ("{address} belongs to the desk {desk!r} already", "{address} sudah dipakai desk {desk!r}"),
    "mailbox_shared": (
        "the desks {one!r} and {other!r} both read {folder} of {account}: every mail would be answered twice. "
        "Make {address} one of the `aliases` of {one!r} and tell the mails apart with {example}, or let the "
        "server sort them into folders and give each desk its own `folders`",
        "desk {one!r} dan {other!r} sama-sama membaca {folder} di {account}: setiap email akan dibalas dua kali. "
        "Jadikan {address} salah satu `aliases` desk {one!r} dan bedakan emailnya dengan {example}, atau biarkan "
        "server memilahnya ke folder lalu beri tiap desk `folders` sendiri",
    ),
    "form_forgeable": (
        "anybody can write this sender, and csmail then tells the Reply-To of his choice that a mail has "
        "arrived: name the mail server whose word counts in `trust.authserv_ids`",
        "pengirim ini bisa ditulis siapa saja, lalu csmail mengirim konfirmasi ke Reply-To pilihannya: tulis "
        "server email yang dipercaya di `trust.authserv_ids`",
    ),
    "mood_word_twice": (
        "{words!r} stands under upset too: leave one of the two out",
        "{words!r} juga tertulis di upset: hapus salah satunya",
    ),
    "tone_phrases_expected": ("expected phrases: {example}", "isi dengan kata-kata: {example}"),
    "tone_phrase_without_word": ("{words!r} has no word in it", "{words!r} tidak berisi satu kata pun"),
    "tone_phrase_too_long": ("a phrase has at most {limit} words", "satu ungkapan paling banyak {limit} kata"),
    "mood_words_expected": ("expected words: {example}", "isi dengan kata-kata: {example}"),
    "mood_without_word": (
        "{words!r} has no word in it: write words as customers do, `*` only at the end of one",
        "{words!r} tidak berisi kata: tulis kata seperti pelanggan menulisnya, `*` hanya di akhir kata",
    ),
    "mood_phrase_too_long": (
        "a phrase has at most {limit} words: write what is special about it",
        "satu frasa paling banyak {limit} kata: tulis bagian yang khas saja",
    ),
    "file_has_a_problem": ("{file} has one problem", "ada satu masalah di {file}"),
    "file_has_problems": ("{file} has {count} problems", "ada {count} masalah di {file}"),
    "and_more": ("and {count} more", "dan {count} lagi"),
    "fix_what_is_listed": ("fix what is listed, then: {check}", "perbaiki yang tercantum, lalu: {check}"),
    "fix_that_line": ("fix that line", "perbaiki baris itu"),
    "file_unreadable": ("{file} cannot be read[: {said}]", "{file} tidak bisa dibaca[: {said}]"),
    "check_path_and_mode": ("check the path and its mode", "periksa nama file dan izin aksesnya"),
    "file_too_large": ("{file} is larger than {limit}", "{file} lebih besar dari {limit}"),
    "right_file": ("is this the right file?", "apakah ini file yang benar?"),
    "save_as_utf8": ("save it as UTF-8", "simpan sebagai UTF-8"),
    "file_empty": ("{file} is empty", "{file} kosong"),
    "init_writes_one": ("csmail init writes one to begin with", "buat yang pertama dengan csmail init"),
    "no_configuration": (
        "no {name}: --config and {variable} are not given, {here} and {home} are not there",
        "tidak ada {name}: --config dan {variable} tidak diisi, {here} dan {home} tidak ada",
    ),
    "file_missing": ("{file} ({origin}) is not there", "{file} ({origin}) tidak ada"),
    "file_of_another_user": ("{file} belongs to another user", "{file} milik pengguna lain"),
    "if_that_is_meant": ("if that is meant: {how}", "kalau memang itu maksudnya: {how}"),
    "writable_by_another_user": (
        "{file} belongs to another user (number {user}), who may write it",
        "{file} milik pengguna lain (nomor {user}), yang boleh mengubahnya",
    ),
    "chown_or_copy": (
        "chown it, or use a copy that is yours: {file}",
        "ganti pemiliknya dengan chown, atau pakai salinan milik sendiri: {file}",
    ),
    "writable_by_everybody": (
        "{file} may be written by every user of this machine",
        "{file} bisa diubah oleh semua pengguna komputer ini",
    ),
    "not_a_moment": ("{variable}={written!r} is not a moment", "{variable}={written!r} bukan waktu"),
    "write_a_moment": (
        "write it like 2026-11-02T16:50+07:00, or unset it",
        "tulis seperti 2026-11-02T16:50+07:00, atau hapus variabelnya",
    ),
}
