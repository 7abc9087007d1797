"""Merges one conversation into another; whatever names the merged one leads to the survivor from then on."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.by_hand.rearrange import Rearranged, carried_out, counted, found, moved, receipt
from csmail.desk.union import emptied, tag_tasks, united
from csmail.desk.workspace import Workspace
from csmail.errors import Refused
from csmail.mail import address
from csmail.model.conversation import Conversation
from csmail.model.reason import Reason


def merge(workspace: Workspace, into: str, other: str, by: str, dry_run: bool = False) -> Rearranged:
    """Put everything of `other` into `into`. Merging twice is done once.

    Raises NotFound, Refused (another desk's), Busy and Conflict (try again), StoreError.
    """
    return carried_out(workspace, lambda: _decided(workspace, into, other, by), dry_run)


def _decided(workspace: Workspace, into: str, other: str, by: str) -> Rearranged:
    survivor, merged = found(workspace, into), _other(workspace, other)
    if merged.id == survivor.id:
        return Rearranged(survivor)
    changes = moved(workspace, None, merged.id, survivor.id)
    did = (Reason.of("conversation_merged", merged=merged.id, into=survivor.id, **counted(changes)),)
    now = workspace.now()
    after, left = united(survivor, merged, now), emptied(merged, survivor.id, now)
    elder = [workspace.store.conversation(id) for id in merged.merged]
    led = [one.amended(merged_into=survivor.id) for one in elder if one is not None and one.merged_into == merged.id]
    tags = tag_tasks(workspace, survivor, merged)
    told = (receipt(workspace, "merge", survivor, by, did), receipt(workspace, "merge", merged, by, did))
    return Rearranged(
        after,
        did,
        replace(changes, conversations=(after, left, *led), receipts=(*changes.receipts, *told), tasks=tuple(tags)),
        _warnings(survivor, merged),
    )


def _other(workspace: Workspace, id: str) -> Conversation:
    one = workspace.store.conversation(id)
    if one is not None and one.desk != workspace.desk.name:
        # The customer wrote to two addresses and may read two answers; desks are separate name spaces (T-12).
        raise Refused(Reason.of("of_another_desk", id=one.id, desk=one.desk), Reason("advice_one_desk"))
    return found(workspace, id)


def _warnings(survivor: Conversation, merged: Conversation) -> tuple[Reason, ...]:
    ours, theirs = survivor.customer, merged.customer
    if ours is None or theirs is None or address.key(ours.spec) == address.key(theirs.spec):
        return ()
    return (Reason.of("customers_differ", ours=ours.spec, theirs=theirs.spec),)
