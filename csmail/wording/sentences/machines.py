"""Why a machine does not answer a mail: codes of verdicts and of what looks like them."""

from __future__ import annotations

SENTENCES = {
    "arf": ("it is a complaint report of a mail provider", "ini laporan keluhan dari penyedia email"),
    "authentication_failed": (
        "the sender's domain says that it is forged",
        "domain pengirim menyatakan email ini palsu",
    ),
    "auto_forwarded": ("it was forwarded by a machine", "email ini diteruskan otomatis oleh mesin"),
    "auto_submitted": ("a machine wrote it", "email ini ditulis oleh mesin"),
    "autoreply_subject": ("it is an absence note", "ini balasan otomatis karena penerimanya sedang tidak di tempat"),
    "autoresponder_header": ("an answering machine wrote it", "email ini ditulis oleh mesin penjawab otomatis"),
    "backlog": ("it was there before the desk began", "email ini sudah ada sebelum csmail mulai dipakai"),
    "bounce_dsn": (
        "it says that a mail could not be delivered",
        "ini pemberitahuan bahwa sebuah email tidak terkirim",
    ),
    "bounce_subject": (
        "it says that a mail could not be delivered",
        "ini pemberitahuan bahwa sebuah email tidak terkirim",
    ),
    "calendar": ("it is an invitation", "ini undangan kalender"),
    "clock_wrong": (
        "it comes from the future, so a clock is wrong[: received {received}]",
        "tanggalnya di masa depan, jadi ada jam yang salah[: diterima {received}]",
    ),
    "form_not_vouched": (
        "it names one of our forms as its sender, and no server confirms that",
        "pengirimnya tertulis sebagai formulir kita, tetapi tidak ada server yang menjaminnya",
    ),
    "header_junk": ("its header cannot be read", "header email tidak bisa dibaca"),
    "internal_sender": ("a colleague wrote it", "email ini ditulis oleh rekan sendiri"),
    "known_notifier": ("it is a notification of some service", "ini pemberitahuan dari sebuah layanan"),
    "list_header": ("it comes from a mailing list", "email ini datang dari milis"),
    "loop_header": (
        "it went through a machine that could keep answering us",
        "email ini lewat mesin yang bisa saling berbalas terus dengan kita",
    ),
    "machine_report": ("a machine wrote it", "email ini ditulis oleh mesin"),
    "malformed_originator": ("its sender is not a valid address", "alamat pengirimnya tidak sah"),
    "mdn": ("it is a receipt that a mail was read", "ini tanda terima bahwa email sudah dibaca"),
    "no_sender": ("it has no sender", "email ini tidak punya pengirim"),
    "noreply_sender": ("the sender wants no answers", "pengirim tidak menerima balasan"),
    "not_addressed": ("it is not addressed to the desk", "email ini tidak ditujukan ke alamat kita"),
    "not_first_message": ("the conversation was under way already", "percakapan ini sudah berjalan sebelumnya"),
    "null_return_path": ("a mail server wrote it", "email ini ditulis oleh server email"),
    "own_address": ("it comes from the desk's own address", "email ini datang dari alamat kita sendiri"),
    "own_message": (
        "it is a mail of ours[, it brings our automatic mail of {returned} back]",
        "ini email dari kita sendiri[, membawa kembali email otomatis kita untuk {returned}]",
    ),
    "precedence": ("it calls itself bulk mail", "email ini menyebut dirinya email massal"),
    "spam": ("it is spam", "ini spam"),
    "suppress_requested": ("the sender asks for no automatic answer", "pengirim meminta agar tidak dibalas otomatis"),
    "system_sender": ("a mail system wrote it", "email ini ditulis oleh sistem email"),
    "too_old": ("it is too old[, received {received}]", "email ini sudah terlalu lama[, diterima {received}]"),
    "undeliverable_sender": ("the sender cannot receive mail", "pengirim tidak bisa menerima email"),
    "unknown_sender_in_thread": (
        "the sender is not a participant of this conversation",
        "pengirimnya bukan peserta percakapan ini",
    ),
}
