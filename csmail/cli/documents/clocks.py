"""The clocks of a conversation as a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from csmail.clocks import reckoned
from csmail.clocks.reckoning import stretches
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk


@dataclass(frozen=True, slots=True)
class StretchLine:
    """Open time that a clock counted, `seconds` long."""

    start: datetime
    end: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One run of a clock: `promised` and `used` in seconds of open time; `counted` is what a response clock counted.

    `due_at` is missing once it is over, and where the desk is never open again.
    """

    conversation: str
    desk: str
    clock: Literal["first_response", "next_response", "resolution"]
    state: Literal["running", "overdue", "paused", "kept", "broken", "void"]
    started_at: datetime
    promised: int
    used: int
    late: bool
    due_at: datetime | None = None
    half_at: datetime | None = None
    ended_at: datetime | None = None
    counted: tuple[StretchLine, ...] = ()


def lines(conversation: Conversation, desk: Desk, now: datetime) -> tuple[ClockLine, ...]:
    """Each run, the first one first."""
    return tuple(
        ClockLine(
            conversation.id, desk.name, one.name, one.state, one.started_at, _seconds(one.promised),
            _seconds(one.used), one.late, one.due_at, one.half_at, one.ended_at,
            () if one.name == "resolution" else _counted(conversation, desk, one.started_at, one.ended_at or now),
        )
        for one in reckoned(conversation, desk, now)
    )  # fmt: skip


def _counted(conversation: Conversation, desk: Desk, start: datetime, end: datetime) -> tuple[StretchLine, ...]:
    found = stretches(conversation.turns, desk, start, end)
    return tuple(StretchLine(one.start, one.end, _seconds(one.end - one.start)) for one in found)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
