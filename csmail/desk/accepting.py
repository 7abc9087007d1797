"""Accepts a stranger who wrote into a conversation: from then on he is part of it (correct-mail A-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from csmail.desk.arrival import ANSWERING, intrusion
from csmail.desk.place import Workplace
from csmail.desk.rearranging import Rearranged, carried_out, counted, found, receipt
from csmail.errors import NotFound
from csmail.mail.address import key
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.message import Message


def accept(place: Workplace, id: str, spec: str, by: str, dry_run: bool = False) -> Rearranged:
    """Make the sender `spec` a participant of the conversation `id` and show what he wrote to everybody in it.

    Whom he put into Cc stays outside until accepted as well. Raises NotFound when he wrote nothing that waits,
    Busy and Conflict (try again), StoreError.
    """
    return carried_out(place, lambda: _decided(place, id, spec, by), dry_run)


def _decided(place: Workplace, id: str, spec: str, by: str) -> Rearranged:
    conversation = found(place, id)
    said = place.store.messages(conversation.id)
    waiting = [one for one in said if one.quarantined and key(spec) in map(key, _authors(one))]
    if not waiting:
        if key(spec) in conversation.participants:
            return Rearranged(conversation)
        others = sorted({one for message in said if message.quarantined for one in _authors(message)})
        hint = f"waiting to be accepted: {', '.join(others)}" if others else "nobody waits to be accepted there"
        raise NotFound(f"{spec} wrote nothing into {conversation.id} that waits", hint)
    shown = tuple(replace(one, quarantined=False, visibility="customer") for one in waiting)
    did = (f"accepted {spec} as a participant, with {counted(Changes(messages=shown))}",)
    after = _joined(place, conversation, spec, waiting)
    told = receipt(place, "accept", conversation, by, did)
    return Rearranged(after, did, Changes(conversations=(after,), messages=shown, receipts=(told,)))


def _authors(message: Message) -> list[str]:
    return [one.spec for one in message.originators]


def _joined(place: Workplace, conversation: Conversation, spec: str, waiting: Sequence[Message]) -> Conversation:
    settled = {intrusion(one.originators[0].spec) for one in waiting if one.originators}
    changes: dict[str, Any] = {
        "participants": conversation.participants | {key(spec)},
        "needs": tuple(need for need in conversation.needs if need not in settled),
        "changed_at": place.now(),
    }
    if conversation.status in ("waiting", "closed") and any(one.kind in ANSWERING for one in waiting):
        changes |= {"status": "open", "closed_at": None}
    return conversation.amended(**changes)
