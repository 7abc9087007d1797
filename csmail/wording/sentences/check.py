"""What `csmail check` finds at a mailbox, a transport, a store: what they can do, and what they cannot."""

from __future__ import annotations

SENTENCES = {
    "served_by_nobody": (
        "{conversations:conversation is|conversations are} served by {desk}, which the file does not have any more: "
        "{home} serves them",
        "{conversations} percakapan dilayani {desk}, yang sudah tidak ada di file ini: dilayani {home}",
    ),
    "agent_gone": (
        "{agent} is not an agent any more and has {conversations:conversation|conversations}: "
        "nobody has them after the next pass",
        "{agent} bukan agen lagi tetapi masih memegang {conversations} percakapan: "
        "setelah putaran berikutnya tidak ada yang memegangnya",
    ),
    "bounces_come_in": (
        "missing: bounces of acknowledgements come in",
        "tidak ada: laporan gagal kirim atas konfirmasi akan masuk",
    ),
    "claim_missing": (
        "missing: two installations on one mailbox, or a store put back from a copy, may acknowledge a mail twice",
        "tidak ada: dua instalasi pada satu kotak surat, atau data yang dipulihkan, bisa mengirim konfirmasi dua kali",
    ),
    "claim_there": (
        "an acknowledgement is claimed on the mail itself, so that no second installation sends it again",
        "konfirmasi ditandai pada emailnya, jadi instalasi lain tidak mengirimnya lagi",
    ),
    "dsn_there": (
        "need not report acknowledgements that bounce",
        "tidak perlu melaporkan konfirmasi yang gagal terkirim",
    ),
    "eight_bit_missing": (
        "missing: mails are encoded to be ASCII on the wire",
        "tidak ada: email dikirim dalam bentuk ASCII",
    ),
    "eight_bit_there": ("takes letters beyond ASCII as they are", "menerima huruf di luar ASCII apa adanya"),
    "folder_missing": ("not there: {said}", "tidak ada: {said}"),
    "folder_mirrors_tags": ("tags are mirrored as keywords", "tag juga ditulis di server sebagai kata kunci"),
    "folder_no_keywords": (
        "no new keywords: tags stay in the store",
        "tidak menerima kata kunci baru: tag hanya disimpan di sini",
    ),
    "folder_not_yet": ("none yet: made when needed", "belum ada: dibuat bila perlu"),
    "folder_read_only": ("read only: tags stay in the store", "hanya bisa dibaca: tag hanya disimpan di sini"),
    "idle_missing": ("missing: asked for every 15 seconds", "tidak ada: ditanyakan setiap 15 detik"),
    "idle_there": ("new mail is told at once", "email baru langsung diberitahukan"),
    "joint_leave_unknown": (
        "{year}: joint leave of {country} is not known yet",
        "{year}: cuti bersama {country} belum diumumkan",
    ),
    "international_missing": (
        "missing: no mail to addresses like andré@toko.example",
        "tidak ada: tidak bisa mengirim ke alamat seperti andré@toko.example",
    ),
    "international_there": (
        "takes addresses like andré@toko.example",
        "menerima alamat seperti andré@toko.example",
    ),
    "move_missing": (
        "missing: moving is copy, mark and remove",
        "tidak ada: memindahkan berarti menyalin, menandai, lalu menghapus",
    ),
    "move_there": ("mails are moved in one step", "email dipindahkan dalam satu langkah"),
    "null_sender_refused": (
        "no mail without an envelope sender here ({said}): they go out with the desk's address as theirs",
        "server menolak email tanpa pengirim amplop ({said}): konfirmasi memakai alamat desk sebagai pengirim",
    ),
    "null_sender_taken": (
        "go out without an envelope sender, so that nothing bounces back",
        "dikirim tanpa pengirim amplop, jadi tidak ada laporan gagal yang kembali",
    ),
    "pipelining_missing": ("missing: sending is a little slower", "tidak ada: pengiriman sedikit lebih lambat"),
    "pipelining_there": ("takes several commands at once", "menerima beberapa perintah sekaligus"),
    "sent_by_server": (
        "left to the server (file_sent: false)",
        "diserahkan kepada server (file_sent: false)",
    ),
    "servers_not_asked": ("not asked (--offline)", "tidak ditanya (--offline)"),
    "size_limit": ("at most {megabytes} MB", "paling besar {megabytes} MB"),
    "configuration_read": ("{file}: {rules:rule|rules} for {desks}", "{file}: {rules} aturan untuk {desks}"),
    "fix_folder": ("make it on the server, or correct `folders`", "buat di server, atau perbaiki `folders`"),
    "logged_in": ("{username} at {host} ({tls})", "{username} di {host} ({tls})"),
    "logged_in_without_tls": (
        "{username} at {host} (no TLS, this machine only)",
        "{username} di {host} (tanpa TLS, hanya komputer ini)",
    ),
    "templates_filled": (
        "{count:text|texts} filled with sample values ({names})",
        "{count} teks diisi dengan nilai contoh ({names})",
    ),
    "templates_discourteous": (
        "{errors:thing|things} that customers should not read: csmail templates check",
        "ada {errors} hal yang sebaiknya tidak dibaca pelanggan: csmail templates check",
    ),
    "all_is_well": ("All is well.", "Semua baik."),
    "problems_to_fix": ("{count:problem|problems} to fix.", "{count} masalah perlu diperbaiki."),
    "what_you_wrote_is_in": (
        "[{why}; ]what you wrote is in {file}",
        "[{why}; ]tulisan Anda tersimpan di {file}",
    ),
    "special_use_missing": (
        "missing: drafts and sent are found by name",
        "tidak ada: folder draf dan terkirim dicari menurut namanya",
    ),
    "special_use_there": ("drafts and sent are marked", "folder draf dan terkirim ditandai oleh server"),
    "uidplus_missing": (
        "missing: removed mails stay, marked \\Deleted",
        "tidak ada: email yang dihapus tetap ada, ditandai \\Deleted",
    ),
    "uidplus_there": ("removes exactly what it should", "menghapus hanya yang harus dihapus"),
}

LABELS = {
    "acknowledgements": "konfirmasi",
    "conversations": "percakapan",
    "drafts": "draf",
    "largest mail": "email terbesar",
    "mails waiting": "email menunggu",
    "messages": "pesan",
    "receipts": "catatan keputusan",
    "rules": "aturan",
    "search": "pencarian",
    "sent": "terkirim",
    "store": "penyimpanan",
    "tasks": "tugas",
}
"""The Indonesian of what a port reports on; what is not here is the same in both languages."""
SIGNS = {"fine": ("ok", "ok"), "note": ("note", "info"), "wrong": ("WRONG", "SALAH")}
TRY = ("try", "coba")
