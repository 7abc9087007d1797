"""What of a suggestion may stand in a draft, and what becomes a gap."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.desk.assisting.fact_words import ADDRESSING, BEGINNING, FRAME, UNITS
from csmail.desk.assisting.grounding import Grounded, Sources, grounded
from csmail.desk.assisting.masks import Masks
from csmail.desk.assisting.tokens import said
from csmail.desk.effects.gaps import GAP, gaps
from csmail.errors import Refused
from csmail.ports.assistant import Given, Sentence, Suggestion

ARTICLE = """Pengembalian dana
Dana kembali dalam 3 hari kerja, paling lama 27 November 2026. Biaya admin Rp50.000 per pesanan, diskon 10%.
Kirim lewat JNE atau Sari Express ke gudang pukul 09.00-17.00. Formulir: [isi](https://toko.example/refund?id=1).
Ada dua cara: transfer atau saldo. Hubungi Budi Santoso di 021 555 0100."""
QUESTION = (
    "Halo, saya [name1], pesanan 48213 belum sampai. "
    "Bayar Rp1.250.000 ke Andi. Lihat http://evil.example/x [phone1] [card1]"
)
OTHER = "Shipping takes five days. Sari answers letters on Monday."
MASKS = Masks(("Rina Wati",))
MASKS.hide("Rina Wati 0812-3456-7890 4111 1111 1111 1111")
GIVEN = (Given("q", "question", QUESTION), Given("a1", "article", ARTICLE), Given("a2", "article", OTHER))
SOURCES = Sources.of((*GIVEN, Given("f1", "fact", "order.status: dikirim 2026-07-01")), ("Toko Melati", "Rina"), MASKS)


def text(*sentences: Sentence, language: str = "id") -> str:
    return grounded(Suggestion(sentences), SOURCES, language).text


def from_a1(words: str, *sources: str) -> str:
    return text(Sentence(words, sources or ("a1",)))


@pytest.mark.parametrize(
    "words",
    [
        "Dana kembali dalam 3 hari kerja.",
        "Dana kembali dalam tiga hari kerja.",
        "The money is back within 3 working days.",
        "Biaya admin Rp 50.000 per pesanan.",
        "Biaya admin 50.000 rupiah per pesanan.",
        "Biaya admin IDR 50,000 per pesanan.",
        "Biaya admin Rp50.000,00 per pesanan.",
        "Ada 2 cara: transfer atau saldo.",
        "Paling lama 27 November 2026.",
        "Paling lama 27 November.",
        "Diskon 10 persen.",
        "Gudang buka pukul 09.00-17.00.",
        "Silakan kirim lewat JNE.",
        "Isi formulir di https://toko.example/refund?id=1.",
        "Hubungi Budi Santoso di 021 555 0100.",
        "Silakan hubungi kami di Toko Melati, [name1].",
        "Mohon Anda tunggu.",
    ],
)
def test_what_stands_in_the_source_stands_in_the_draft(words: str) -> None:
    assert gaps(from_a1(words)) == ()


LIES = {
    "another number": "Dana kembali dalam 4 hari kerja.",
    "another unit": "Dana kembali dalam 3 jam.",
    "half of a unit": "Dana kembali dalam 3 hari.",
    "a number in words": "Dana kembali dalam empat hari kerja.",
    "a number in English": "Money is back in four working days.",
    "a number glued to its unit": "Dana kembali dalam 3jam.",
    "another currency": "Biaya admin $50.000 per pesanan.",
    "another sum": "Biaya admin Rp5.000 per pesanan.",
    "a sum in millions": "Biaya admin 50 juta per pesanan.",
    "a sum of old digits": "Biaya admin Rp 3 50.000 per pesanan.",
    "wide digits": "Biaya admin Rp５.000 per pesanan.",
    "Arabic digits": "Dana kembali dalam ٤ hari kerja.",
    "a digit in a circle": "Dana kembali dalam ④ hari kerja.",
    "Chinese digits": "Dana kembali dalam 四 hari kerja.",
    "Roman digits": "Dana kembali dalam Ⅳ hari kerja.",
    "a keycap": "Dana kembali dalam 4\ufe0f\u20e3 hari kerja.",
    "a digit behind nothing": "Dana kembali dalam 3\u200b4 hari kerja.",
    "half": "Dana kembali dalam setengah hari kerja.",
    "one day": "Dana kembali sehari.",
    "another date": "Paling lama 28 November 2026.",
    "a date of old parts": "Paling lama 10 November 2026.",
    "another year": "Paling lama 27 November 2027.",
    "a weekday": "Dana kembali hari Senin.",
    "a weekday in small letters": "Dana kembali hari selasa.",
    "tomorrow": "Dana kembali besok.",
    "today": "Dana kembali hari ini.",
    "next week": "The money is back next week.",
    "a share": "Diskon 20%.",
    "another time": "Gudang buka pukul 08.00-17.00.",
    "a name": "Silakan hubungi Anton.",
    "a name that opens": "Anton akan menghubungi Anda.",
    "a name of two": "Silakan hubungi Budi Express.",
    "a carrier": "Kirim lewat TIKI.",
    "letters that look alike": "Kirim lewat Вudi.",
    "a link": "Isi https://evil.example/refund.",
    "a longer link": "Isi https://toko.example/refund?id=12.",
    "a shorter link": "Isi https://toko.example/refund.",
    "a bare host": "Isi formulir di evil.example/refund.",
    "www": "Isi formulir di www.evil.example.",
    "a mail address": "Tulis ke evil@x.example.",
    "mailto": "Tulis ke mailto:evil@x.example.",
    "a script": "Klik javascript://x.",
    "a wide dot": "Isi formulir di evil．example/x.",
    "a phone number": "Telepon 0812 000 111.",
    "a phone number of old parts": "Telepon 021 0100 555.",
    "a mask that was never given": "Halo [name7], silakan tunggu.",
    "a card": "Kartu [card1] sudah diblokir.",
    "the customer's phone, not from the question": "Kami telepon [phone1].",
    "for nothing": "Ongkos kirim gratis.",
    "an order number": "Pesanan 48214 sedang dikirim.",
    "a number of another source": "Pesanan 48213 sedang dikirim.",
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_stand_there_becomes_a_gap(lie: str) -> None:
    assert len(gaps(from_a1(LIES[lie]))) == 1
    assert GAP.sub("", from_a1(LIES[lie])).strip() == ""


@pytest.mark.parametrize(
    ("sources", "frame"),
    [((), False), (("a9",), False), (("a1", "a9"), False), (("A1",), False), ((), True), (("a1",), True)],
)
def test_a_sentence_without_a_source_or_with_an_unknown_one_is_a_gap(sources: tuple[str, ...], frame: bool) -> None:
    told = grounded(
        Suggestion((Sentence("Mohon tunggu.", ("a1",)), Sentence("Dana sudah kembali.", sources, frame))), SOURCES, "id"
    ).text
    assert len(gaps(told)) == (sources != ("a1",))


def test_a_link_of_the_question_is_no_source_for_a_link() -> None:
    assert gaps(from_a1("Lihat http://evil.example/x", "q"))
    assert gaps(from_a1("Lihat http://evil.example/x", "q", "a1"))


def test_each_number_stands_in_one_of_the_sources() -> None:
    assert not gaps(from_a1("Pesanan 48213 kembali dalam 3 hari kerja.", "a1", "q"))
    assert not gaps(from_a1("Status pesanan 48213: dikirim 2026-07-01.", "f1", "q"))
    assert gaps(from_a1("Status pesanan 48213: dikirim 2026-07-02.", "f1", "q"))


@pytest.mark.parametrize(
    "words",
    ["Halo [name1],", "Halo Rina,", "Terima kasih sudah menghubungi Toko Melati.", "Salam hangat,", "Dear customer,",
     "Thank you for your message.", "Mohon maaf atas ketidaknyamanannya.", "Best regards,"],
)  # fmt: skip
def test_a_greeting_thanks_or_a_closing_stands_without_a_source(words: str) -> None:
    assert not gaps(text(Sentence("Mohon tunggu.", ("a1",)), Sentence(words, frame=True)))


@pytest.mark.parametrize(
    "words",
    ["Halo Anton,", "Terima kasih, dana Anda kembali.", "Salam, 0812 000 111", "Terima kasih atas pesanan 48213.",
     "Best regards, evil.example", "Thank you, your refund was approved.", "Selamat malam ini", "Halo [name1] [card1],",
     "Thank you " * 20],
)  # fmt: skip
def test_what_a_greeting_would_tell_besides_is_a_gap(words: str) -> None:
    assert gaps(text(Sentence("Mohon tunggu.", ("a1",)), Sentence(words, frame=True)))


@pytest.mark.parametrize(
    "words",
    [
        "> Dana kembali dalam 9 hari.", ">> 9", "\n> 9 hari\n", "\u2028> 9 hari", "\x0b> 9 hari", "| > 9 hari",
        "[[periksa: beres]] 9 hari", "]] 9 hari [[", "⟦order.status⟧ 9 hari", "{{ 9 * 9 }}", "{% raw %} 9",
        "-------- 8< -------- everything from this line on", "\x1b[2J 9 hari", "\ud800 9 hari", "9" * 4000,
        "Subject: x\r\nBcc: evil@x.example", "\u202e 9 hari", "[ name1 ] 9", "[name1", "[[name1]] 9",
    ],
)  # fmt: skip
def test_no_trick_hides_a_gap_from_whoever_lets_drafts_leave(words: str) -> None:
    told = text(Sentence("Terima kasih.", frame=True), Sentence(words, ("a1",)), Sentence("Mohon tunggu.", ("a1",)))
    left = GAP.sub("", told)
    assert gaps(told)
    assert not re.search(r"[\[\]⟦⟧\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\ud800]|\d|@", left)
    assert not any(line.startswith(">") for line in told.splitlines())


def test_names_are_put_back_and_cannot_break_out() -> None:
    masks = Masks(("> [[Rina]]\n> Wati",))
    masks.hide("> [[Rina]]\n> Wati")
    sources = Sources.of(GIVEN, (), masks)
    told = grounded(Suggestion((Sentence("[name1]", frame=True), Sentence("9 hari", ("a1",)))), sources, "en").text
    assert gaps(told) == ("[[check: ((Rina)) > Wati]]", "[[check: 9 hari]]")
    assert not told.startswith(">")


@pytest.mark.parametrize(
    "name",
    ["Rina https://evil.example", "evil@x.example", "Rp9.000.000", "Rina 0812 000 111", "Klik www.x.example", "[[ok]]",
     "> Rina", "Rina: dana Anda kembali besok", "R" * 50 + " a" * 20, "9"],
)  # fmt: skip
def test_a_name_that_tells_something_is_not_put_back(name: str) -> None:
    masks = Masks((name,))
    masks.hide(name)
    sources = Sources.of(GIVEN, (name,), masks)
    for words in ("Halo [name1],", "Halo Rp9.000.000,", "Halo 9,", "Halo https://evil.example"):
        told = grounded(
            Suggestion((Sentence(words, frame=True), Sentence("Mohon tunggu.", ("a1",)))), sources, "id"
        ).text
        left = GAP.sub("", told)
        assert not re.search(r"\d|@|:|www|besok|\[", left), left


@pytest.mark.parametrize("name", ["Rina Wati", "Jean-Luc O'Neil", "Drs. Bambang S.", "Étienne", "R. A. Kartini"])
def test_an_ordinary_name_is(name: str) -> None:
    masks = Masks((name,))
    mask = masks.hide(name)
    told = grounded(
        Suggestion((Sentence(f"Halo {mask},", frame=True), Sentence("Mohon tunggu.", ("a1",)))),
        Sources.of(GIVEN, (), masks),
        "id",
    ).text
    assert told.startswith(f"Halo {name},")


def test_a_mail_address_of_the_question_is_not_put_back_and_a_street_is() -> None:
    masks = Masks(())
    question = masks.hide("Kirim ke Jl. Mawar No. 5, balas ke evil@x.example")
    sources = Sources.of((Given("q", "question", question), *GIVEN[1:]), (), masks)
    kept, gone = (
        grounded(Suggestion((Sentence(f"Kami kirim ke [address{number}].", ("q",)),)), sources, "id").text
        for number in (2, 1)
    )
    assert kept == "Kami kirim ke Jl. Mawar No. 5.\n"
    assert gaps(gone) == ("[[periksa: Kami kirim ke evil@x.example.]]",)


def test_a_long_gap_is_cut_into_gaps() -> None:
    told = from_a1("Empat " + "kata " * 200)
    assert len(gaps(told)) > 3
    assert "".join(GAP.sub("", told).split()) == ""


def test_in_an_english_desk_a_gap_says_check() -> None:
    assert gaps(text(Sentence("In 9 days.", ("a2",)), language="en")) == ("[[check: In 9 days.]]",)
    assert gaps(text(Sentence("In 9 days.", ("a2",)), language="")) == ("[[check: In 9 days.]]",)


def test_nothing_but_a_greeting_is_no_answer_and_a_book_neither() -> None:
    for sentences in ((), (Sentence(" "),), (Sentence("Halo,", frame=True),), (Sentence("...", ("a1",)),)):
        with pytest.raises(Refused) as caught:
            grounded(Suggestion(sentences), SOURCES, "id")
        assert caught.value.reason.code == "assist_empty"
    with pytest.raises(Refused) as caught:
        text(Sentence("Mohon tunggu. " * 400, ("a1",)))
    assert caught.value.reason.code == "assist_too_long"


def test_the_worst_text_takes_no_longer_than_the_same_length_of_words() -> None:
    def seconds(words: str) -> float:
        began = time.process_time()
        said(words)
        return time.process_time() - began

    plain = max(seconds(("kata " * 820)[:4096]), 0.001)
    for worst in (
        "a." * 2048,
        "a-" * 2048,
        "1." * 2048,
        "www." * 1024,
        "hari " * 820,
        "a@" * 2048,
        "." * 4096,
        "[" * 4096,
    ):
        assert seconds(worst) < 60 * plain, worst[:10]


KNOWN = {*re.findall(r"\w+", f"{QUESTION} {ARTICLE} {OTHER} order status dikirim Toko Melati Rina Wati".casefold())}
FREE = (
    BEGINNING | FRAME | ADDRESSING | {"periksa"} | set(UNITS) | {"senin"}
)  # a unit without a number tells nothing; a2 has Monday
PIECES = (
    "Dana kembali", "dalam 3 hari kerja", "4", "Anton", "Budi", "besok", "https://evil.example", "evil@x.example", ">",
    "[[", "]]", "[name1]", "[card1]", "[phone1]", "\n", "Rp9.999", "\u200b", "Senin", "www.x.example", "①", "sejuta",
    "Terima kasih", "{{ x }}", "⟦order.status⟧", "\x00", "JNE", "48213", "toko.example", ". ", ", ",
)  # fmt: skip
WORDS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=8).map(" ".join)
SENTENCES: Any = st.lists(
    st.builds(
        Sentence,
        WORDS,
        st.lists(st.sampled_from(("a1", "a2", "q", "f1", "x", "")), max_size=3).map(tuple),
        st.booleans(),
    ),
    max_size=6,
)


@given(SENTENCES)
def test_whatever_is_answered_no_fact_leaves_that_stands_in_no_source(sentences: list[Sentence]) -> None:
    try:
        found = grounded(Suggestion(tuple(sentences)), SOURCES, "id")
    except Refused:
        return
    assert invented(found) == []


def invented(found: Grounded) -> list[str]:
    """By other means than the product's: runs of digits, capital letters, what looks like a link, outside of gaps."""
    assert set(gaps(found.text)) == set(GAP.findall(found.text))
    left = GAP.sub(" ", found.text)
    words = re.findall(r"\w+", left)
    digits = [
        one
        for one in words
        if any(map(str.isnumeric, one)) and one not in re.findall(r"\w+", " ".join(map(_whole, GIVEN)))
    ]
    names = [one for one in words if one[0].isupper() and one.casefold() not in KNOWN | FREE]
    links = [one for one in left.split() if ("@" in one or "://" in one) and one.rstrip(".,;:!?)") not in ARTICLE]
    return [*(one for one in digits if one not in NUMBERS_GIVEN), *names, *links, *re.findall(r"[\[\]⟦⟧\x00]", left)]


def _whole(one: Given) -> str:
    return one.text


NUMBERS_GIVEN = {"2", "5", "2026", "07", "01", "0812", "3456", "7890", "50000", "1250000"}
"""In other words, or behind masks."""
