"""Merges one conversation into another; whatever names the merged one leads to the survivor from then on."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.by_hand.rearrange import Rearranged, carried_out, counted, found, moved, receipt
from csmail.desk.union import emptied, tag_tasks, united
from csmail.desk.workspace import Workplace
from csmail.errors import Refused
from csmail.mail import address
from csmail.model.conversation import Conversation


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
    after, left = united(survivor, merged, now), emptied(merged, survivor.id, now)
    elder = [place.store.conversation(id) for id in merged.merged]
    led = [one.amended(merged_into=survivor.id) for one in elder if one is not None and one.merged_into == merged.id]
    tags = tag_tasks(place, survivor, merged)
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
