"""Telling chats."""

from __future__ import annotations

SENTENCES = {
    "no_such_notice": (
        "there is no notice {name!r}: {known}",
        "tidak ada pemberitahuan bernama {name!r}: {known}",
    ),
    "notice_address_wrong": (
        "notices.{name}: apprise does not understand this address",
        "notices.{name}: alamatnya tidak dipahami apprise",
    ),
    "notice_name_wrong": (
        "{name!r} cannot name a notice: small letters, digits, - and _",
        "{name!r} tidak bisa jadi nama pemberitahuan: pakai huruf kecil, angka, - dan _",
    ),
    "notice_no_answer": ("notices.{name}: no answer in time", "notices.{name}: tidak ada jawaban tepat waktu"),
    "notice_not_taken": ("notices.{name}: it was not taken", "notices.{name}: tidak diterima"),
    "notice_right": ("the address is understood", "alamatnya dipahami"),
    "notice_with_what": ("with: subject, or nothing", "isi dengan subject, atau kosongkan"),
    "notices_wait": (
        "enough was told within an hour: it is told together with others",
        "sudah cukup untuk satu jam: disampaikan bersama yang lain",
    ),
    "notify_not_installed": (
        "notices need apprise, which is not installed",
        "pemberitahuan memerlukan apprise, yang belum terpasang",
    ),
    "told_chat": ("told {channel}", "memberi tahu {channel}"),
}
