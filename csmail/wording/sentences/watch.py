"""What is not well with a desk: problems of a pass and of the outbox, verdicts of health, notes of an audit."""

from __future__ import annotations

SENTENCES = {
    "mail_is_gone": (
        "which rules missed cannot be told: the mail is not in the store any more",
        "aturan mana yang tidak cocok tidak dapat ditampilkan: emailnya sudah tidak ada di penyimpanan",
    ),
    "rules_are_gone": (
        "which rules missed cannot be told: the rules of that time are not in the store any more",
        "aturan mana yang tidak cocok tidak dapat ditampilkan: aturan saat itu sudah tidak ada di penyimpanan",
    ),
    "rules_not_understood": (
        "which rules missed cannot be told: this csmail cannot read the rules of that time",
        "aturan mana yang tidak cocok tidak dapat ditampilkan: csmail ini tidak dapat membaca aturan saat itu",
    ),
    "acknowledgements_resumed": (
        "acknowledgements go out again; {held} held from when too many were due within an hour",
        "konfirmasi dikirim lagi; {held} masih ditahan dari saat terlalu banyak konfirmasi dalam satu jam",
    ),
    "acknowledgements_held_from_now": (
        "acknowledgements are stopped: more than {limit} to new senders were due within an hour; they are held until "
        "it is quieter, see `csmail todo`",
        "konfirmasi dihentikan: lebih dari {limit} konfirmasi ke pengirim baru dalam satu jam; konfirmasi ditahan "
        "sampai keadaan lebih tenang, lihat `csmail todo`",
    ),
    "acknowledgements_stopped": (
        "acknowledgements to new senders are stopped: {due} were due within an hour, the limit is {limit}; {held} held",
        "konfirmasi ke pengirim baru dihentikan: {due} konfirmasi dalam satu jam, batasnya {limit}; {held} ditahan",
    ),
    "all_acknowledgements_stopped": (
        "acknowledgements are stopped: {sent} were sent within an hour, the limit is {limit}; {held} held",
        "semua konfirmasi dihentikan: {sent} terkirim dalam satu jam, batasnya {limit}; {held} ditahan",
    ),
    "bug": ("[{desk}: ]{way}: our bug: {error}", "[{desk}: ]{way}: kesalahan program kami: {error}"),
    "conversation_keeps_changing": (
        "[{desk}: ]conversation {conversation} kept changing, task {task} is not shown",
        "[{desk}: ]percakapan {conversation} terus berubah, tugas {task} tidak ditampilkan di sana",
    ),
    "customers_untold": (
        "{count} customers got no acknowledgement, because a limit holds it back: csmail outbox release",
        "{count} pelanggan belum menerima konfirmasi, karena ditahan oleh batas: csmail outbox release",
    ),
    "customer_untold": (
        "1 customer got no acknowledgement, because a limit holds it back: csmail outbox release",
        "1 pelanggan belum menerima konfirmasi, karena ditahan oleh batas: csmail outbox release",
    ),
    "folder_put_back": (
        "{folder} was put back from a copy by the mail server ({why}): all its mails are read anew; what came since "
        "the copy was made may be missing on the server",
        "{folder} dipulihkan dari cadangan oleh server email ({why}): semua emailnya dibaca ulang; email yang datang "
        "sesudah cadangan dibuat mungkin hilang di server",
    ),
    "folder_put_back_or_made_again": (
        "{folder} was put back from a copy or made again by the mail server ({why}): all its mails are read anew; what "
        "came since the copy was made may be missing on the server",
        "{folder} dipulihkan dari cadangan atau dibuat ulang oleh server email ({why}): semua emailnya dibaca ulang; "
        "email yang datang sesudah cadangan dibuat mungkin hilang di server",
    ),
    "folder_renumbered": (
        "the server numbered its mails anew: the next pass reads them all",
        "server menomori ulang emailnya: putaran berikutnya membaca semuanya",
    ),
    "apologies_unsent": (
        "{count:promise is|promises are} broken, and the apology was not sent: {conversations}",
        "{count} janji tidak ditepati dan permintaan maafnya belum dikirim: {conversations}",
    ),
    "clock_jumped": (
        "the clock is {ahead} ahead of the pass before ({last}): what is due more than a day after that waits for the "
        "next pass",
        "jam komputer ini {ahead} lebih maju dari putaran sebelumnya ({last}): yang jatuh tempo lebih dari sehari "
        "sesudahnya menunggu putaran berikut",
    ),
    "mails_in_doubt": (
        "{count} in doubt, csmail outbox resolve",
        "{count} tidak jelas terkirim atau tidak, csmail outbox resolve",
    ),
    "never_passed": ("no pass has ever completed", "belum pernah ada putaran yang selesai"),
    "not_begun": ("no pass has run yet", "belum ada putaran"),
    "numbers_given_again": (
        "the server gives numbers out again: put back from a copy; the next pass reads all its mails",
        "server memakai nomor lama lagi: dipulihkan dari cadangan; putaran berikutnya membaca semua emailnya",
    ),
    "other_mails": (
        "numbers that we know now belong to other mails",
        "nomor yang sudah dikenal kini berisi email lain",
    ),
    "our_bug": ("our bug, see the traceback", "kesalahan program kami, lihat traceback"),
    "outbox_idle": ("the outbox has not been processed for {age}", "kotak keluar tidak diproses selama {age}"),
    "pass_in_future": (
        "the last good pass was {age} ahead of the clock, which is or was wrong",
        "putaran terakhir yang berhasil {age} di depan jam, jadi jamnya salah atau pernah salah",
    ),
    "pass_too_old": ("the last good pass was {age} ago", "putaran terakhir yang berhasil {age} yang lalu"),
    "sent_mail_unread": (
        "mail {uid} in {folder} cannot be read ({why}): if it answers a customer, csmail does not know",
        "email {uid} di {folder} tidak bisa dibaca ({why}): kalau itu balasan ke pelanggan, csmail tidak tahu",
    ),
    "sent_missing": (
        "the folder of sent mail is not there: answers from other programs are not seen[ ({said})]",
        "folder email terkirim tidak ada: balasan dari program lain tidak terlihat[ ({said})]",
    ),
    "sent_unread": (
        "the folder of sent mail cannot be read: answers from other programs are not seen[ ({said})]",
        "folder email terkirim tidak bisa dibaca: balasan dari program lain tidak terlihat[ ({said})]",
    ),
    "task_done": ("[{desk}: ]done[: {why}]", "[{desk}: ]selesai[: {why}]"),
    "task_deferred": ("[{desk}: ]deferred[: {why}]", "[{desk}: ]ditunda[: {why}]"),
    "task_held": ("[{desk}: ]held[: {why}]", "[{desk}: ]ditahan[: {why}]"),
    "task_in_doubt": ("[{desk}: ]in_doubt[: {why}]", "[{desk}: ]tidak jelas terkirim atau tidak[: {why}]"),
    "task_refused": ("[{desk}: ]refused[: {why}]", "[{desk}: ]ditolak[: {why}]"),
    "uidnext_fell": (
        "its numbers begin again below those that we know",
        "nomornya mulai lagi di bawah nomor yang sudah dikenal",
    ),
    "uidvalidity": ("all its mails have new numbers", "semua emailnya bernomor baru"),
    "way_closed": ("[{desk}: ]{said}", "[{desk}: ]tertunda: {said}"),
}
