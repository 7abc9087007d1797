"""Splits messages off a conversation into one of their own, or back into the one they were merged from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from csmail.desk.by_hand.rearrange import Rearranged, carried_out, counted, found, moved, receipt
from csmail.desk.conversation_update import ANSWERING, new_conversation, people, stranger_reason, unproven
from csmail.desk.history import thin
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound, Refused, UsageError
from csmail.mail import identity
from csmail.mail.order import ordered
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt
from csmail.model.task import Draft

SHORTEST = 4
SPEAKING = ("in", "out")
UNDECIDED = ("waiting", "approved")


def split(workspace: Workspace, id: str, named: Sequence[str], by: str, dry_run: bool = False) -> Rearranged:
    """Move the messages named (a content key or its beginning, or a Message-ID) out of the conversation `id`.

    Raises NotFound (no such message), UsageError (ambiguous, nobody wrote any of them), Refused (none would be left),
    Busy and Conflict (try again), StoreError.
    """
    return carried_out(workspace, lambda: _decided(workspace, id, named, by), dry_run)


def _decided(workspace: Workspace, id: str, named: Sequence[str], by: str) -> Rearranged:
    source = found(workspace, id)
    said = ordered([thin(one) for one in workspace.store.newest(source.id)][::-1])
    keys = frozenset(_message(said, name).key for name in named)
    going = [one for one in said if one.key in keys]
    staying = [one for one in said if one.key not in keys]
    if not any(one.direction in SPEAKING for one in staying):
        raise Refused(Reason.of("no_mail_left", id=source.id), Reason("advice_name_some"))
    first = next((one for one in going if one.direction == "in"), None)
    if first is None:
        raise UsageError(Reason("none_written_to_us"), Reason("advice_name_beginning"))
    before = _revived(workspace, source, going)
    target = _begun(workspace, source, before, workspace.store.message(first.key) or first, going)
    changes = moved(workspace, keys, source.id, target.id)
    changes = replace(changes, drafts=(*changes.drafts, *_bereft(workspace, source, changes.drafts)))
    how = "given_back" if before else "split_off"
    did = (Reason.of(how, into=target.id, source=source.id, **counted(changes)),)
    after = _lessened(source, target, going, staying).amended(changed_at=workspace.now())
    told = (receipt(workspace, "split", source, by, did), receipt(workspace, "split", target, by, did))
    return Rearranged(target, did, _whole(changes, (target, after), told))


def _bereft(workspace: Workspace, source: Conversation, going: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts that stay where something is gone that they may have answered."""
    ids = {one.id for one in going}
    for one in workspace.store.drafts(source.id):
        if one.id not in ids and one.state in UNDECIDED:
            yield replace(one, rearranged=True)


def _whole(changes: Changes, conversations: tuple[Conversation, ...], told: tuple[Receipt, ...]) -> Changes:
    """The stranger of the old conversation is the customer of the new one, which needs no proof of its first mail."""
    first = next(one.key for one in ordered(changes.messages) if one.direction == "in")
    freed = tuple(
        replace(one, quarantined=False, visibility="customer", weak=False)
        if one.quarantined or one.key == first
        else one
        for one in changes.messages
    )
    return replace(changes, messages=freed, conversations=conversations, receipts=(*changes.receipts, *told))


def _message(said: Sequence[Message], name: str) -> Message:
    bracketed = name if name.startswith("<") else f"<{name}>"
    found = [one for one in said if one.message_id == bracketed]
    if not found and len(name) >= SHORTEST:
        found = [one for one in said if one.key.startswith(name.lower())]
    if not found:
        raise NotFound(Reason.of("no_message_here", name=name), Reason("advice_show_tells"))
    if len(found) > 1:
        raise UsageError(Reason.of("name_of_several", name=name, count=len(found)), Reason("advice_more"))
    return found[0]


def _revived(workspace: Workspace, source: Conversation, going: Iterable[Message]) -> Conversation | None:
    """The conversation that one of these messages once opened: the customer may know its number."""
    for message in going:
        for attempt in range(3):
            id = identity.conversation_id(message.key, attempt)
            one = workspace.store.conversation(id) if id in source.merged else None
            if one is not None and one.merged_into == source.id:
                return one
    return None


def _begun(
    workspace: Workspace, source: Conversation, before: Conversation | None, first: Message, going: Sequence[Message]
) -> Conversation:
    spoken = [one for one in going if one.direction in SPEAKING]
    arrived = [one.received_at for one in spoken if one.direction == "in"]
    answered = [one.received_at for one in spoken if one.direction == "out" and not one.automatic]
    desk, now = workspace.desk, workspace.now()
    begun = before or new_conversation(_fresh(workspace, first), first, desk, now, source.backlog).amended(
        tags=source.tags, priority=source.priority, assignee=source.assignee, acknowledged_at=source.acknowledged_at,
        assigned_at=source.assigned_at, opened_at=first.received_at, answered_at=min(answered, default=None),
    )  # fmt: skip
    seen = frozenset(one for message in spoken if message is first or not message.weak for one in people(message))
    return begun.amended(
        merged_into="", status="open", closed_at=None, changed_at=now, last_in_at=max(arrived),
        participants=begun.participants | seen, turns=(*_handovers(source), *_turns(source, going)), next_moment=now,
        served_by=source.served_by,
    )  # fmt: skip


def _handovers(source: Conversation) -> tuple[Turn, ...]:
    """Which desk served both: whoever splits a matter off hands it to nobody else."""
    return tuple(one for one in source.turns if one.kind == "transferred")


def _turns(source: Conversation, messages: Iterable[Message]) -> tuple[Turn, ...]:
    """The questions among the messages, and when each answer left; `turned` keeps a repeated question only once."""
    answered = {one.key: one for one in source.turns if one.kind == "answered"}
    found = []
    for message in messages:
        if message.key in answered:
            found.append(answered[message.key])
        elif message.direction == "in" and message.kind in ANSWERING and message.visibility == "customer":
            found.append(Turn(message.received_at, "asked", message.key))
    return tuple(sorted(found, key=lambda one: one.at)) if source.turns else ()


def _fresh(workspace: Workspace, first: Message) -> str:
    """The number that this message gives, or the next one that is free."""
    attempt = 0
    while workspace.store.taken((identity.conversation_id(first.key, attempt),)):
        attempt += 1
    return identity.conversation_id(first.key, attempt)


def _lessened(
    source: Conversation, target: Conversation, going: Iterable[Message], staying: Iterable[Message]
) -> Conversation:
    """Whoever stood in none but the messages that went is no participant any more."""
    gone = {one for message in going for one in people(message)}
    left = {one for message in staying if message.visibility == "customer" for one in people(message)}
    settled = {stranger_reason(one.originators[0].spec) for one in going if one.quarantined and one.originators}
    settled |= {unproven(one.spec) for mail in going if mail.weak for one in (*mail.reply_to, *mail.to, *mail.cc)}
    done = tuple(one for one in source.turns if one.kind not in ("asked", "answered"))
    return source.calmed(settled).amended(
        turns=(*_turns(source, staying), *done),
        next_moment=max((one.received_at for one in going), default=source.changed_at),
        participants=source.participants - (gone - left),
        merged=tuple(id for id in source.merged if id != target.id),
    )
