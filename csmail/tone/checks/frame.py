"""Checks of a letter's frame: greeting, thanks, apology, closing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from csmail.reason import Reason
from csmail.tone.checks.about import Spot
from csmail.tone.checks.letter import Letter
from csmail.tone.checks.split import Span, count_words

GREETING_WORDS = 8
SECOND_GREETING_WORDS = 6
CLOSING_WORDS = 6
CLOSING_LINES = 5
MANY_APOLOGIES = 3
NAMED = re.compile(r"(?:Pak|Bu|Kak)[ \t]+[^\s,][^,\n]*,")


def greeting(letter: Letter) -> Sequence[Span]:
    """The first line, when it greets: "Halo Rina,", "Pak Budi,"."""
    if not letter.lines:
        return ()
    first = letter.lines[0]
    greets = letter.at("greeting", first.start) or NAMED.fullmatch(letter.text, first.start, first.end)
    return (first,) if greets and count_words(letter.text, first) <= GREETING_WORDS else ()


def closing(letter: Letter) -> Sequence[Span]:
    """The lines from the closing on, when one of the last five begins with one."""
    last = letter.lines[1:][-CLOSING_LINES:]
    for number, line in enumerate(last):
        if letter.at("closing", line.start) and count_words(letter.text, line) <= CLOSING_WORDS:
            return last[number:]
    return ()


def greetings(letter: Letter) -> Iterator[Spot]:
    if not greeting(letter):
        yield _line("greeting.missing", letter, 0, Reason("tone_greet"))
    every = [line for line in letter.lines if _greets_alone(letter, line)]
    if len(every) > 1:
        yield Spot("greeting.double", every[1].start, every[1].end, Reason("tone_greet_once"))


def _greets_alone(letter: Letter, line: Span) -> bool:
    if not letter.at("greeting", line.start) or letter.text[line.end - 1] not in ",.!":
        return False
    return count_words(letter.text, line) <= SECOND_GREETING_WORDS


def thanks(letter: Letter) -> Iterator[Spot]:
    if not letter.about.complains and not letter.of("thanks"):
        yield _line("thanks.missing", letter, 0, Reason("tone_thank"))


def apologies(letter: Letter) -> Iterator[Spot]:
    hits = letter.of("apology")
    if letter.about.complains and letter.about.first and not hits:
        yield _line("apology.missing", letter, 0, Reason("tone_apologise_first"))
    if len(hits) >= MANY_APOLOGIES:
        third = hits[MANY_APOLOGIES - 1]
        yield Spot("apology.repeated", third.start, third.end, Reason("tone_apologise_once"))


def closings(letter: Letter) -> Iterator[Spot]:
    if not closing(letter):
        yield _line("closing.missing", letter, -1, Reason("tone_close"))


def _line(code: str, letter: Letter, number: int, advice: Reason) -> Spot:
    """What is missing has no words: it is told of at its line."""
    at = letter.lines[number].start if letter.lines else 0
    return Spot(code, at, at, advice)
