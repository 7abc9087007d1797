"""How the promises of a conversation stand: reckoned from what was said, what was answered, and the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.clocks.calendar import Calendar, calendar
from csmail.clocks.fold import answers
from csmail.clocks.reckoning import facts
from csmail.errors import NeverOpen
from csmail.model.clock import Fact
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.promise import Promise, PromiseStanding


def promises(conversation: Conversation, desk: Desk, now: datetime) -> tuple[PromiseStanding, ...]:
    """Every promise that was given by `now`, in the order in which they were given.

    Kept by an answer at or before its moment, broken when that has passed without one; an answer given later takes
    nothing back. One that was given while the last was still open takes its place.
    """
    if not conversation.promises:
        return ()
    desk = desk.served(conversation.served_by)
    known = tuple(facts(conversation.turns, desk))
    given = [one for one in conversation.promises if one.given_at is not None and one.given_at <= now]
    given.sort(key=lambda one: one.given_at or now)
    walk = _Walk(desk, known, now)
    return tuple(walk.standing(one, given[number + 1 :]) for number, one in enumerate(given))


def open_promise(conversation: Conversation, desk: Desk, now: datetime) -> PromiseStanding | None:
    """The promise that waits for its answer, or broke without one; None where nothing is owed."""
    waiting = [one for one in promises(conversation, desk, now) if one.ended_at is None]
    return min(waiting, key=lambda one: one.promise.due_at, default=None)


@dataclass(frozen=True, slots=True)
class _Walk:
    desk: Desk
    known: Sequence[Fact]
    now: datetime

    def standing(self, promise: Promise, later: Iterable[Promise]) -> PromiseStanding:
        given_at = promise.given_at or promise.said_at
        heard = (one for one in answers(self.known, self.now) if one.at >= given_at and one.key != promise.mail)
        answered_at = min((one.at for one in heard), default=None)
        if answered_at is not None and answered_at <= promise.due_at:
            return PromiseStanding(promise, "kept", ended_at=answered_at)
        again = (one.given_at for one in later if one.given_at is not None and one.given_at <= promise.due_at)
        replaced_at = min(again, default=None)
        if replaced_at is not None:
            return PromiseStanding(promise, "replaced", ended_at=replaced_at)
        shut_at = self._shut_at(given_at)
        if shut_at is not None and shut_at <= promise.due_at and answered_at is None:
            return PromiseStanding(promise, "void", ended_at=shut_at)
        if self.now > promise.due_at:
            return PromiseStanding(promise, "broken", ended_at=answered_at or shut_at)
        times, aims = calendar(self.desk.hours), self.desk.promises
        warn_at, apologise_at = (_share(times, promise, share) for share in (aims.warn, aims.apologise))
        return PromiseStanding(promise, "open", warn_at, apologise_at)

    def _shut_at(self, given_at: datetime) -> datetime | None:
        """Since when the matter is closed, as far as nobody opened it again."""
        shut: datetime | None = None
        for fact in sorted(self.known, key=lambda one: one.at):
            if given_at <= fact.at <= self.now and fact.kind in ("closed", "spam", "reopened", "asked"):
                shut = (shut or fact.at) if fact.kind in ("closed", "spam") else None
        return shut


def _share(times: Calendar, promise: Promise, share: float) -> datetime | None:
    """The moment at which so much of what was promised has passed, never after the promise itself."""
    try:
        return min(times.due(promise.said_at, times.length(promise.within) * share), promise.due_at)
    except NeverOpen:
        return None
