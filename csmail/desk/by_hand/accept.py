"""Lets somebody into a conversation: a stranger who wrote into it, or whom a mail names that proves nothing (A-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from csmail.desk.by_hand.rearrange import Rearranged, carried_out, counted, found, receipt
from csmail.desk.conversation_update import ANSWERING, stranger_reason, unproven
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail import house
from csmail.mail.address import key
from csmail.mail.threading.proof import newcomers
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Visibility
from csmail.model.reason import Reason


def accept(workspace: Workspace, id: str, spec: str, by: str, dry_run: bool = False) -> Rearranged:
    """Make `spec` a participant of the conversation `id`; what he wrote is shown to everybody in it.

    He waits as the author of a mail in quarantine, or as somebody whom a weak mail names (`mail.proof`). Whom a
    stranger put into Cc stays outside until accepted as well. Raises NotFound when nothing of his waits, Busy and
    Conflict (try again), StoreError.
    """
    return carried_out(workspace, lambda: _decided(workspace, id, spec, by), dry_run)


def _decided(workspace: Workspace, id: str, spec: str, by: str) -> Rearranged:
    conversation = found(workspace, id)
    said = [one for one in workspace.store.newest(conversation.id) if one.quarantined or one.weak][::-1]
    waiting = [one for one in said if one.quarantined and key(spec) in map(key, _authors(one))]
    named = _named(workspace, conversation, said)
    if not waiting and key(spec) not in map(key, named):
        if key(spec) in conversation.participants:
            return Rearranged(conversation)
        others = sorted({one for message in said if message.quarantined for one in _authors(message)} | set(named))
        waiting_there = Reason.of("advice_waiting_to_be_accepted", known=", ".join(others))
        hint = waiting_there if others else Reason("advice_nobody_waits")
        raise NotFound(Reason.of("wrote_nothing_that_waits", spec=spec, id=conversation.id), hint)
    shown = tuple(
        replace(one, quarantined=False, visibility=_visibility(workspace, conversation, one)) for one in waiting
    )
    did = (Reason.of("participant_accepted", address=spec, **counted(Changes(messages=shown))),)
    after = _joined(workspace, conversation, spec, waiting)
    told = receipt(workspace, "accept", conversation, by, did)
    return Rearranged(after, did, Changes(conversations=(after,), messages=shown, receipts=(told,)))


def _visibility(workspace: Workspace, conversation: Conversation, message: Message) -> Visibility:
    """What a colleague wrote to us alone stays inside when it turns out to be his (X-2)."""
    inside = house.is_named(message, workspace.desk) and not house.outside(message, conversation, workspace.desk)
    return "internal" if inside else "customer"


def _authors(message: Message) -> list[str]:
    return [one.spec for one in message.originators]


def _named(workspace: Workspace, conversation: Conversation, said: Sequence[Message]) -> list[str]:
    """Whom weak mails name that customers may see; who stands in a stranger's mail waits for the stranger first."""
    weak = (one for one in said if one.visibility == "customer" and not one.quarantined)
    return [one.spec for mail in weak for one in newcomers(mail, conversation, workspace.desk)]


def _joined(workspace: Workspace, conversation: Conversation, spec: str, waiting: Sequence[Message]) -> Conversation:
    settled = {unproven(spec)} | {stranger_reason(one.originators[0].spec) for one in waiting if one.originators}
    changes: dict[str, Any] = {
        "participants": conversation.participants | {key(spec)},
        "changed_at": workspace.now(),
    }
    if conversation.status in ("waiting", "closed") and any(one.kind in ANSWERING for one in waiting):
        changes |= {"status": "open", "closed_at": None}
    return conversation.calmed(settled).amended(**changes)
