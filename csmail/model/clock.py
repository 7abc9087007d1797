"""A clock of a conversation, and the facts it is reckoned from: our own targets, in business time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from csmail.model.duration import Span, parse_span
from csmail.model.hours import Hours

ClockName = Literal["first_response", "next_response", "resolution"]
CLOCKS: tuple[ClockName, ...] = get_args(ClockName)
ClockState = Literal["running", "overdue", "paused", "kept", "broken", "void"]
FactKind = Literal["asked", "answered", "came_back", "closed", "reopened", "spam", "targets", "hours", "transferred"]
Targets = tuple[tuple[ClockName, Span], ...]
"""How soon, by clock; a clock that is missing keeps what it had (`targets`) or has no target (`transferred`)."""


TurnKind = Literal["asked", "answered", "came_back", "closed", "reopened", "spam", "priority", "target", "transferred"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation keeps for its clocks: `at` is when the server had it, or when we did it.

    `key` is that of the mail that asked or answered, the new priority, a target ("first_response 1h30m"), or the desk
    that serves it from then on. `by` is who answered, "" where nobody knows.
    """

    at: datetime
    kind: TurnKind
    key: str = ""
    by: str = ""

    @classmethod
    def target(cls, at: datetime, clock: ClockName, span: Span) -> Turn:
        """That a clock of this conversation alone aims at this span from here on."""
        return cls(at, "target", f"{clock} {span}")

    @property
    def aimed_at(self) -> Targets:
        """The target, of a turn that sets one."""
        name, _, span = self.key.partition(" ")
        return tuple((clock, parse_span(span)) for clock in CLOCKS if clock == name)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that clocks hang on. `at` is when it was so, `seen_at` when we learned of it (`at` when None).

    `key` names an answer, so that one which `came_back` can be told; without it the last before is meant.
    `hours` and `targets` are what holds from then on.
    """

    at: datetime
    kind: FactKind
    key: str = ""
    seen_at: datetime | None = None
    targets: Targets = ()
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One run of a clock, from question to answer, as it stands at a moment.

    `due_at` and `half_at` are set while it runs, `ended_at` once it is over; `used` is the open time counted so far.
    `late` once is late for good. `promised` is the open time that is aimed at. `handed_at` is when another desk took it
    over last: its ladder begins at the bottom. `last_due_at` is `due_at`, or what that was at the end.
    """

    name: ClockName
    state: ClockState
    started_at: datetime
    used: timedelta
    promised: timedelta
    due_at: datetime | None = None
    half_at: datetime | None = None
    ended_at: datetime | None = None
    late: bool = False
    handed_at: datetime | None = None
    last_due_at: datetime | None = None
