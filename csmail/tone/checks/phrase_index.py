"""Finds the phrases of word lists in a text, all lists in one walk over its words.

A phrase stands as it is written: whole words, case ignored, any white space for a space; a `*` at its end lets the last
word run on. Phrases are short and found by their first word, so that the work grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from csmail.reason import Reason

TOKEN = re.compile(r"\w+|[^\w\s]+")


class Token(NamedTuple):
    """A word, or a run of other characters, in lower case; where it stands."""

    word: str
    start: int
    end: int


class Hit(NamedTuple):
    """A phrase of a list at these characters, with the advice that belongs to it."""

    start: int
    end: int
    advice: Reason | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """`spaced` says of each word whether white space stands before it; `runs_on` that the last one may be longer."""

    list: str
    words: tuple[str, ...]
    spaced: tuple[bool, ...]
    runs_on: bool
    advice: Reason | None


def phrase(list: str, written: str, advice: Reason | None = None) -> Phrase | None:
    """A phrase as a list or a desk writes it; None when there is no word in it."""
    runs_on = written.endswith("*")
    found = tokens(written.removesuffix("*").replace("’", "'").strip())
    if not found:
        return None
    spaced = (False, *(before.end < token.start for before, token in pairwise(found)))
    return Phrase(list, tuple(token.word for token in found), spaced, runs_on, advice)


def tokens(text: str) -> list[Token]:
    """Every word and mark of `text`, in order."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" has two characters in lower case
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return [Token(found[0], *found.span()) for found in TOKEN.finditer(lower)]


class PhraseIndex:
    """All phrases of some lists, by their first word; one whose first word may run on, by its beginning."""

    __slots__ = ("_by_word", "_lengths", "_running")

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_word: dict[str, list[Phrase]] = {}
        self._running: dict[str, list[Phrase]] = {}
        for one in phrases:
            running = one.runs_on and len(one.words) == 1
            (self._running if running else self._by_word).setdefault(one.words[0], []).append(one)
        self._lengths = tuple(sorted({len(word) for word in self._running}))

    def find(self, words: Sequence[Token]) -> dict[str, list[Hit]]:
        """The hits of each list in the order of the text: at each place the longest, none over another of its list."""
        found: dict[str, list[Hit]] = {}
        by_word, lengths = self._by_word, self._lengths
        for at, (word, start, _) in enumerate(words):
            candidates: Sequence[Phrase] = by_word.get(word, ())
            if lengths:
                candidates = [*candidates, *self._beginning(word)]
            for one in candidates:
                if end := _end(one, words, at):
                    _keep(found.setdefault(one.list, []), Hit(start, end, one.advice))
        return found

    def _beginning(self, word: str) -> Iterable[Phrase]:
        for length in self._lengths:
            if length <= len(word):
                yield from self._running.get(word[:length], ())


def _keep(hits: list[Hit], hit: Hit) -> None:
    last = hits[-1] if hits else None
    if last is None or hit.start >= last.end:
        hits.append(hit)
    elif hit.start == last.start and hit.end > last.end:
        hits[-1] = hit


def _end(one: Phrase, words: Sequence[Token], at: int) -> int:
    """Where the phrase that begins at word `at` ends; 0 when it does not stand there."""
    if at + len(one.words) > len(words):
        return 0
    last = len(one.words) - 1
    for number in range(1, last + 1):
        before, token = words[at + number - 1], words[at + number]
        if (before.end < token.start) is not one.spaced[number]:
            return 0
        runs_on = one.runs_on and number == last and token.word.startswith(one.words[number])
        if token.word != one.words[number] and not runs_on:
            return 0
    return words[at + last].end
