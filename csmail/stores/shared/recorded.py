"""Which records of the log a commit writes: worked out from what it changes and what was there before.

Every change of a desk is a `Changes` that a store commits, so no command can forget its record. What is recorded:

| what is committed | record |
| --- | --- |
| a receipt of what a person did | always one, with what changed of the conversation or the customer |
| a receipt of rules, on an arrival or a moment | one when more changed than tags: assignment, step, promise … |
| a conversation without a receipt | one when something changed that a record names |
| a task that a person released, dropped, resolved | one |
| `Changes.records` | as they are: what no receipt tells of (a bulk, the hours of a desk) |

That a mail came, was tagged and acknowledged says its receipt alone: 10,000 arrivals write 10,000 receipts already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import RECEIPTS, Customer
from csmail.model.receipt import Receipt
from csmail.model.record import Cause, Head, Record
from csmail.model.task import Task
from csmail.stores.shared.record_facts import looks_same, of_conversation, of_customer

MACHINE = "csmail"
QUIET = frozenset({"tags"})
"""What rules change of nearly every mail."""


Difference = tuple[dict[str, str], dict[str, str]]


class Before(Protocol):
    """What lies in the store while the commit is decided, of these ids."""

    def conversations(self, ids: Iterable[str]) -> Mapping[str, Conversation]: ...
    def customers(self, ids: Iterable[str]) -> Mapping[str, Customer]: ...
    def tasks(self, ids: Iterable[str]) -> Mapping[str, Task]: ...
    def receipts(self, ids: Iterable[str]) -> frozenset[str]: ...


def records(changes: Changes, before: Before) -> Iterator[Record]:
    """The records to write, not chained yet."""
    differences = _differences(changes, before)
    told = _new((one for one in changes.receipts if one.on == "hand" or one.conversation in differences), before)
    for receipt in told:
        yield _of_receipt(receipt, differences.pop(receipt.conversation, ({}, {})))
    asked = next((one for one in told if one.on == "hand"), None)
    for one in changes.conversations:
        if one.id in differences:
            yield _beside(asked, one, differences[one.id]) if asked else _unasked(one, differences[one.id])
    yield from _of_tasks(changes.updated, before)
    yield from changes.records


def chained(some: Iterable[Record], heads: dict[str, Head]) -> Iterator[Record]:
    """Each behind the head of its desk, which moves on to it."""
    for one in some:
        placed = heads[one.desk].chained(one)
        heads[one.desk] = Head(placed.number, placed.hash)
        yield placed


def _new(told: Iterable[Receipt], before: Before) -> tuple[Receipt, ...]:
    """Without those that are written over: what was done with somebody is not done again when she is forgotten."""
    some = tuple(told)
    known = before.receipts(one.id for one in some) if some else frozenset()
    return tuple(one for one in some if one.id not in known)


def _differences(changes: Changes, before: Before) -> dict[str, Difference]:
    """What changed of each conversation and customer, by where its receipts lie."""
    by_hand = {one.conversation for one in changes.receipts if one.on == "hand"}
    found = dict(_of_conversations(changes, before)) | dict(_of_customers(changes, before, by_hand))
    loud = {where for where, (left, right) in found.items() if (left.keys() | right.keys()) - QUIET}
    return {where: one for where, one in found.items() if where in loud | by_hand}


def _of_conversations(changes: Changes, before: Before) -> Iterator[tuple[str, Difference]]:
    stored = before.conversations(one.id for one in changes.conversations if one.version)
    for one in changes.conversations:
        known = stored.get(one.id)
        if looks_same(known, one):
            continue
        left, right = _difference(of_conversation(known or _blank(one)), of_conversation(one))
        if known is not None and known.customer != one.customer:
            right["customer"] = "changed"
        yield one.id, (left, right)


def _of_customers(changes: Changes, before: Before, by_hand: Collection[str]) -> Iterator[tuple[str, Difference]]:
    """Of those that a person changed: a mail makes and amends a record of whoever wrote it."""
    changed = [one for one in changes.customers if f"{RECEIPTS}{one.id}" in by_hand]
    known = before.customers(one.id for one in changed) if changed else {}
    for one in changed:
        earlier = of_customer(known[one.id]) if one.id in known else {}
        yield f"{RECEIPTS}{one.id}", _difference(earlier, of_customer(one))


def _difference(before: dict[str, str], after: dict[str, str]) -> Difference:
    changed = [name for name in (before | after) if before.get(name, "") != after.get(name, "")]
    return (
        {name: before[name] for name in changed if before.get(name)},
        {name: after[name] for name in changed if after.get(name)},
    )


def _blank(one: Conversation) -> Conversation:
    """The same as it was opened, before any rule."""
    return Conversation(one.id, one.desk, one.opened_at, one.opened_at)


def _of_receipt(receipt: Receipt, difference: Difference) -> Record:
    taken = [step for step in receipt.steps if step.withheld is None]
    return Record(
        receipt.desk, receipt.at, receipt.on, receipt.by, receipt.conversation,
        commands=tuple(dict.fromkeys(step.action for step in taken)),
        rules=tuple(dict.fromkeys(step.rule for step in taken if step.rule)),
        did=tuple(dict.fromkeys(reason.code for step in taken for reason in step.did)),
        before=difference[0], after=difference[1],
    )  # fmt: skip


def _beside(asked: Receipt, one: Conversation, difference: Difference) -> Record:
    """What changed of a conversation because of what a person did to another, or to its customer."""
    return replace(_of_receipt(asked, difference), desk=one.desk, about=one.id)


def _unasked(one: Conversation, difference: Difference) -> Record:
    """What nobody decided in this commit: a promise binds because its mail left."""
    left, right = difference
    on: Cause = "outbox" if "promises" in right else "time"
    at = max((one.changed_at, *(promise.given_at for promise in one.promises if promise.given_at)))
    return Record(one.desk, at, on, MACHINE, one.id, before=left, after=right)


def _of_tasks(updated: Iterable[Task], before: Before) -> Iterator[Record]:
    """Those on which a person decided: a reason that says by whom, and that was not there before."""
    decided = [one for one in updated if _deciders(one)]
    stored = before.tasks(one.id for one in decided) if decided else {}
    for one in decided:
        known = stored.get(one.id)
        for code, by in _deciders(one) - (_deciders(known) if known else frozenset()):
            yield Record(
                one.desk, one.changed_at, "hand", by, one.conversation, ("outbox",), did=(code,),
                before=_standing(known) if known else {}, after=_standing(one),
            )  # fmt: skip


def _standing(task: Task) -> dict[str, str]:
    return {"task": f"{task.id[:8]} {task.state}"}


def _deciders(task: Task) -> frozenset[tuple[str, str]]:
    """What persons decided about it, or about its mail to one of several, and who."""
    reasons = (task.reason, *(one.reason for one in task.deliveries))
    return frozenset((one.code, by) for one in reasons if one and (by := dict(one.evidence).get("by")))
