"""What a model is not shown, and what is put back."""

from __future__ import annotations

import time

import pytest

from csmail.desk.assisting.masks import MASK, Masks

HIDDEN = {
    "Rina Wati": "name", "rina": "name", "WATI": "name", "rina.w@cust.example": "address", "081234567890": "phone",
    "0812-3456-7890": "phone", "+62 812 3456 7890": "phone", "(021) 555-0100-22": "phone", "62812345678": "phone",
    "4111111111111111": "card", "4111 1111 1111 1111": "card", "4111-1111-1111-1112": "card",
    "3782 822463 10005": "card", "Jl. Mawar No. 5": "address", "Jalan Mawar 5 RT 3": "address",
    "12 Rose Garden Street": "address",
}  # fmt: skip


@pytest.mark.parametrize("secret", HIDDEN)
def test_names_addresses_phone_and_card_numbers_are_hidden_and_put_back(secret: str) -> None:
    masks = Masks(("Rina Wati",))
    shown = masks.hide(f"Saya {secret}, terima kasih")
    (mask,) = [found[0] for found in MASK.finditer(shown)]
    assert mask == f"[{HIDDEN[secret]}1]"
    assert secret not in shown
    assert masks.behind(mask) == (None if HIDDEN[secret] == "card" else secret)


@pytest.mark.parametrize(
    "told",
    ["pesanan 48213", "resi JP0012345678", "Rp1.250.000", "27-11-2026", "pesanan 1234567890", "jalan keluar lain",
     "Rinaldi", "3 x 4", "resi 123456789012348"],
)  # fmt: skip
def test_what_the_answer_needs_is_shown(told: str) -> None:
    assert Masks(("Rina Wati",)).hide(told) == told


def test_one_word_has_one_mask_however_it_is_written_and_another_has_another() -> None:
    masks = Masks(("Rina Wati",))
    assert masks.hide("Rina, rina; 0812 3456 7890 / 0813 3456 7890") == "[name1], [name1]; [phone1] / [phone2]"
    assert masks.behind("[phone2]") == "0813 3456 7890"


def test_what_looks_like_a_mask_is_none() -> None:
    masks = Masks(())
    assert MASK.search(masks.hide("[name1] [CARD2] [[address3]]")) is None
    assert masks.behind("[name1]") is None


def test_the_worst_mail_takes_no_longer_than_words_of_the_same_length() -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        Masks(("Rina Wati",)).hide(text[:65_536])
        return time.process_time() - began

    plain = max(seconds("kata " * 13_108), 0.002)
    for worst in ("0 " * 32_768, "a@" * 32_768, "Jl. " * 16_384, "1 A " * 16_384, "Rina " * 13_108, "+" * 65_536):
        assert seconds(worst) < 60 * plain, worst[:8]
