"""Finds what shouts: words in capitals, runs of marks; each is told once a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csmail.reason import Reason
from csmail.tone.checks.about import Spot
from csmail.tone.checks.letter import ALLOWED, Letter
from csmail.tone.checks.phrase_index import Hit
from csmail.tone.words.courtesy_common import ACRONYMS

WORD = re.compile(r"\w+(?:['-]\w+)*")
PARTED = re.compile(r"['-]")
CAPITALS = re.compile(r"[^\W\d_a-z]{3}")
MARKS = re.compile(r"!!|\?\?|!\?|\?!")
ONE_IS_ENOUGH = 6
OF_TWO_EACH = 3
MARKS_ALLOWED = 2


def capitals(letter: Letter) -> Iterator[Spot]:
    """In one line: two words of three letters and more beside each other, or one of six."""
    known = ACRONYMS | {added.phrase.upper() for added in letter.about.tone.add if added.list == "acronyms"}
    for line in letter.lines:
        if not CAPITALS.search(letter.text, line.start, line.end):
            continue
        before: re.Match[str] | None = None
        for word in WORD.finditer(letter.text, line.start, line.end):
            shouted = _shouted(word[0], known)
            if shouted and letter.touches(ALLOWED, Hit(*word.span())):
                shouted = 0
            if shouted >= ONE_IS_ENOUGH or (shouted and before):
                yield Spot("shouting.capitals", (before or word).start(), word.end(), Reason("tone_small_letters"))
                return
            before = word if shouted else None


def _shouted(word: str, known: frozenset[str]) -> int:
    """The letters of a word that is shouted, 0 of any other."""
    if (
        not word.isupper()
        or any(one.isdigit() for one in word)
        or all(part in known for part in re.split("['-]", word))
    ):
        return 0
    letters = sum(one.isalpha() for one in word)
    return letters if letters >= OF_TWO_EACH else 0


def marks(letter: Letter) -> Iterator[Spot]:
    found = MARKS.search(letter.text)
    if found:
        yield Spot("shouting.marks", found.start(), found.end(), Reason("tone_one_mark"))
    elif letter.text.count("!") > MARKS_ALLOWED:
        at = letter.text.index("!")
        yield Spot("shouting.marks", at, at + 1, Reason("tone_one_mark"))
