"""Decides and commits, and decides anew when somebody changed a conversation in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from csmail.errors import Conflict
from csmail.reason import Reason

REPEATS = 5
KEEPS_CHANGING = Reason("conversations_keep_changing")
Decided = TypeVar("Decided")


def committed(decide: Callable[[], Decided], commit: Callable[[Decided], None], what: Reason, hint: Reason) -> Decided:
    """What was decided and committed. Raises Conflict, `what`, after REPEATS; nothing is committed then.

    What `decide` raises is raised at once, a Conflict too: that is its answer, not somebody in between.
    """
    for _ in range(REPEATS):
        decided = decide()
        try:
            commit(decided)
        except Conflict:
            continue
        return decided
    raise Conflict(what, hint)
