"""The clocks of a conversation as it is kept: its turns, with what its desk promises, put into the fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from csmail.clocks.fold import clocks
from csmail.model.clock import Clock, Fact, Turn
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
        if turn.kind == "priority":
            yield Fact(turn.at, "targets", targets=promises.targets(turn.key))
        else:
            yield Fact(turn.at, turn.kind, turn.key)
