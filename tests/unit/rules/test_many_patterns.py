"""Matching many patterns at once finds what matching each alone finds, above the size of one set too."""

from __future__ import annotations

from typing import Any

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.rules import patterns
from csmail.rules.patterns import SET_SIZE, PatternSet

WORDLESS = ("[a-d]+x", r"\\d{3}", ".", "(?:a|b|)", "[xyz][0-9]", "a*", "^$", r"\\s$")
SIGNS = "abcdxyz01239 .,-\n@é日\u0301"


def alone(expressions: list[str]) -> list[Any]:
    return [re2.compile(one.encode()) for one in expressions]


def naive(compiled: list[Any], text: str) -> frozenset[int]:
    data = text.encode()
    return frozenset(at for at, one in enumerate(compiled) if one.search(data))


def filled(expressions: list[str]) -> PatternSet:
    among = PatternSet()
    assert [among.add(one) for one in expressions] == list(range(len(expressions)))
    return among


MANY = list(
    dict.fromkeys(
        [patterns.words([f"produk{number}"]) for number in range(SET_SIZE)]
        + [patterns.regex(one) for one in WORDLESS]
        + [patterns.words([word]) for word in ("ab", "*c", "x y", "é*", "*日*", "12")]
        + [patterns.ends([end]) for end in ("@x.y>", "9", "d")]
        + [patterns.glob([shape]) for shape in ("*.x", "a?c", "*")]
        + [patterns.equals(["xyz"])]
    )
)
TOGETHER, ALONE = filled(MANY), alone(MANY)


@settings(max_examples=25)
@given(st.lists(st.one_of(st.text(SIGNS, max_size=12), st.integers(0, 600).map("produk{}".format)), max_size=6))
def test_many_patterns_find_what_each_finds_alone(parts: list[str]) -> None:
    text = patterns.normal(" ".join(parts))
    assert len(MANY) > SET_SIZE
    assert TOGETHER.hits(text) == naive(ALONE, text)


def test_patterns_without_a_word_fill_several_sets() -> None:
    many = [patterns.regex(f"[a-c]{{{number}}}[x-z]") for number in range(1, 30)]
    many += [patterns.regex(f"[a-c][{sign}{other}]{{{number}}}$") for sign in "0123456789xyzuvw" for other in "klmno"
             for number in range(1, 10)]  # fmt: skip
    assert len(many) > SET_SIZE
    text = "abcx ab00 c9k\nbkkkk"
    assert filled(many).hits(text) == naive(alone(many), text)


def test_patterns_without_a_word_are_not_tried_one_by_one() -> None:
    (words, first), (wordless, second) = TOGETHER._sets
    assert isinstance(first, re2.Filter)
    assert not first.Match(b"", potential=True)
    assert not isinstance(second, re2.Filter)
    assert sorted((*words, *wordless)) == list(range(len(MANY)))
    assert len(wordless) >= len(WORDLESS)
