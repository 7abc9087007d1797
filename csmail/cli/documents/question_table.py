"""Reads a table of questions with the articles that answer them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csmail.cli.documents.case_table import entries
from csmail.errors import UsageError
from csmail.reason import Reason

SHAPE = Reason.of("advice_cases", first="`cases:`", line='`- {question: "...", language: id, right: [ongkos-kirim]}`')


@dataclass(frozen=True, slots=True)
class QuestionCase:
    """One question; any of `right` answers it, none of the articles when that is empty."""

    id: str
    text: str
    language: str
    right: tuple[str, ...]

    def fits(self, found: Sequence[str]) -> bool:
        """Whether what was suggested is right."""
        return any(one in self.right for one in found) if self.right else not found


def read(path: Path) -> tuple[QuestionCase, ...]:
    """The cases of the file. Raises NotFound without one, UsageError with the number of the first wrong case."""
    return tuple(_case(one, number, path) for number, one in enumerate(entries(path, SHAPE), 1))


def _case(one: Any, number: int, path: Path) -> QuestionCase:
    entry: dict[str, Any] = one if isinstance(one, dict) else {}
    right = entry.get("right")
    if not isinstance(entry.get("question"), str):
        raise UsageError(Reason.of("case_without_question", path=path, number=number), SHAPE)
    if not isinstance(right, list) or not all(isinstance(name, str) for name in right):
        raise UsageError(Reason.of("case_without_right", path=path, number=number), SHAPE)
    language = str(entry.get("language") or "en")
    return QuestionCase(str(entry.get("id") or number), entry["question"], language, tuple(right))
