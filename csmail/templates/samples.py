"""Values to try a template out with: those of an ordinary day, and what customers' mails may hold beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

# What every template is given, with values to try it out. Not in acknowledgements: `text`; only in escalations and
# forwards: `to`, `within`, `reason`; only in escalations: `summary`, `receipt`, `last_messages`, `commands`; in the
# `digest` of many of them `count`, `lines`; only in mails of an incident: `incident`, its title. Named
# groups of the rule (`order`) come on top.
EXAMPLE: Mapping[str, Any] = {
    "conversation": "K7F3Q2",
    "subject": "Pesanan 12345",
    "customer_name": "Rina Wijaya",
    "customer": "rina@customer.example",
    "desk_name": "Toko Melati",
    "desk_address": "support@toko.example",
    "agent": "Sari",
    "signature": "",
    "today": date(2026, 7, 6),
    "received_at": datetime(2026, 7, 6, 9, 5, tzinfo=UTC),
    "answer_within": "30 menit",
    "answer_by": "hari ini (Senin, 6 Juli) sebelum pukul 09.35 WIB",
    "text": "Halo, pesanan saya belum sampai.",
    "incident": "Pembayaran gagal",
    "to": "lead@toko.example",
    "within": "2h",
    "reason": "refund",
    "summary": "Tag: refund\nYang menangani: belum ada",
    "receipt": "Jawaban pertama: terpakai 30 menit dari 30 menit, lewat waktu sejak Senin, 6 Juli 2026 09.35 WIB",
    **{
        f"answer_{number}": f"mailto:support@toko.example?subject=Nilai%20{number}%20%28K7F3Q2%29"
        for number in range(1, 6)
    },
    "count": "12",
    "lines": "K7F3Q2  Rina: Pesanan 12345 belum sampai\n    csmail conversations show K7F3Q2",
    "last_messages": "pelanggan: Halo, pesanan saya belum sampai.",
    "commands": "    csmail conversations show K7F3Q2\n    csmail why K7F3Q2\n    csmail reply K7F3Q2",
}
ENGLISH = {
    "subject": "Order 12345",
    "answer_within": "30 minutes",
    "answer_by": "today (Monday, 6 July) before 09:35 WIB",
    "text": "Hello, my order has not come yet.",
}
OTHER = {"customer_name": "Müller", "text": "Guten Tag, wo bleibt mein Paket?", "subject": "Bestellung"}
HANDED_ON = frozenset({"to", "within", "reason", "summary", "receipt", "last_messages", "commands", "count", "lines"})
NOT_IN_ACKNOWLEDGEMENTS = HANDED_ON | {"subject", "text", "customer", "received_at"}
"""An acknowledgement is given no word of the sender's (reflected spam); see desk.effects.letters.variables."""
MAY_BE_EMPTY = frozenset(
    {"subject", "customer_name", "customer", "agent", "signature", "answer_within", "answer_by", "text", "within"}
    | {"reason", "summary", "receipt", "last_messages", "commands"}
)
FROM_OUTSIDE = ("customer_name", "subject", "text", "order")
HOSTILE = "{{7*7}} <b>x</b> [x](http://e.example)\r\n\r\n{% raw %}"
LARGE = "Pesan panjang sekali. " * 3000


def values(purpose: str, language: str) -> Mapping[str, Any]:
    """Those of an ordinary day, as a text of this purpose gets them."""
    given = {**EXAMPLE, **(ENGLISH if language == "en" else {}), "order": "12345"}
    return {name: value for name, value in given.items() if name not in withheld(purpose)}


def withheld(purpose: str) -> frozenset[str]:
    """Names that a text of this purpose is not given."""
    if purpose == "acknowledgement":
        return NOT_IN_ACKNOWLEDGEMENTS
    return frozenset() if purpose in ("escalation", "forward") else HANDED_ON


def sets(purpose: str, language: str) -> dict[str, Mapping[str, Any]]:
    """Ten sets of values by name, `filled` and `empty` first."""
    filled = values(purpose, language)
    unordered = {name: value for name, value in filled.items() if name != "order"}
    outside = {name: HOSTILE for name in FROM_OUTSIDE if name in filled}
    return {
        "filled": filled,
        "empty": {name: "" if name in MAY_BE_EMPTY else value for name, value in unordered.items()},
        "without an order": unordered,
        "a long name": {**filled, "customer_name": "Rina" * 50},
        "an odd name": {**filled, "customer_name": "🌸 \u202eרינה"},
        "hostile values": {**filled, **outside},
        "a large text": {**filled, **({"text": LARGE} if "text" in filled else {})},
        "no time named": {**filled, "answer_within": "", "answer_by": ""},
        "nobody known": {**unordered, "customer_name": "", "agent": "", "signature": ""},
        "another language": {**filled, **{name: value for name, value in OTHER.items() if name in filled}},
    }
