"""Finds the phrases of word lists in a text: every phrase is short, so the work grows with the text alone.

A phrase is words with spaces between. `a|b` is either, `kecewa*` may run on, `?x` may be left out, `..` stands for up
to three words and `...` for up to eight, `<n>` for a number. A phrase never goes beyond its sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from csmail.tone.tokens import Token, folded
from csmail.tone.words.grammar import NUMBERS

GAPS = {"..": 3, "...": 8}


@dataclass(frozen=True, slots=True)
class Element:
    """One word of a phrase: whole words, beginnings of words; `gap` words may stand before it."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    number: bool
    optional: bool
    gap: int

    def fits(self, word: str) -> bool:
        if word in self.words or (self.beginnings and word.startswith(self.beginnings)):
            return True
        return self.number and (word.isdigit() or word in NUMBERS)


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of this kind from token `first` up to, without, token `end`."""

    kind: str
    first: int
    end: int


class Phrases:
    """All phrases of some lists, found by the first word."""

    __slots__ = ("_by_beginning", "_by_word", "_lengths", "_numbered")

    def __init__(self, lists: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_beginning: dict[str, list[Phrase]] = {}
        self._numbered: list[Phrase] = []
        for kind, text in lists:
            for line in text.strip().split("\n"):
                if line.strip():
                    self._add(Phrase(kind, parsed(line.split())))
        self._lengths = tuple(sorted({len(one) for one in self._by_beginning}))

    def _add(self, phrase: Phrase) -> None:
        first = phrase.elements[0]
        for word in first.words:
            self._by_word.setdefault(word, []).append(phrase)
        for beginning in first.beginnings:
            self._by_beginning.setdefault(beginning, []).append(phrase)
        if first.number:
            self._numbered.append(phrase)

    def find(self, words: Sequence[Token]) -> list[Match]:
        """Every place where a phrase stands, in the order of the text."""
        found = []
        for at, token in enumerate(words):
            for phrase in self._beginning_with(token.word):
                end = _matched(phrase.elements, 1, words, at + 1)
                if end:
                    found.append(Match(phrase.kind, at, end))
        return found

    def _beginning_with(self, word: str) -> list[Phrase]:
        found = list(self._by_word.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._by_beginning.get(word[:length], ())
        if self._numbered and (word.isdigit() or word in NUMBERS):
            found += self._numbered
        return found


def _matched(elements: tuple[Element, ...], number: int, words: Sequence[Token], at: int) -> int:
    """Where the match ends when the elements from `number` on fit at `at`; 0 when they do not."""
    if number == len(elements):
        return at
    element, sentence = elements[number], words[at - 1].sentence
    for ahead in range(at, min(at + element.gap + 1, len(words))):
        if words[ahead].sentence != sentence:
            break
        if element.fits(words[ahead].word):
            end = _matched(elements, number + 1, words, ahead + 1)
            if end:
                return end
    return _matched(elements, number + 1, words, at) if element.optional else 0


def parsed(written: Sequence[str]) -> tuple[Element, ...]:
    """The elements of a phrase; what is written is folded as texts are."""
    elements, gap = [], 0
    for one in written:
        if one.removeprefix("?") in GAPS:
            gap = GAPS[one.removeprefix("?")]
            continue
        choices = one.removeprefix("?").split("|")
        whole = frozenset(_folded(word) for word in choices if not word.endswith("*") and word != "<n>")
        beginnings = tuple(word[:-1] for word in choices if word.endswith("*"))
        elements.append(Element(whole, beginnings, "<n>" in choices, one.startswith("?"), gap))
        gap = 0
    return tuple(elements)


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return folded(word) if " " not in folded(word) else word
