"""The courtesy lint beside its table: places, purposes, a desk's own words, hostile texts."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import FrameType, ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.config import tone as of_rules_file
from csmail.model.courtesy import AddedPhrase, Tone
from csmail.tone import checks
from csmail.tone.checks.about import About, Finding
from csmail.tone.lint import ALL, FRAME, LEVELS, OUTWARD, lint
from csmail.tone.words import courtesy_en, courtesy_id
from csmail.wording.reasons import SENTENCES

HALO = "Halo Rina,\n\nTerima kasih sudah menghubungi kami. {}\n\nSalam hangat,\nSari\n"
HELLO = "Hello Rina,\n\nThank you for writing to us. {}\n\nKind regards,\nSari\n"


def said(text: str, language: str = "id", **about: Any) -> list[str]:
    whole = (HALO if language == "id" else HELLO).format(text)
    return [f"{one.code}:{one.found}" for one in lint(whole, About(language, **about))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Salah anda lupa kami hubungi [[isi]].", ["placeholder.left:[[isi]]", "blame.customer:Salah anda"]),
        ("Lihat [[tautan https://toko.example/a]] ya.", ["placeholder.left:[[tautan https://toko.example/a]]"]),
        ("Tulis ke gagal@toko.example. Kirim fotonya.", ["please.missing:Kirim"]),
        ("Lacak di www.gagal.example/GAGAL. Kirim fotonya.", ["please.missing:Kirim"]),
        ("Kodenya `tidak bisa`.", []),
        ("Pesanan Anda no. 5 untuk Bapak dst. tidak bisa.", ["negative.word:tidak bisa", "you.mixed:anda bapak"]),
        ("Tidak  \n bisa.", ["negative.word:Tidak bisa"]),
        ("Kode {{ a {b} }} dan {{c}}.", ["placeholder.left:{{ a {b} }}", "placeholder.left:{{c}}"]),
        ("{{ " + "a" * 300 + " }}", []),
        ("Kami lampirkan notanya; foto tidak terlampir.", ["attachment.forgotten:Kami lampirkan"]),
        ("Untuk RT/RW dan COD-COD tersedia.", []),
        ("Kami siap MEMBANTU-ANDA.", ["shouting.capitals:MEMBANTU-ANDA"]),
    ],
)  # fmt: skip
def test_what_is_found_in_an_indonesian_letter(text: str, found: list[str]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We can not and cannot help.", ["negative.word:can not", "negative.word:cannot"]),
        ("It is the courier’s fault.", ["blame.other:the courier's fault"]),
        ("As per our policy it is closed.", ["robot.phrase:As per our policy"]),
        ("Use code XXXX at _____.", ["placeholder.left:XXXX", "placeholder.left:_____"]),
        ("Please give us the pin. Never give us the pin.", ["secret.asked:pin"]),
        ("Kami senang, anda?", ["language.mixed:anda"]),
    ],
)
def test_what_is_found_in_an_english_letter(text: str, found: list[str]) -> None:
    assert said(text, "en") == found


EVERYTHING_WRONG = "MAAF STOK HABIS!!! salah kurir, gak bisa [[apa]]. Tunggu aja secepatnya. Kirim PIN Anda, kak."


@pytest.mark.parametrize(
    ("purpose", "checked"),
    [
        ("escalation", ALL), ("forward", ALL), ("note", ALL), ("snippet", (*ALL, *OUTWARD)),
        ("answer", (*ALL, *OUTWARD, *FRAME)), ("acknowledgement", (*ALL, *OUTWARD, *FRAME)),
    ],
)  # fmt: skip
def test_a_purpose_is_read_by_its_checks_alone(purpose: str, checked: tuple[object, ...]) -> None:
    outward = {"blame.other", "slang.word", "promise.vague", "you.mixed", "please.missing"}
    framed = {"greeting.missing", "thanks.missing", "closing.missing"}
    expected = {"placeholder.left", "secret.asked", "shouting.capitals", "shouting.marks"}
    expected |= (outward if OUTWARD[0] in checked else set()) | (framed if FRAME[0] in checked else set())
    assert {one.code for one in lint(EVERYTHING_WRONG, About("id", purpose))} == expected


def test_a_language_without_word_lists_is_not_told_what_it_lacks() -> None:
    found = lint("Guten Tag!!\n\nIhr Paket kommt [[wann]].\n\nMit freundlichen Grüßen", About("de"))
    assert [one.code for one in found] == ["shouting.marks", "placeholder.left"]


def test_a_sentence_that_was_sent_before_is_told_whatever_its_case_and_white_space() -> None:
    before = HALO.format("Paket Anda berangkat dari gudang kami pagi ini lewat JNE.")
    again = "paket  Anda berangkat dari\ngudang kami pagi ini lewat JNE."
    assert said(again, earlier=(before,)) == [f"repeat.sentence:{' '.join(again.split())}"]
    assert said("Paketnya berangkat.", earlier=(HALO.format("Paketnya berangkat."),)) == [], "too short to remember"
    quoted = "> Paket Anda berangkat dari gudang kami pagi ini lewat JNE.\n"
    assert said("Paket Anda berangkat dari gudang kami pagi ini lewat JNE.", earlier=(quoted,)) == []


def test_a_long_greeting_and_a_long_closing_may_come_again() -> None:
    letter = "Selamat pagi Bu Rina Wijaya Kusumaningrum,\n\nTerima kasih.\n\nSalam hangat dari Toko Melati Yogyakarta\n"
    assert lint(letter, About("id", earlier=(letter,))) == ()


def test_a_desk_allows_and_adds_phrases() -> None:
    assert said("Maaf gan, stok HABIS SEKALI.") == ["shouting.capitals:HABIS SEKALI", "slang.word:gan"]
    assert said("Maaf gan, stok HABIS SEKALI.", tone=Tone(allow=("maaf gan", "habis", "sekali"))) == []
    added = (
        AddedPhrase("robot", "id", "salam sukses", "salam hangat saja"), AddedPhrase("negative", "id", "mustahil*"),
        AddedPhrase("acronyms", "", "melati"),
    )  # fmt: skip
    text = HALO.format("Salam sukses dari MELATI, kemustahilan mustahilnya.")
    found = lint(text, About("id", tone=Tone(add=added)))
    assert [(one.code, one.found) for one in found] == [
        ("robot.phrase", "Salam sukses"),
        ("negative.word", "mustahilnya"),
    ]
    assert found[0].advice.fact("text") == "salam hangat saja"
    assert said("Salam sukses dari kami.", "en", tone=Tone(add=added)) == [], "of the other language"


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("bapak/ibu", "Paket Ibu sudah sampai.", []), ("bapak/ibu", "Paket Bapak/Ibu sudah sampai.", []),
        ("bapak/ibu", "Paket kakak sudah sampai.", ["you.form:kakak"]),
        ("anda", "Paket kak Rina sudah sampai.", ["you.form:kakak"]),
        ("kamu", "Paket kamu sudah sampai.", []), ("", "Paket kamu sudah sampai.", ["you.rude:kamu"]),
        ("kakak", "Paket Ibu dan kakak.", ["you.mixed:ibu kakak"]),
    ],
)  # fmt: skip
def test_the_form_of_the_desk_holds_for_its_letters(form: Any, text: str, found: list[str]) -> None:
    assert said(text, tone=Tone(form)) == found


@given(st.text(max_size=400), st.sampled_from(["id", "en", "de"]), st.sampled_from(["answer", "snippet", "note"]))
def test_any_text_can_be_read_and_every_place_is_true(text: str, language: str, purpose: str) -> None:
    found = lint(text, About(language, purpose, earlier=(text,)))
    order = list(LEVELS)
    assert [(one.line, order.index(one.code)) for one in found] == sorted(
        (one.line, order.index(one.code)) for one in found
    )
    for one in found:
        line = text.split("\n")[one.line - 1]
        assert 1 <= one.column <= len(line) + 1
        if one.found and one.code not in ("you.mixed", "you.form"):
            assert line[one.column - 1 :].replace("’", "'").split()[0].startswith(one.found.split()[0][: len(line)])


PIECES = (
    "a ", "{{", "[[", "{{ a }} ", "[[a ", "gak ", "Kak ", "a@", "a.", "`", "x", "X", "http://", "\n", "> a\n", "- a\n",
    "Halo,\n", "no. ", "AB ", "BAPAK ", "Bapak ", "Bapak\n", "a'", "1.", "!", "kirim pin. ", "{", "<nama ", "#", "_ ",
    "maaf. ", "terlampir tidak ", "tidak ", "www.", "{% ", "mohon maaf atas ", "1) ", "Ibu  ", "İ",
)  # fmt: skip


def work(text: str, about: About) -> int:
    """Calls of functions, ours and those of C, that the lint makes of a text."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        lint(text, about)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_work_grows_with_the_text_and_no_faster(piece: str, language: str) -> None:
    about = About(language, earlier=(piece * 400,))
    lint(piece, about)  # what is built once
    once, twice = work(piece * 400, about), work(piece * 800, about)
    assert twice <= 2.2 * once + 200


def modules() -> Iterator[ModuleType]:
    for one in iter_modules(checks.__path__):
        yield import_module(f"{checks.__name__}.{one.name}")


def patterns() -> list[re.Pattern[str]]:
    found = []
    for module in modules():
        for value in vars(module).values():
            found += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, re.Pattern)]
            if isinstance(value, tuple):
                found += [
                    part for one in value if isinstance(one, tuple) for part in one if isinstance(part, re.Pattern)
                ]
    return found


def test_a_pattern_repeats_without_end_only_one_kind_of_characters() -> None:
    """What a call of C does cannot be counted: a repeat within a repeat, or behind another one of the same
    characters, is what makes a pattern try its text again and again."""
    assert len(patterns()) > 20
    for pattern in patterns():
        bare = re.sub(r"\[(?:\\.|[^\]\\])*\]|\\.", "c", pattern.pattern)  # a class or an escape is one character
        assert not re.search(r"[*+]\)[*+]|c[*+]\??c[*+](?!\))", bare.replace("(?:", "(")) or pattern.pattern in DISJOINT


# Words: letters, then a mark and letters again; what one repeat takes the next cannot.
DISJOINT = {
    r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,:]\d+)*", r"\w+(?:['-]\w+)*",
    r"(?:Pak|Bu|Kak)[ \t]+[^\s,][^,\n]*,",
}  # fmt: skip


def test_every_check_has_its_level_and_every_advice_its_sentence() -> None:
    found: dict[str, Finding] = {}
    texts = [
        EVERYTHING_WRONG,
        "Halo,\n\nHalo,\n\nmaaf maaf maaf sayangnya kamu thanks anda lupa. Terlampir.",
        "a " * 40,
    ]
    contexts: list[Callable[[], About]] = [lambda: About("id"), lambda: About("id", context="complaint")]
    for text in texts:
        for about in contexts:
            found |= {one.code: one for one in lint(text, about())}
    assert set(found) <= set(LEVELS)
    assert all(one.level == LEVELS[one.code] and one.advice.code in SENTENCES for one in found.values())
    assert len(found) > 17


def test_lists_that_a_desk_may_add_to_are_those_there_are() -> None:
    shipped = {
        name
        for words in (courtesy_id, courtesy_en)
        for part in (words.LISTS, words.ADVISED, words.INSTEAD)
        for name in part
    }
    assert set(of_rules_file.LISTS) == shipped
    advised = {name for words in (courtesy_id, courtesy_en) for name in (*words.ADVISED, *words.INSTEAD)}
    assert set(of_rules_file.WITH_ADVICE) == advised
