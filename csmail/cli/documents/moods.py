"""The document of `rules moods`: how well moods are recognised on somebody's own mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from csmail.cli.terminal.output import Styled, line
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.cli.documents.mood_table import MoodCase
    from csmail.model.desk import MoodWords
    from csmail.tone.judge import Mood


@dataclass(frozen=True, slots=True)
class MoodFigures:
    """Of `expected` mails with this mood `right` were found; `found` were said to have it. None: nothing counted."""

    mood: str
    expected: int
    found: int
    right: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class MoodMistake:
    """A mail that was read otherwise than its table says, with the words that did it."""

    id: str
    expected: str
    got: str
    evidence: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MoodMeasured:
    figures: tuple[MoodFigures, ...]
    mistakes: tuple[MoodMistake, ...]
    cases: int
    schema_version: Literal[1] = 1


def measured(cases: Sequence[MoodCase], words: MoodWords) -> MoodMeasured:
    """What comes out when each text is read as a mail's would be."""
    from csmail.tone.asked import mood_of_text

    read = [(case, mood_of_text(case.text, words)) for case in cases]
    figures = tuple(_figures(name, [(case.mood, got.name) for case, got in read]) for name in ("upset", "urgent"))
    mistakes = tuple(_mistake(case, got) for case, got in read if got.name != case.mood)
    return MoodMeasured(figures, mistakes, len(cases))


def _mistake(case: MoodCase, got: Mood) -> MoodMistake:
    return MoodMistake(case.id, case.mood, got.name, tuple(one.words for one in got.evidence), case.text)


def _figures(name: str, read: list[tuple[str, str]]) -> MoodFigures:
    expected = sum(wanted == name for wanted, _ in read)
    found = sum(got == name for _, got in read)
    right = sum(wanted == got == name for wanted, got in read)
    return MoodFigures(name, expected, found, right, _share(right, found), _share(right, expected))


def _share(right: int, of: int) -> float | None:
    return round(right / of, 3) if of else None


def show_measured(document: MoodMeasured) -> None:
    """The figures for people, then the mistakes."""
    for one in document.figures:
        precision, recall = (f"{share:.0%}" if share is not None else "-" for share in (one.precision, one.recall))
        facts = {"precision": precision, "right": str(one.right), "found": str(one.found), "recall": recall}
        said = spoken(
            "precision {precision} ({right} of {found} found)  recall {recall} of {expected}",
            expected=str(one.expected),
            **facts,
        )
        line(f"{one.mood:>8}  ", said)
    for mistake in document.mistakes:
        evidence = f": {', '.join(mistake.evidence)}" if mistake.evidence else ""
        facts = {"expected": mistake.expected, "got": mistake.got}
        line(Styled(f"  {mistake.id}  {spoken('is {expected}, read as {got}', **facts)}{evidence}", "yellow"))
        line(f"      {' '.join(mistake.text.split())[:160]}")
