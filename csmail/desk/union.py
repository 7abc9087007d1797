"""How two conversations become one, by hand or because the mail came that both had answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from csmail.desk.workspace import Workspace
from csmail.mail import address, identity
from csmail.model.clock import TurnKind
from csmail.model.conversation import PRIORITIES, Conversation, Status
from csmail.model.message import Message
from csmail.model.task import SetKeywords, Task

STATUSES: tuple[Status, ...] = ("open", "waiting", "closed", "spam")
SPOKEN: frozenset[TurnKind] = frozenset({"asked", "answered", "came_back"})
"""What was said on both sides counts for the clocks; that the other one was closed does not close the survivor."""


def united(survivor: Conversation, merged: Conversation, now: datetime) -> Conversation:
    """The survivor with what is known and owed of both."""
    status = min(survivor.status, merged.status, key=STATUSES.index)
    person = {address.key(merged.customer.spec)} if merged.customer else set()
    return survivor.amended(
        changed_at=now,
        next_moment=now,
        opened_at=min(survivor.opened_at, merged.opened_at),
        customer=survivor.customer or merged.customer,
        language=survivor.language or merged.language,
        status=status,
        closed_at=survivor.closed_at if status in ("closed", "spam") else None,
        priority=max(survivor.priority, merged.priority, key=PRIORITIES.index),
        tags=survivor.tags | merged.tags,
        assignee=survivor.assignee or merged.assignee,
        assigned_at=survivor.assigned_at if survivor.assignee else merged.assigned_at,
        participants=survivor.participants | merged.participants | person,
        acknowledged_at=_earliest(survivor.acknowledged_at, merged.acknowledged_at),
        answered_at=_earliest(survivor.answered_at, merged.answered_at),
        last_in_at=max(filter(None, (survivor.last_in_at, merged.last_in_at)), default=None),
        escalations=tuple(sorted((*survivor.escalations, *merged.escalations), key=lambda one: one.at)),
        surveys=tuple(sorted((*survivor.surveys, *merged.surveys), key=lambda one: one.asked_at)),
        promises=tuple(sorted((*survivor.promises, *merged.promises), key=lambda one: one.said_at)),
        turns=(*survivor.turns, *(one for one in merged.turns if one.kind in SPOKEN)),
        bounced=survivor.bounced | merged.bounced,
        needs=tuple(dict.fromkeys((*survivor.needs, *merged.needs))),
        backlog=survivor.backlog and merged.backlog,
        snoozed_until=None,
        snoozed_at=None,
        reminders=(*survivor.reminders, *merged.reminders),
        inquiries=tuple(sorted((*survivor.inquiries, *merged.inquiries), key=lambda one: one.asked_at)),
        reminded=tuple(sorted((*survivor.reminded, *merged.reminded))),
        wordings=(*merged.wordings, *survivor.wordings),
        merged=tuple(dict.fromkeys((*survivor.merged, merged.id, *merged.merged))),
    )


def emptied(merged: Conversation, survivor: str, now: datetime) -> Conversation:
    """The merged one: it leads to the survivor from now on."""
    return merged.amended(
        merged_into=survivor, merged=(), status="closed", closed_at=merged.closed_at or now, changed_at=now, needs=(),
        reminders=(), follow_ups=(), inquiries=(),
    )  # fmt: skip


def _earliest(*moments: datetime | None) -> datetime | None:
    return min(filter(None, moments), default=None)


def tag_tasks(workspace: Workspace, survivor: Conversation, merged: Conversation) -> Iterable[Task]:
    """The tags of each side as keywords on the mails of the other."""
    for side, more in ((survivor, merged.tags - survivor.tags), (merged, survivor.tags - merged.tags)):
        lying: dict[tuple[str, int], list[int]] = {}
        for message in workspace.store.newest(side.id) if more else ():
            _add_place(lying, message)
        for (folder, validity), uids in lying.items():
            cause = f"{workspace.desk.name}/merge/{survivor.id}/{merged.id}/{side.id}/{folder}/{survivor.version}"
            work = SetKeywords(folder, validity, tuple(sorted(uids)), tuple(sorted(more)))
            yield identity.new_task(workspace.desk.name, cause, work, workspace.now(), survivor.id)


def _add_place(lying: dict[tuple[str, int], list[int]], message: Message) -> None:
    if message.place is not None:
        lying.setdefault((message.place.folder, message.place.uidvalidity), []).append(message.place.uid)
