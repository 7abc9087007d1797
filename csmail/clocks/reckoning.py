"""The clocks of a conversation as it is kept: its turns, with what its desk promises, put into the fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from csmail.clocks.fold import clocks
from csmail.model.clock import Clock, ClockName, Fact, Targets, Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Promises

# Nobody chose it yet: every conversation begins with it.
FIRST_PRIORITY = "normal"


def reckoned(conversation: Conversation, desk: Desk, now: datetime) -> tuple[Clock, ...]:
    """Every run of every clock at `now`; none where nothing is promised."""
    targets = desk.promises.targets(FIRST_PRIORITY)
    return clocks(facts(conversation.turns, desk.promises), targets, desk.hours, now)


def facts(turns: Iterable[Turn], promises: Promises) -> Iterator[Fact]:
    """The turns as the fold takes them: a priority is what it promises."""
    for turn in turns:
        if turn.kind == "priority" or turn.kind == "target":
            yield Fact(turn.at, "targets", targets=_aimed(turn, promises))
        else:
            yield Fact(turn.at, turn.kind, turn.key)


def targets(conversation: Conversation, desk: Desk) -> Targets:
    """What holds for the conversation now: what its priority promises, and what was promised to it alone since."""
    holding = dict(desk.promises.targets(conversation.priority))
    for turn in sorted(conversation.turns, key=lambda one: one.at):
        if turn.kind in ("priority", "target"):
            holding.update(_aimed(turn, desk.promises))
    return tuple(holding.items())


def response(conversation: Conversation) -> ClockName:
    """The clock of the answer that is owed next."""
    return "next_response" if conversation.answered_at else "first_response"


def _aimed(turn: Turn, promises: Promises) -> Targets:
    return promises.targets(turn.key) if turn.kind == "priority" else turn.aimed_at
