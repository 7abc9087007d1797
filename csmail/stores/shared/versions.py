"""What makes a change stale: the rules that every store applies before it writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from csmail.errors import Conflict
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.replacing import copied
from csmail.model.task import DUE, Draft, State, Task, Tried
from csmail.reason import Reason

Versioned = TypeVar("Versioned", Conversation, Draft, Customer)
HINT = Reason("advice_read_again")


def raised(one: Versioned) -> Versioned:
    """`one` as it is written: one version further."""
    return copied(one, {"version": one.version + 1})


def compare(noun: str, stored: Mapping[str, int], changed: Iterable[Versioned]) -> None:
    """Raises Conflict when one was not read with the version that is stored; 0 stands for "there was none".

    The same conversation twice in one commit is a conflict too: the second was not read after the first.
    """
    seen: set[str] = set()
    for one in changed:
        now = stored.get(one.id, 0)
        if one.version != now or one.id in seen:
            facts = {"noun": noun, "id": one.id, "now": now, "version": one.version}
            raise Conflict(Reason.of("changed_meanwhile" if one.version else "made_meanwhile", **facts), HINT)
        seen.add(one.id)


def may_advance(stored: Task | Tried, task: Task, expected: State) -> bool:
    """Whether `task` may take the place of `stored`: it is in the state expected, and nobody tried it meanwhile.

    A claim for a transmission begins a new attempt. That its number must be new refuses the claim of somebody who
    read the row before another process claimed it, failed, and put it back into the same state. Only who claimed it may
    take that claim back as if it had never been.
    """
    if stored.state != expected:
        return False
    if expected == "claimed" and task.state in DUE and task.attempt == stored.attempt - 1:
        return True
    claims = task.state == "claimed" and expected != "claimed"
    return stored.attempt < task.attempt if claims else stored.attempt <= task.attempt
