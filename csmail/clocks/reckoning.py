"""The clocks of a conversation as it is kept: its turns, with what its desks promise, put into the fold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from csmail.clocks.calendar import Stretch, calendar
from csmail.clocks.fold import clocks
from csmail.clocks.ladder import open_run
from csmail.model.clock import Clock, ClockName, Fact, Targets, Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Promises
from csmail.model.duration import Span
from csmail.model.hours import Hours

# Nobody chose it yet: every conversation begins with it.
FIRST_PRIORITY = "normal"
NEVER = datetime.max.replace(tzinfo=UTC)
ANY_DESK = Desk("", "", promises=Promises(first_response=Span(days=1), next_response=Span(days=1)))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds of a conversation from `since` on: the hours and promises of the desk that serves it then."""

    since: datetime
    hours: Hours
    promises: Promises
    handed: bool = False


def reckoned(conversation: Conversation, desk: Desk, now: datetime) -> tuple[Clock, ...]:
    """Every run of every clock at `now`; none where nothing is promised.

    `desk` is the one whose address the conversation has, or what `Desk.served` makes of it.
    """
    turns = conversation.turns
    if not turns:
        return ()
    begun = next(rulings(turns, desk))
    return clocks(facts(turns, desk), begun.promises.targets(FIRST_PRIORITY), begun.hours, now)


def asks(conversation: Conversation, now: datetime) -> bool:
    """Whether the customer waits for an answer at `now`, whatever is promised.

    Of what was taken in before clocks were kept nothing is known but its status.
    """
    if not conversation.turns:
        return conversation.status == "open"
    return open_run(reckoned(conversation, ANY_DESK, now)) is not None


def rulings(turns: Iterable[Turn], desk: Desk) -> Iterator[Ruling]:
    """What held one after the other: from the first turn on, at each change of hours or promises, at each handover.

    A desk that the file does not have any more took nothing over.
    """
    home = desk.home or desk
    handed = [(one.at, one.key) for one in _in_order(turns) if one.kind == "transferred"]
    since = min((one.at for one in turns), default=NEVER)
    serving = home
    known = {home.name: home, **{one.name: one for one in home.others}}
    yield _at(serving, since, since)
    for at, name in (*handed, (NEVER, "")):
        changes = [one.until for one in serving.before if since < one.until <= at]
        yield from (_at(serving, until, until) for until in changes)
        since = at
        if name in known:
            serving = known[name]
            yield _at(serving, at, at, handed=True)


def facts(turns: Iterable[Turn], desk: Desk) -> Iterator[Fact]:
    """The turns as the fold takes them, with what held meanwhile; a priority is what it promises then."""
    said = _in_order(turns)
    last, *waiting = rulings(said, desk)
    priority, alone = FIRST_PRIORITY, set[ClockName]()
    for turn in said:
        # A question that was handed on in the moment in which it came has the promise of both.
        handed = turn.kind == "transferred"
        while waiting and waiting[0].since <= turn.at and (handed or not waiting[0].handed):
            yield from _turned(last, waiting[0], priority, alone)
            last = waiting.pop(0)
            if last.handed:
                alone.clear()
                break
        if turn.kind == "priority" or turn.kind == "target":
            priority = turn.key if turn.kind == "priority" else priority
            alone = {name for name, _ in turn.aimed_at} | alone if turn.kind == "target" else set()
            yield Fact(turn.at, "targets", targets=_aimed(turn, last.promises))
        elif not handed:
            yield Fact(turn.at, turn.kind, turn.key)
    for one in waiting:
        yield from _turned(last, one, priority, alone)
        last = one


def targets(conversation: Conversation, desk: Desk) -> Targets:
    """What holds for the conversation now: what its priority promises at the desk that serves it, and what was promised
    to it alone since."""
    promises = desk.served(conversation.served_by).promises
    holding = dict(promises.targets(conversation.priority))
    for turn in _in_order(conversation.turns):
        if turn.kind == "transferred":
            holding = dict(promises.targets(conversation.priority))
        elif turn.kind in ("priority", "target"):
            holding.update(_aimed(turn, promises))
    return tuple(holding.items())


def response(conversation: Conversation) -> ClockName:
    """The clock of the answer that is owed next."""
    return "next_response" if conversation.answered_at else "first_response"


def _aimed(turn: Turn, promises: Promises) -> Targets:
    return promises.targets(turn.key) if turn.kind == "priority" else turn.aimed_at


def stretches(turns: Iterable[Turn], desk: Desk, start: datetime, end: datetime) -> tuple[Stretch, ...]:
    """The open time between two moments, by the hours that held: those of the desk that served it then."""
    held = list(rulings(turns, desk))
    ends = (*(one.since for one in held[1:]), NEVER)
    pieces = ((max(start, one.since), min(end, until), one.hours) for one, until in zip(held, ends, strict=True))
    return tuple(found for begins, until, hours in pieces for found in calendar(hours).stretches(begins, until))


def _turned(before: Ruling, after: Ruling, priority: str, alone: Collection[ClockName]) -> Iterator[Fact]:
    """`alone` are clocks for which this conversation has a promise of its own: what the desk promises others, changed
    in the file, is nothing to them."""
    promised = after.promises.targets(priority)
    if after.handed:
        yield Fact(after.since, "transferred", targets=promised, hours=after.hours)
        return
    if after.hours != before.hours:
        yield Fact(after.since, "hours", hours=after.hours)
    if after.promises != before.promises:
        others = tuple((name, span) for name, span in promised if name not in alone)
        yield Fact(after.since, "targets", targets=others)


def _at(desk: Desk, moment: datetime, since: datetime, handed: bool = False) -> Ruling:
    held = next((one for one in desk.before if moment < one.until), desk)
    return Ruling(since, held.hours, held.promises, handed)


def _in_order(turns: Iterable[Turn]) -> list[Turn]:
    return sorted(turns, key=lambda one: one.at)
