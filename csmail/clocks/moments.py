"""The moments at which something is to be done about a conversation, though nobody wrote: each once in a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from csmail.clocks import occasions
from csmail.clocks.calendar import calendar
from csmail.clocks.ladder import Ladder, open_run, run_of
from csmail.clocks.moment import Moment
from csmail.clocks.promises import open_promise
from csmail.clocks.reckoning import reckoned
from csmail.clocks.snooze import shown_at
from csmail.model.clock import Clock
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk


def moments(conversation: Conversation, desk: Desk, now: datetime) -> tuple[Moment, ...]:
    """What has not come yet, or was not looked at, in the order of time.

    Of a conversation that is closed only that it was; nothing of one from before clocks were kept, as the backlog is.
    """
    found = _events(conversation, desk, now)
    if _lives(conversation):
        found += _of_runs(conversation, desk, now, reckoned(conversation, desk, now))
    return _unmarked(found, conversation)


def next_moment(conversation: Conversation, desk: Desk, now: datetime) -> datetime | None:
    """When the conversation is to be looked at again though nobody wrote; None when never."""
    desk = desk.served(conversation.served_by)
    events = _unmarked(_events(conversation, desk, now), conversation)
    coming = [*_named(conversation, desk, now), *(one.at for one in events)]
    if not _lives(conversation):
        return min(coming, default=None)
    runs = reckoned(conversation, desk, now)
    coming += [one.at for one in _unmarked(_of_runs(conversation, desk, now, runs), conversation)]
    clock = open_run(runs)
    if clock is not None and desk.escalation:
        taken = [one for one in conversation.escalations if one.run == run_of(clock)]
        step_at = Ladder(desk.escalation, calendar(desk.hours)).next_at(clock, taken, now, conversation.bounced)
        coming += [step_at] if step_at is not None else []
    return min(coming, default=None)


def still_coming(conversation: Conversation, desk: Desk, now: datetime) -> frozenset[str]:
    """The marks worth keeping: those of runs and promises that are not over."""
    bare = conversation.amended(passed=frozenset())
    coming = {one.mark for one in moments(bare, desk, now)}
    return frozenset(one for one in conversation.passed if one in coming or occasions.lasts(one, conversation))


def _named(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[datetime]:
    """What somebody named for it."""
    shown = shown_at(conversation, desk, now)
    if shown is not None:
        yield shown
    yield from (one.at for one in conversation.reminders)
    yield from (at for _, at in occasions.planned(conversation, desk, now))


def _events(conversation: Conversation, desk: Desk, now: datetime) -> tuple[Moment, ...]:
    return (*occasions.closings(conversation, desk, now), *occasions.silences(conversation, desk, now))


def _lives(conversation: Conversation) -> bool:
    return conversation.status in ("open", "waiting") and bool(conversation.turns)


def _of_runs(conversation: Conversation, desk: Desk, now: datetime, runs: Sequence[Clock]) -> tuple[Moment, ...]:
    return (*_of_clocks(runs, now), *_of_promises(conversation, desk, now))


def _unmarked(found: Sequence[Moment], conversation: Conversation) -> tuple[Moment, ...]:
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
        if any("broken" in one.on for one in desk.notices):
            # An answer at the very moment keeps the promise.
            yield Moment("broken", owed.promise.clock, owed.promise.mail, owed.promise.due_at + timedelta(seconds=1))
