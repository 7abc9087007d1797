"""The ladder: who is told of a question that stays unanswered, once a step in a run, the highest step that is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from csmail.clocks.calendar import Calendar, calendar
from csmail.clocks.fold import RESPONSES
from csmail.errors import NeverOpen
from csmail.model.clock import Clock
from csmail.model.conversation import Escalation
from csmail.model.desk import Tier

# A step that fell due while the desk was open is still told soon after closing; later it waits for the opening.
AFTER_CLOSING = timedelta(minutes=15)
Why = Literal["time", "absent"]


@dataclass(frozen=True, slots=True)
class Rise:
    """What a sweep does: `tier` is told (None: nobody new), `passed_over` are over without having been told."""

    tier: Tier | None
    passed_over: tuple[Tier, ...] = ()
    why: Why = "time"
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of a desk in order of time, and its hours."""

    tiers: Sequence[Tier]
    calendar: Calendar

    def rise(
        self, run: Clock, taken: Collection[Escalation], now: datetime, absent: Collection[str] = ()
    ) -> Rise | None:
        """The next step of this run, if one is due that may be told at this hour.

        `taken` are the steps of this run, told or passed over; `absent` the addresses among them whose owner is away.
        """
        if run.state not in ("running", "overdue") or run.name not in RESPONSES:
            return None
        above = self._above(taken)
        told = {one.to for one in taken if not one.passed_over}
        away = self._away(taken, absent)
        due = [tier for tier in above if self._may_tell(tier, self.due_at(tier, run), now)]
        if not due and away and above and self._times(above[0]).is_open(now):
            due = [above[0]]
        if not due:
            return None
        fresh = [tier for tier in due if tier.to not in told]
        highest = fresh[-1] if fresh else None
        over = above[: above.index(highest or due[-1]) + 1]
        passed_over = tuple(tier for tier in over if tier is not highest)
        by_time = highest is not None and self._reached(highest, run, now)
        return Rise(highest, passed_over, "time" if by_time or not away else "absent", "" if by_time else away)

    def next_at(
        self, run: Clock, taken: Collection[Escalation], now: datetime, absent: Collection[str] = ()
    ) -> datetime | None:
        """When `rise` has something to say next: `now` or before when it has already, None when never again."""
        if run.name not in RESPONSES:
            return None
        above = self._above(taken)
        away = bool(above) and bool(self._away(taken, absent))
        times = [self._told_at(tier, self.due_at(tier, run), now) for tier in above]
        return min((at for at in (*times, self._opens_at(above[0], now) if away else None) if at), default=None)

    def _times(self, tier: Tier) -> Calendar:
        return calendar(tier.hours) if tier.hours else self.calendar

    def _told_at(self, tier: Tier, due_at: datetime | None, now: datetime) -> datetime | None:
        """The moment itself, or the opening after it where nobody may be told any more."""
        late = due_at is not None and now - due_at > AFTER_CLOSING
        return self._opens_at(tier, now) if late else due_at

    def _opens_at(self, tier: Tier, now: datetime) -> datetime | None:
        try:
            return self._times(tier).opens_at(now)
        except NeverOpen:
            return None

    def due_at(self, tier: Tier, run: Clock) -> datetime | None:
        """When the step is due in this run, None where its hours hold no such moment."""
        if tier.at == "half":
            return run.half_at
        try:
            return None if run.due_at is None else self._times(tier).due(run.due_at, tier.after)
        except NeverOpen:
            return None

    def _above(self, taken: Collection[Escalation]) -> list[Tier]:
        """The steps above the highest that was taken."""
        names = {one.step or one.to for one in taken}
        reached = max((number for number, tier in enumerate(self.tiers) if tier.name in names), default=-1)
        return list(self.tiers[reached + 1 :])

    def _away(self, taken: Collection[Escalation], absent: Collection[str]) -> str:
        """The step last told, when its addressee is away: nobody else has been told in his place yet."""
        told = [one for one in taken if not one.passed_over]
        last = max(told, key=lambda one: one.at, default=None)
        away = last is not None and (last.absent or last.to in absent)
        return (last.step or last.to) if last is not None and away else ""

    def _reached(self, tier: Tier, run: Clock, now: datetime) -> bool:
        due_at = self.due_at(tier, run)
        return due_at is not None and due_at <= now

    def _may_tell(self, tier: Tier, due_at: datetime | None, now: datetime) -> bool:
        if due_at is None or due_at > now:
            return False
        return now - due_at <= AFTER_CLOSING or self._times(tier).is_open(now)


def run_of(clock: Clock) -> str:
    """What names this run for good: which clock, begun when; at another desk, since when.

    The steps of the desk that had it before are over, whatever they are called.
    """
    run = f"{clock.name}/{clock.started_at.isoformat()}"
    return run if clock.handed_at is None else f"{run}/{clock.handed_at.isoformat()}"


def open_run(runs: Iterable[Clock]) -> Clock | None:
    """The question that waits for its answer now."""
    return next((one for one in runs if one.name in RESPONSES and one.state in ("running", "overdue")), None)
