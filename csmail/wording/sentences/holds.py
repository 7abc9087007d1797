"""Why a mail that was written is held for a person."""

from __future__ import annotations

SENTENCES = {
    "breaker_open": (
        "hourly limit reached"
        "[: {strangers} acknowledgements to new senders, the limit is {limit}]"
        "[: {count} acknowledgements, the limit is {limit}]",
        "batas per jam tercapai"
        "[: {strangers} konfirmasi ke pengirim baru, batasnya {limit}]"
        "[: {count} konfirmasi, batasnya {limit}]",
    ),
    "claimed_elsewhere": (
        "perhaps already sent[: {why}]",
        "mungkin sudah terkirim[: {why}]",
    ),
    "claimed_by_another": (
        "another installation acknowledged it, or the store was restored from a backup",
        "instalasi lain sudah mengirim konfirmasinya, atau datanya dipulihkan dari cadangan",
    ),
    "domain_limited": (
        "this domain had enough acknowledgements for now[: {count} to {domain} within an hour]",
        "domain ini sudah cukup menerima konfirmasi untuk saat ini[: {count} ke {domain} dalam satu jam]",
    ),
    "interrupted": ("it was interrupted", "pengirimannya terputus"),
    "message_gone": (
        "the message it acknowledges is no longer where it was",
        "pesan yang dikonfirmasi sudah tidak ada di tempatnya",
    ),
    "put_back": (
        "the store was restored from a backup, so it may have been sent already",
        "data dipulihkan dari cadangan, jadi email ini mungkin sudah terkirim",
    ),
    "rate_limited": (
        "this sender had enough acknowledgements for now[: {count} in {hours} h]",
        "pengirim ini sudah cukup menerima konfirmasi untuk saat ini[: {count} dalam {hours} jam]",
    ),
    "smtputf8_required": (
        "an address in it needs a server that offers SMTPUTF8, and ours does not[: {said}]",
        "salah satu alamatnya memerlukan server dengan SMTPUTF8, dan server kita tidak mendukungnya[: {said}]",
    ),
}
