"""Indonesian, English or neither: told by the sender's own words, not by ours below or above them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from csmail.mail.parse import read
from csmail.mail.text import language
from tests.factories import desk, raw

TABLE = YAML(typ="safe").load((Path(__file__).parent / "data" / "languages.yaml").read_text(encoding="utf-8"))
OURS = "Terima kasih sudah menghubungi kami. Pesan Anda sudah sampai dan akan dibaca oleh tim kami secepatnya."
ATTRIBUTION = "Pada Sen, 6 Jul 2026 pukul 09.00 Toko Melati <support@toko.example> menulis:"
BLOCK = "Dari: Toko <support@toko.example>\nDikirim: Senin, 6 Juli 2026 09.00\nKepada: Jane\nPerihal: Pesan Anda"
UNDER = {
    "marked": f"{ATTRIBUTION}\n\n> {OURS}",
    "unmarked": f"{ATTRIBUTION}\n\n{OURS}",
    "block": f"{BLOCK}\n\n{OURS}",
    "old": f"-----Pesan Asli-----\n{BLOCK}\n\n{OURS}",
}
HEADER = "From: Jane <jane@cust.example>\nTo: support@toko.example\nContent-Type: text/{}; charset=utf-8\nSubject: {}"


@pytest.mark.parametrize(("text", "expected"), TABLE["informal"])
def test_the_language_of_an_informal_mail_is_told(text: str, expected: str) -> None:
    assert language(text) == expected


def test_the_table_of_informal_mails_is_long_enough() -> None:
    told = [expected for _, expected in TABLE["informal"]]
    assert min(told.count("id"), told.count("en")) >= 40
    assert told.count("") >= 30
    assert len({text for text, _ in TABLE["informal"]}) == len(told)


@pytest.mark.parametrize("said", ["thx!", "Thank you!", "ok thanks", "ty"])
def test_thanks_alone_are_english_and_leave_a_conversation_its_language(said: str) -> None:
    assert read(raw(HEADER.format("plain", "x"), said), desk()).language == "en"
    assert read(raw(HEADER.format("plain", "Re: Pesanan saya"), said), desk()).language == ""


@pytest.mark.parametrize("quote", UNDER.values(), ids=UNDER.keys())
@pytest.mark.parametrize("subject", ["Re: Pesanan Anda sudah kami terima", "RE: [EXT] Pesanan saya belum sampai", "x"])
def test_an_english_answer_over_our_indonesian_words_is_english(quote: str, subject: str) -> None:
    said = f"Thanks, please ship it to my office.\n\n{quote}"
    assert read(raw(HEADER.format("plain", subject), said), desk()).language == "en"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Please ship it to my office.</p><blockquote type=cite>{}</blockquote>",
        "<p>Please ship it to my office.</p><div id=divRplyFwdMsg><b>Dari:</b> Toko</div><p>{}</p>",
        "<p>Please ship it to my office.</p><div class=yahoo_quoted>{}</div>",
    ],
)
def test_the_same_of_html(page: str) -> None:
    assert read(raw(HEADER.format("html", "Re: Pesanan"), page.format(OURS)), desk()).language == "en"


def test_an_answer_below_ours_is_in_its_own_language() -> None:
    said = f"{ATTRIBUTION}\n> {OURS}\n\nThe parcel has not arrived.\n"
    assert read(raw(HEADER.format("plain", "Re: x"), said), desk()).language == "en"


def test_an_answer_without_a_word_of_its_own_has_no_language() -> None:
    assert read(raw(HEADER.format("plain", "Re: Pesanan saya"), UNDER["marked"]), desk()).language == ""


@pytest.mark.parametrize("field", ["In-Reply-To: <a@toko.example>", "References: <a@toko.example>"])
def test_the_subject_of_an_answer_is_not_asked_whatever_stands_before_it(field: str) -> None:
    header = f"{HEADER.format('plain', 'Pesanan Anda sudah kami terima')}\n{field}"
    assert read(raw(header, "12345"), desk()).language == ""


def test_the_subject_of_a_new_mail_is_asked() -> None:
    assert read(raw(HEADER.format("plain", "Pesanan saya belum sampai"), "12345"), desk()).language == "id"


@pytest.mark.parametrize("name", ["Toko Kami Sudah Murah", "The Shop For You"])
def test_the_name_of_the_desk_says_nothing(name: str) -> None:
    home = desk(display_name=name)
    assert read(raw(HEADER.format("plain", "Order 7"), f"{name}: 12345"), home).language == ""
    assert read(raw(HEADER.format("plain", "x"), f"{name}, where is it?"), home).language == "en"
    assert read(raw(HEADER.format("plain", "x"), f"{name}, mana barangnya?"), home).language == "id"


def test_toko_is_a_word_of_names() -> None:
    assert language("Toko") == ""
