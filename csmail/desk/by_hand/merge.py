"""Merges one conversation into another; whatever names the merged one leads to the survivor from then on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from csmail.desk.by_hand.rearrange import Rearranged, carried_out, counted, found, moved, receipt
from csmail.desk.workspace import Workplace
from csmail.errors import Refused
from csmail.mail import address, identity
from csmail.model.conversation import Conversation, Priority, Status
from csmail.model.message import Message
from csmail.model.task import SetKeywords, Task

STATUSES: tuple[Status, ...] = ("open", "waiting", "closed", "spam")
PRIORITIES: tuple[Priority, ...] = ("urgent", "high", "normal", "low")


def merge(place: Workplace, into: str, other: str, by: str, dry_run: bool = False) -> Rearranged:
    """Put everything of `other` into `into`. Merging twice is done once.

    Raises NotFound, Refused (another desk's), Busy and Conflict (try again), StoreError.
    """
    return carried_out(place, lambda: _decided(place, into, other, by), dry_run)


def _decided(place: Workplace, into: str, other: str, by: str) -> Rearranged:
    survivor, merged = found(place, into), _other(place, other)
    if merged.id == survivor.id:
        return Rearranged(survivor)
    changes = moved(place, None, merged.id, survivor.id)
    did = (f"merged {merged.id} into {survivor.id}: {counted(changes)}",)
    now = place.now()
    after, left = _united(survivor, merged, now), _emptied(merged, survivor.id, now)
    elder = [place.store.conversation(id) for id in merged.merged]
    led = [one.amended(merged_into=survivor.id) for one in elder if one is not None and one.merged_into == merged.id]
    tags = _tag_tasks(place, survivor, merged)
    told = (receipt(place, "merge", survivor, by, did), receipt(place, "merge", merged, by, did))
    return Rearranged(
        after,
        did,
        replace(changes, conversations=(after, left, *led), receipts=(*changes.receipts, *told), tasks=tuple(tags)),
        _warnings(survivor, merged),
    )


def _other(place: Workplace, id: str) -> Conversation:
    one = place.store.conversation(id)
    if one is not None and one.desk != place.desk.name:
        # The customer wrote to two addresses and may read two answers; desks are separate name spaces (T-12).
        raise Refused(f"{one.id} belongs to desk {one.desk}", "only conversations of one desk can be merged")
    return found(place, id)


def _warnings(survivor: Conversation, merged: Conversation) -> tuple[str, ...]:
    ours, theirs = survivor.customer, merged.customer
    if ours is None or theirs is None or address.key(ours.spec) == address.key(theirs.spec):
        return ()
    return (f"the customers differ: {ours.spec} stays the customer, {theirs.spec} is a participant",)


def _united(survivor: Conversation, merged: Conversation, now: datetime) -> Conversation:
    status = min(survivor.status, merged.status, key=STATUSES.index)
    person = {address.key(merged.customer.spec)} if merged.customer else set()
    return survivor.amended(
        changed_at=now,
        opened_at=min(survivor.opened_at, merged.opened_at),
        customer=survivor.customer or merged.customer,
        language=survivor.language or merged.language,
        status=status,
        closed_at=survivor.closed_at if status in ("closed", "spam") else None,
        priority=min(survivor.priority, merged.priority, key=PRIORITIES.index),
        tags=survivor.tags | merged.tags,
        assignee=survivor.assignee or merged.assignee,
        participants=survivor.participants | merged.participants | person,
        acknowledged_at=_earliest(survivor.acknowledged_at, merged.acknowledged_at),
        answered_at=_earliest(survivor.answered_at, merged.answered_at),
        last_in_at=max(filter(None, (survivor.last_in_at, merged.last_in_at)), default=None),
        escalations=tuple(sorted((*survivor.escalations, *merged.escalations), key=lambda one: one.at)),
        bounced=survivor.bounced | merged.bounced,
        needs=tuple(dict.fromkeys((*survivor.needs, *merged.needs))),
        backlog=survivor.backlog and merged.backlog,
        merged=tuple(dict.fromkeys((*survivor.merged, merged.id, *merged.merged))),
    )


def _emptied(merged: Conversation, survivor: str, now: datetime) -> Conversation:
    return merged.amended(
        merged_into=survivor, merged=(), status="closed", closed_at=merged.closed_at or now, changed_at=now, needs=()
    )


def _earliest(*moments: datetime | None) -> datetime | None:
    return min(filter(None, moments), default=None)


def _tag_tasks(place: Workplace, survivor: Conversation, merged: Conversation) -> Iterable[Task]:
    """The tags of each side as keywords on the mails of the other."""
    for side, more in ((survivor, merged.tags - survivor.tags), (merged, survivor.tags - merged.tags)):
        lying: dict[tuple[str, int], list[int]] = {}
        for message in place.store.newest(side.id) if more else ():
            _add_place(lying, message)
        for (folder, validity), uids in lying.items():
            cause = f"{place.desk.name}/merge/{survivor.id}/{merged.id}/{side.id}/{folder}/{survivor.version}"
            work = SetKeywords(folder, validity, tuple(sorted(uids)), tuple(sorted(more)))
            now = place.now()
            yield Task(identity.task_id(cause), place.desk.name, cause, work, now, now, now, survivor.id)


def _add_place(lying: dict[tuple[str, int], list[int]], message: Message) -> None:
    if message.place is not None:
        lying.setdefault((message.place.folder, message.place.uidvalidity), []).append(message.place.uid)
