"""Why a mail that was written is held for a person."""

from __future__ import annotations

SENTENCES = {
    "breaker_open": (
        "more acknowledgements were due within an hour than the desk may send"
        "[: {strangers} to new senders, the limit is {limit}][: {count}, the limit is {limit}]",
        "konfirmasi otomatis dalam satu jam sudah mencapai batas"
        "[: {strangers} ke pengirim baru, batasnya {limit}][: {count}, batasnya {limit}]",
    ),
    "claimed_elsewhere": (
        "another installation acknowledged it, or the store was put back",
        "instalasi lain sudah mengirim konfirmasinya, atau datanya dipulihkan dari cadangan",
    ),
    "domain_limited": (
        "this domain had enough acknowledgements for now[: {count} to {domain} within an hour]",
        "domain ini sudah cukup menerima konfirmasi untuk saat ini[: {count} ke {domain} dalam satu jam]",
    ),
    "message_gone": (
        "the message it acknowledges is no longer where it was",
        "pesan yang dikonfirmasi sudah tidak ada di tempatnya",
    ),
    "put_back": (
        "the store was put back from a copy, so it may have left already",
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
