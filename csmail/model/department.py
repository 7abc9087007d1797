"""A department of the house that is asked inside: the warehouse, the accountants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csmail.model.duration import Span
from csmail.model.hours import Hours


@dataclass(frozen=True, slots=True)
class Department:
    """It answers at the address `to`, within `expects` of its `hours` (those of the desk when None)."""

    name: str
    to: str
    expects: Span = Span(days=1)
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to a department. `due_at` is by when it should have answered, None where it is never there.

    `again_at` is when it was asked once more, `silent_at` when that was in vain, `answered_at` when it answered.
    """

    department: str
    to: str
    text: str
    by: str
    asked_at: datetime
    due_at: datetime | None = None
    again_at: datetime | None = None
    silent_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether the answer is still expected."""
        return self.answered_at is None and self.silent_at is None

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        if self.answered_at is not None:
            return "answered"
        return "silent" if self.silent_at is not None else "again" if self.again_at is not None else "asked"
