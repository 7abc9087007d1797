"""The moments at which something is to be done about a conversation, though nobody wrote: each once in a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csmail.clocks.calendar import calendar
from csmail.clocks.ladder import Ladder, open_run, run_of
from csmail.clocks.promises import open_promise
from csmail.clocks.reckoning import reckoned
from csmail.clocks.snooze import shown_at
from csmail.model.clock import Clock
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk

MomentKind = Literal["half", "overdue", "apology"]


@dataclass(frozen=True, slots=True)
class Moment:
    """At `at` half of a promise is gone, its time is over, or an apology is to be drafted.

    `run` names the run of a clock, or the mail that promised. A half whose time is over as well is `passed_over`.
    """

    kind: MomentKind
    clock: str
    run: str
    at: datetime
    passed_over: bool = False

    @property
    def mark(self) -> str:
        """What the conversation keeps of it, so that it comes once."""
        return f"{self.kind}/{self.run}"


def moments(conversation: Conversation, desk: Desk, now: datetime) -> tuple[Moment, ...]:
    """What has not come yet, or was not looked at, in the order of time.

    Nothing of a conversation that is closed, or from before clocks were kept, as the backlog is.
    """
    return _left(conversation, desk, now, reckoned(conversation, desk, now)) if _lives(conversation) else ()


def next_moment(conversation: Conversation, desk: Desk, now: datetime) -> datetime | None:
    """When the conversation is to be looked at again though nobody wrote; None when never."""
    coming = [*_named(conversation, desk, now)]
    if not _lives(conversation):
        return min(coming, default=None)
    desk = desk.served(conversation.served_by)
    runs = reckoned(conversation, desk, now)
    coming += [one.at for one in _left(conversation, desk, now, runs)]
    clock = open_run(runs)
    if clock is not None and desk.escalation:
        taken = [one for one in conversation.escalations if one.run == run_of(clock)]
        step_at = Ladder(desk.escalation, calendar(desk.hours)).next_at(clock, taken, now, conversation.bounced)
        coming += [step_at] if step_at is not None else []
    return min(coming, default=None)


def still_coming(conversation: Conversation, desk: Desk, now: datetime) -> frozenset[str]:
    """The marks worth keeping: those of runs and promises that are not over."""
    bare = conversation.amended(passed=frozenset())
    return conversation.passed & {one.mark for one in moments(bare, desk, now)}


def _named(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[datetime]:
    """What somebody named for it."""
    shown = shown_at(conversation, desk, now)
    if shown is not None:
        yield shown
    yield from (one.at for one in conversation.reminders)


def _lives(conversation: Conversation) -> bool:
    return conversation.status in ("open", "waiting") and bool(conversation.turns)


def _left(conversation: Conversation, desk: Desk, now: datetime, runs: Sequence[Clock]) -> tuple[Moment, ...]:
    found = [*_of_clocks(runs, now), *_of_promises(conversation, desk, now)]
    return tuple(sorted((one for one in found if one.mark not in conversation.passed), key=lambda one: one.at))


def _of_clocks(runs: Sequence[Clock], now: datetime) -> Iterator[Moment]:
    for one in runs:
        if one.state not in ("running", "overdue") or one.due_at is None:
            continue
        run = run_of(one)
        if one.half_at is not None:
            yield Moment("half", one.name, run, one.half_at, passed_over=one.due_at < now)
        yield Moment("overdue", one.name, run, one.due_at)


def _of_promises(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[Moment]:
    owed = open_promise(conversation, desk, now)
    if owed is not None:
        at = owed.apologise_at or owed.promise.due_at
        yield Moment("apology", owed.promise.clock, owed.promise.mail, at)
