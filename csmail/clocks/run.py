"""One run of a clock while it is being reckoned: what is counted, what is left, by when it is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from csmail.clocks.calendar import Calendar
from csmail.errors import NeverOpen
from csmail.model.clock import Clock, ClockName, ClockState

NOTHING = timedelta(0)
Way = Literal["running", "paused", "kept", "broken", "void"]


class Run:
    """A run from `started_at` on. `due` is None where the hours hold no such moment: then it is never late.

    The target is kept as the moment it is due, not as what is left: a moment that was promised stays, although the
    desk to which the matter is handed may be closed by then. Only a pause turns it into what is left.
    """

    def __init__(self, name: ClockName, started_at: datetime, target: timedelta, calendar: Calendar) -> None:
        self.name = name
        self.way: Way = "running"
        self.started_at = started_at
        self.calendar = calendar
        self.target = target
        self.used = NOTHING
        self.late = False
        self.handed_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.due = _due(calendar, started_at, target)
        self._left = target
        self._since = started_at
        # The span whose half is the warning: begun with `_spent` of `used` behind it, `_span` long.
        self._spent, self._span = NOTHING, target

    @property
    def over(self) -> bool:
        """Whether it was kept, broken or void."""
        return self.way in ("kept", "broken", "void")

    def end(self, at: datetime, void: bool = False) -> None:
        """An answer was given, or the matter closed; `void`: neither kept nor broken."""
        if not self.over:
            self.pause(at)
            self.way = "void" if void else "broken" if self.late else "kept"
            self.ended_at = at

    def pause(self, at: datetime) -> None:
        """Count up to here and stand still."""
        if self.way != "running":
            return
        self._count(at)
        self._left = self._left_at(at)
        self.way = "paused"

    def go_on(self, at: datetime) -> None:
        """Run on from here with what was left; what is late stays due when it was."""
        if self.way == "running":
            return
        self.way, self.ended_at, self._since = "running", None, at
        if not self.late:
            self.due = _due(self.calendar, at, self._left)

    def aim(self, at: datetime, target: timedelta) -> None:
        """Another target: a shorter one counts from now and never loosens, a longer one from the beginning."""
        self._look(at)
        if self.late:
            return
        left = self._left_at(at)
        if target < left:
            left = target
            self._spent, self._span = self._used_at(at), target
        elif target > self.target:
            left += target - self.target
            self._span += target - self.target
        self.target = target
        self._leave(at, left)

    def keep_hours(self, at: datetime, calendar: Calendar) -> None:
        """Other hours from here on: what is counted stays counted, what is left is counted by them."""
        left = self._left_at(at)
        self._turn(at, calendar)
        self._leave(at, left)

    def hand_over(self, at: datetime, calendar: Calendar, target: timedelta | None) -> None:
        """To a desk with these hours: due is the sooner of the old moment and of its own target from here on."""
        self._turn(at, calendar)
        if not self.over:
            self.handed_at = at
        if self.late or self.over or target is None:
            return
        self.target = target
        if self.way == "paused":
            self._left = min(self._left, target)
            return
        fresh = _due(calendar, at, target)
        if fresh is not None and (self.due is None or fresh < self.due):
            self.due = fresh
            self._spent, self._span = self.used, target

    def clock(self, now: datetime, warn: float) -> Clock:
        """How it stands at `now`."""
        self._look(now)
        state: ClockState = "overdue" if self.way == "running" and self.late else self.way
        running = self.way == "running"
        half_at = self._half(now, warn) if running else None
        due = self.due if running else None
        return Clock(
            self.name, state, self.started_at, self._used_at(now), self.target, due, half_at, self.ended_at, self.late,
            self.handed_at, self.due,
        )  # fmt: skip

    def _half(self, now: datetime, warn: float) -> datetime | None:
        """When so much of the span has passed; reckoned from the moment since which it runs without a stop."""
        wanted = self._spent + self._span * warn - self.used
        half = _due(self.calendar, self._since, max(wanted, NOTHING))
        return half if half is None or self.due is None else min(half, self.due)

    def _turn(self, at: datetime, calendar: Calendar) -> None:
        self._count(at)
        self.calendar = calendar

    def _count(self, at: datetime) -> None:
        self._look(at)
        self.used = self._used_at(at)
        self._since = max(at, self._since)

    def _look(self, at: datetime) -> None:
        if self.way == "running" and self.due is not None and at > self.due:
            self.late = True

    def _used_at(self, at: datetime) -> timedelta:
        return self.used + (self.calendar.elapsed(self._since, at) if self.way == "running" else NOTHING)

    def _left_at(self, at: datetime) -> timedelta:
        if self.way != "running":
            return self._left
        return NOTHING if self.due is None else self.calendar.elapsed(at, self.due)

    def _leave(self, at: datetime, left: timedelta) -> None:
        """Due after so much more; a moment in closed time, promised by another desk, stays as it is."""
        self._left = left
        if self.way == "running" and left > NOTHING:
            self.due = _due(self.calendar, at, left)


def _due(calendar: Calendar, start: datetime, span: timedelta) -> datetime | None:
    try:
        return calendar.due(start, span)
    except NeverOpen:
        return None
