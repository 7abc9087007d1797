"""Lets go of mails that are held for one cause: whom we know first, then oldest, each looked at again.

| what became of it since | what is done |
| --- | --- |
| older than `max_age`, or its time lies ahead | dropped: so late an acknowledgement says nothing |
| a person answered, the matter is spam or closed | dropped: the customer knows more by now |
| mail to the customer came back | dropped |
| the sender had `per_sender` in the window | it stays held |
| `per_hour` of the desk is reached; for strangers their part of it | it stays held, for a later hour |
| none of these | queued: the next pass sends it |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from csmail import outbox
from csmail.desk.acquaintance import Acquaintances
from csmail.desk.customers.find import keys_of
from csmail.desk.holds import HELD
from csmail.desk.limits import around, tally
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.mail import address
from csmail.model.changes import Acknowledged, Changes
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.task import SendMail, Task
from csmail.outbox import shown
from csmail.outbox.shown import Shown

Fate = Literal["released", "dropped", "stays"]
Why = Literal["", "too_old", "answered", "closed", "bounced", "rate_limited", "hour_full", "limit"]
CHUNK = 200
LEASE_WAIT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Released:
    """What becomes, or would become, of one held mail; `to` is its customer, `known` whether we wrote to him before,
    `reserved` whether it takes of what is kept for such customers."""

    task: Task
    fate: Fate
    why: Why = ""
    to: str = ""
    known: bool = False
    reserved: bool = False


def release(workspace: Workspace, cause: str, limit: int, by: str, dry_run: bool = False) -> tuple[Released, ...]:
    """Every mail that `cause` (a code of `model.hold`) holds, in the order in which they were looked at.

    At most `limit` are released, and together with what left within the hour never more acknowledgements than the
    limits of the desk allow. Raises Busy, Conflict (neither changes anything after the chunks that were done) and
    StoreError. With `dry_run` nothing is written.
    """
    if dry_run:
        return tuple(_decided(workspace, cause, limit))
    with workspace.store.lease(outbox.lease_name(workspace.desk.name), LEASE_WAIT):
        done = tuple(_decided(workspace, cause, limit))
        moving = [one for one in done if one.fate != "stays"]
        for start in range(0, len(moving), CHUNK):
            workspace.store.commit(_changes(workspace, moving[start : start + CHUNK], by))
        return done


def _changes(workspace: Workspace, some: Iterable[Released], by: str) -> Changes:
    now = workspace.now()
    updated: list[Task] = []
    counted: list[Acknowledged] = []
    unsent: list[Message] = []
    for one in some:
        if one.fate == "dropped":
            dropped = outbox.drop(one.task, by, now, Shown(message=shown.of(one.task, workspace.store).message))
            updated.extend(dropped.updated)
            unsent.extend(dropped.messages)
            continue
        updated.extend(outbox.retry(one.task, by, now).updated)
        if one.to:
            purpose = one.task.work.purpose if isinstance(one.task.work, SendMail) else ""
            standing: Literal["known", ""] = "known" if one.reserved else ""
            counted.append(Acknowledged(workspace.desk.name, one.to, now, one.task.conversation, purpose, standing))
    return Changes(messages=tuple(unsent), updated=tuple(updated), acknowledged=tuple(counted))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One held mail with what decides about it; `to` "" when it is no acknowledgement."""

    task: Task
    conversation: Conversation | None
    to: str = ""
    known: bool = False


def _decided(workspace: Workspace, cause: str, limit: int) -> Iterator[Released]:
    waiting = sorted(_waiting(workspace, cause), key=lambda one: (not one.known, one.task.created_at))
    room, left = Room(workspace), limit
    for one in waiting:
        fate: Fate
        why: Why = _outlived(workspace, one) if one.to else ""
        if why:
            fate = "dropped"
        else:
            why = room.why_not(one) if one.to else ""
            why = why or ("" if left > 0 else "limit")
            fate = "stays" if why else "released"
        reserved = room.reserved(one)
        if fate == "released":
            left -= 1
            room.take(one)
        yield Released(one.task, fate, why, one.to, one.known, reserved)


def _waiting(workspace: Workspace, cause: str) -> Iterator[Waiting]:
    people = Acquaintances(workspace.store, workspace.desk.name, partial(keys_of, workspace.store))
    for task in workspace.store.tasks(workspace.desk.name, HELD):
        if task.hold != cause or not isinstance(task.work, SendMail):
            continue
        conversation = surviving(workspace.store.conversation, task.conversation)
        if task.work.purpose != "acknowledgement":
            yield Waiting(task, conversation)
            continue
        mail = workspace.store.mail(task.work.mail)
        to = address.key(mail.recipients[0]) if mail and mail.recipients else ""
        yield Waiting(task, conversation, to, people.of(to).answered)


def _outlived(workspace: Workspace, one: Waiting) -> Why:
    """Why an acknowledgement would say nothing any more."""
    conversation, now = one.conversation, workspace.now()
    if abs(now - _arrived_at(workspace, one.task)) > workspace.desk.acknowledge.max_age:
        return "too_old"
    if conversation is None:
        return "closed"
    if conversation.answered_at is not None:
        return "answered"
    if conversation.status in ("closed", "spam"):
        return "closed"
    return "bounced" if one.to in conversation.bounced else ""


def _arrived_at(workspace: Workspace, task: Task) -> datetime:
    key = task.work.answers if isinstance(task.work, SendMail) else ""
    message = workspace.store.message(key) if key else None
    return message.received_at if message is not None else task.created_at


@dataclass(slots=True)
class Room:
    """What the limits still allow; what is released takes of it."""

    workspace: Workspace
    strangers: int = field(init=False)
    all: int = field(init=False)
    got: Counter[str] = field(init=False)
    just_now: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        store, desk, now = self.workspace.store, self.workspace.desk, self.workspace.now()
        limits, hour = desk.acknowledge, tally(store, desk.name, now)
        self.all = limits.per_hour - hour.sent
        self.strangers = limits.for_strangers - (hour.due - hour.held)
        self.got, self.just_now = Counter(), hour.senders
        for (sender, standing), count in store.acknowledgements(desk.name, around(now, limits.window)).items():
            self.got[sender] += count if standing != "held" else 0

    def why_not(self, one: Waiting) -> Why:
        """The limit that keeps it; "" when none does."""
        if self.got[one.to] >= self.workspace.desk.acknowledge.per_sender:
            return "rate_limited"
        return "hour_full" if self.all <= 0 or (not self.reserved(one) and self.strangers <= 0) else ""

    def reserved(self, one: Waiting) -> bool:
        """Whether it takes of what is kept for known customers: one each within an hour, see `Situation.reserved`."""
        return one.known and not self.just_now[one.to]

    def take(self, one: Waiting) -> None:
        """It is released."""
        if one.to:
            self.all -= 1
            self.strangers -= not self.reserved(one)
            self.got[one.to] += 1
            self.just_now[one.to] += 1
