"""Rules match what the sender says anew, not what is quoted below it."""

from __future__ import annotations

import pytest

from csmail.mail.new_words import new_words, shown_words
from csmail.model.message import Message
from csmail.rules.fields import Lenses
from csmail.rules.patterns import words
from tests.factories import message

ATTRIBUTION = "Pada Sen, 6 Jul 2026 pukul 09.00 Toko Melati <support@toko.example> menulis:"
BLOCK = "Dari: Toko <support@toko.example>\nDikirim: Senin, 6 Juli 2026 09.00\nKepada: Jane\nPerihal: Pesanan"
OURS = "Kalau ingin refund, balas email ini."


def hits(word: str, said: Message) -> bool:
    lens = Lenses().of("body")
    number = lens.patterns.add(words([word]))
    return number in lens.look(said).hits


@pytest.mark.parametrize(
    "text",
    [
        f"Sudah sampai.\n\n{ATTRIBUTION}\n\n> {OURS}",
        f"Sudah sampai.\n\n{ATTRIBUTION}\n\n{OURS}",
        f"Sudah sampai.\n\n{BLOCK}\n\n{OURS}",
        f"Sudah sampai.\n\n-----Pesan Asli-----\n{BLOCK}\n\n{OURS}",
        f"> {OURS}\n\nSudah sampai.",
    ],
)
def test_a_rule_does_not_hit_on_our_quoted_words(text: str) -> None:
    said = message(subject="Re: Pesanan", text=text)
    assert not hits("refund", said)
    assert hits("sampai", said)


def test_it_hits_on_what_stands_below_the_quote() -> None:
    assert hits("refund", message(text=f"{ATTRIBUTION}\n> Halo\n\nSaya mau refund."))


def test_an_answer_that_is_nothing_but_a_quote_says_nothing_new() -> None:
    said = message(subject="Re: Pesanan", text=f"{ATTRIBUTION}\n\n> {OURS}")
    assert new_words(said) == ""
    assert "refund" in shown_words(said)


@pytest.mark.parametrize("subject", ["Fwd: Bukti", "Bukti"])
def test_what_somebody_else_wrote_and_is_carried_on_is_new(subject: str) -> None:
    carried = "---------- Forwarded message ---------\nDari: Kurir <k@jne.example>\nSubject: Paket\n\nPaket hilang."
    said = message(subject=subject, text=f"Tolong dicek.\n\n{carried}")
    assert hits("hilang", said)
    assert hits("dicek", said)


def test_what_we_wrote_and_is_sent_back_is_not() -> None:
    carried = f"---------- Forwarded message ---------\nDari: Toko <support@toko.example>\nSubject: Re: x\n\n{OURS}"
    said = message(subject="Fwd: Pesanan", text=f"Ini maksudnya apa?\n\n{carried}")
    assert not hits("refund", said)
    assert hits("maksudnya", said)


def test_a_form_that_looks_like_a_header_is_read() -> None:
    text = "From: Jane <jane@cust.example>\nSubject: Question\nDate: 6 Jul 2026 09:00\n\nI want a refund."
    assert hits("refund", message(subject="Form", text=text))
