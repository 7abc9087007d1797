"""Patterns find what people mean by words, and no text makes them slow."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.reason import BadValue
from csmail.rules import patterns
from csmail.rules.patterns import PatternSet
from csmail.wording.reasons import words


def hits(expression: str, text: str) -> bool:
    among = PatternSet()
    return among.add(expression) in among.hits(patterns.normal(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("refund", "Refund"),
        ("refund", "I want my REFUND!"),
        ("refund", "“refund”"),
        ("refund", "money–refund"),
        ("refund", "🙏refund🙏"),
        ("refund", "(refund)"),
        ("pengembalian dana", "minta pengembalian   dana dong"),
        ("pengembalian dana", "minta pengembalian\n dana dong"),
        ("café", "le CAFE\u0301 noir"),
        ("refund*", "two refunds"),
        ("*fund", "a refund"),
        ("*kecewa*", "dikecewakan"),
        ("#123", "order#123"),
        ("c++", "I write C++."),
        ("ü", "Ü"),
        ("заказ", "мой Заказ!"),
        ("*退款*", "我要退款谢谢"),
    ],
)
def test_a_word_is_found_however_it_stands(word: str, text: str) -> None:
    assert hits(patterns.words([word]), text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("refund", "refunds"),
        ("refund", "prerefund"),
        ("order", "Präorder"),
        ("order", "éorder"),
        ("order", "orderé"),
        ("refund*", "prerefunds"),
        ("*fund", "funds"),
        ("a.c", "abc"),
        ("pengembalian dana", "pengembalian-dana"),
        ("12345", "123456"),
    ],
)
def test_a_part_of_a_word_is_not_the_word(word: str, text: str) -> None:
    assert not hits(patterns.words([word]), text)


def test_the_marks_beside_words_are_no_letters_and_the_letters_of_the_great_scripts_are_no_marks() -> None:
    beside = PatternSet()
    number = beside.add(f"^{patterns.BESIDE}$")
    for code in [*range(0x20, 0x500), *range(0x600, 0x700), *range(0x2000, 0x2070), *range(0x4E00, 0x4F00)]:
        character = chr(code)
        kind = unicodedata.category(character)
        mark = number in beside.hits(character)
        if kind[0] in "LNM":
            assert not mark, f"U+{code:04X} is a letter"
        elif kind[0] in "PZS" and kind != "Sk":
            assert mark or 0x2C2 <= code < 0x37F or code >= 0x3F6, f"U+{code:04X} stands beside words"


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("(?=a)b", "looks ahead or behind"),
        ("(?<!a)b", "looks ahead or behind"),
        (r"(a)\1", "refers back"),
        ("a{1,2000}", "repeats more than 1000 times"),
        ("a(", "missing )"),
        ("((a{500}){500}){50}", "repeat"),
        ("x" * 1001, "longer than 1000"),
    ],
)
def test_what_re2_cannot_do_is_refused_in_plain_words(
    expression: str, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadValue) as caught:
        patterns.regex(expression)
    assert why in words(caught.value.reason)
    assert capfd.readouterr().err == ""


def test_an_empty_word_is_refused() -> None:
    for word in ("", " ", "*", "**"):
        with pytest.raises(ValueError, match="empty"):
            patterns.words([word])


def test_a_regular_expression_ignores_case_until_told_otherwise() -> None:
    assert hits(patterns.regex("order|pesanan"), "PESANAN")
    assert not hits(patterns.regex("(?-i)order"), "ORDER")


def test_equals_means_a_whole_line() -> None:
    assert hits(patterns.equals(["Stop", "batal"]), "  BATAL ")
    assert hits(patterns.equals(["stop"]), "first\nstop\nlast")
    assert not hits(patterns.equals(["stop"]), "stop it")


@pytest.mark.parametrize(
    ("shape", "line", "hit"),
    [
        ("*.pdf", "Invoice.PDF", True),
        ("*.pdf", "a.pdf.exe", False),
        ("image/*", "image/png", True),
        ("a?c", "abc", True),
    ],
)
def test_a_shape_is_matched_against_whole_lines(shape: str, line: str, hit: bool) -> None:
    assert hits(patterns.glob([shape]), f"other\n{line}\nmore") is hit


def test_named_groups_are_captured_on_one_line_and_cut() -> None:
    among = PatternSet()
    number = among.add(patterns.regex(r"order\s*#?(?P<order>\d{5,})(?P<rest>(?s).*)|(?P<never>zzz)"))
    text = "Ünder: my Order #123456 " + "x\n" * 300
    captured = dict(among.captures(number, text))
    assert captured["order"] == "123456"
    assert len(captured["rest"]) == 200
    assert "\n" not in captured["rest"]
    assert "never" not in captured


def test_a_literal_that_looks_like_a_group_captures_nothing() -> None:
    among = PatternSet()
    number = among.add(patterns.words(["(?P<a>b)"]))
    assert among.hits("(?P<a>b)") == {number}
    assert among.captures(number, "(?P<a>b)") == ()


def test_more_patterns_than_one_set_holds_are_all_found() -> None:
    among = PatternSet()
    numbers = [among.add(patterns.words([f"word{count}"])) for count in range(1100)]
    assert among.hits("word3 word700 word1099") == {numbers[3], numbers[700], numbers[1099]}


def test_patterns_too_large_for_one_set_are_matched_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SET_MEMORY", 300_000)
    among = PatternSet()
    numbers = [among.add(patterns.regex(rf"[a-z]{{0,20}}needle{count}!")) for count in range(60)]
    assert among.hits("aneedle7! needle33! needle99!") == {numbers[7], numbers[33]}
    assert len(among._sets) > 1


def test_a_pattern_added_after_the_first_match_is_found_too() -> None:
    among = PatternSet()
    among.add(patterns.words(["a"]))
    assert among.hits("a b") == {0}
    assert among.add(patterns.words(["b"])) == 1
    assert among.hits("a b") == {0, 1}


EVIL = [
    "(a+)+$",
    "(a|aa)+$",
    "(a*)*b",
    "([a-z]+)*!",
    "(x+x+)+y",
    "(.*a){20}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(a?){50}a{50}",
]


@pytest.mark.parametrize("expression", EVIL)
def test_no_text_makes_a_pattern_slow(expression: str) -> None:
    among = PatternSet()
    among.add(patterns.regex(expression))
    began = time.process_time()
    among.hits("a" * 200_000)
    # `re` needs longer than the age of the universe for some of these; RE2 a few milliseconds. The bound is generous.
    assert time.process_time() - began < 2


@given(st.text(max_size=200))
def test_any_text_can_be_matched_and_captured(text: str) -> None:
    among = PatternSet()
    numbers = [among.add(patterns.regex(r"(?P<all>.+)")), among.add(patterns.words(["a", "é*"]))]
    readable = patterns.normal(text)
    found = among.hits(readable)
    for number in numbers:
        among.captures(number, readable)
        among.around(number, readable, 50)
    assert found <= set(numbers)


@given(
    st.lists(st.text("ab ", min_size=1, max_size=3).filter(str.strip), min_size=1, max_size=4),
    st.text("ab ,.", max_size=30),
)
def test_a_set_finds_what_each_pattern_finds_alone(words: list[str], text: str) -> None:
    together = PatternSet()
    numbers = {word: together.add(patterns.words([word])) for word in words}
    found = together.hits(text)
    for word, number in numbers.items():
        assert (number in found) is hits(patterns.words([word]), text)
