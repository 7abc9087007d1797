"""The courtesy lint: what is to be said of a text before a customer reads it, pure and without a model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from csmail.tone.checks import address_forms, frame, placeholders, sentences, shouting, words
from csmail.tone.checks.about import About, Finding, Level, Spot
from csmail.tone.checks.letter import Letter, prepared

# In the order in which findings of one line are told.
LEVELS: dict[str, Level] = {
    "placeholder.left": "error",
    "secret.asked": "error",
    "shouting.capitals": "warning",
    "shouting.marks": "warning",
    "blame.customer": "error",
    "blame.other": "warning",
    "robot.phrase": "warning",
    "apology.idle": "hint",
    "negative.word": "warning",
    "promise.vague": "hint",
    "you.rude": "error",
    "slang.word": "warning",
    "language.mixed": "hint",
    "you.mixed": "warning",
    "you.form": "warning",
    "sentence.long": "hint",
    "please.missing": "hint",
    "repeat.sentence": "warning",
    "attachment.forgotten": "error",
    "greeting.missing": "warning",
    "greeting.double": "warning",
    "thanks.missing": "warning",
    "apology.missing": "error",
    "apology.repeated": "warning",
    "closing.missing": "hint",
}
ORDER = {code: number for number, code in enumerate(LEVELS)}
ALL = (placeholders.found, sentences.secrets, shouting.capitals, shouting.marks)
OUTWARD = (words.found, address_forms.found, sentences.long, sentences.commands)
FRAME = (
    sentences.repeated, sentences.attachments, frame.greetings, frame.thanks, frame.apologies, frame.closings,
)  # fmt: skip
LANGUAGES = ("id", "en")
"""Those that the word lists know. Of another one only what needs no words is looked at."""


def lint(text: str, about: About) -> tuple[Finding, ...]:
    """Everything to be said of `text`, by line, then in the order of the checks."""
    letter = prepared(text, about)
    starts = _starts(text)
    findings = [_finding(letter, spot, starts) for spot in _spots(letter)]
    return tuple(sorted(findings, key=lambda one: (one.line, ORDER[one.code], one.column)))


def _spots(letter: Letter) -> Iterator[Spot]:
    for check in ALL:
        yield from check(letter)
    if letter.about.language not in LANGUAGES:
        return
    for check in () if letter.about.internal else OUTWARD:
        yield from check(letter)
    for check in FRAME if letter.about.is_letter else ():
        yield from check(letter)


def _finding(letter: Letter, spot: Spot, starts: Sequence[int]) -> Finding:
    line = bisect_right(starts, spot.start)
    found = spot.name or " ".join(letter.original[spot.start : spot.end].replace("’", "'").split())
    return Finding(spot.code, LEVELS[spot.code], line, spot.start - starts[line - 1] + 1, found, spot.advice)


def _starts(text: str) -> list[int]:
    """Where each line begins."""
    found, at = [0], text.find("\n")
    while at >= 0:
        found.append(at + 1)
        at = text.find("\n", at + 1)
    return found
