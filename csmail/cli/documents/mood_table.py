"""Reads a table of texts with their moods."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from csmail.cli.documents.case_table import entries
from csmail.errors import UsageError
from csmail.model.conversation import MoodName
from csmail.reason import Reason

SHAPE = Reason.of("advice_cases", first="`cases:`", line='`- {text: "...", mood: upset}`')


@dataclass(frozen=True, slots=True)
class MoodCase:
    """One text with the mood that a person reads in it."""

    id: str
    text: str
    mood: str


def read(path: Path) -> tuple[MoodCase, ...]:
    """The cases of the file. Raises NotFound without one, UsageError with the number of the first wrong case."""
    return tuple(_case(one, number, path) for number, one in enumerate(entries(path, SHAPE), 1))


def _case(one: Any, number: int, path: Path) -> MoodCase:
    entry: dict[str, Any] = one if isinstance(one, dict) else {}
    expected = entry.get("expect")
    mood = str((expected if isinstance(expected, dict) else entry).get("mood"))
    if mood not in get_args(MoodName):
        raise UsageError(
            Reason.of("case_without_mood", path=path, number=number, moodname=", ".join(get_args(MoodName))), SHAPE
        )
    if not isinstance(entry.get("text"), str):
        raise UsageError(Reason.of("case_without_text", path=path, number=number), SHAPE)
    return MoodCase(str(entry.get("id") or number), entry["text"], mood)
