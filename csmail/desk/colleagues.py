"""How a conversation changes because a mail of the house arrived: our answer, or a note of a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from csmail.desk import inquiries
from csmail.desk.conversation_update import asks, people
from csmail.mail import house, threading, transcript
from csmail.mail.address import is_own
from csmail.mail.house import Part
from csmail.mail.passed_on import author
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message, RawMessage
from csmail.model.reason import Reason

UNPROVEN = "unproven_colleague"
FLAGS: dict[Part, str] = {"answer": "our_answer", "note": "internal_note"}


def doubted(joined: threading.ThreadMatch) -> threading.ThreadMatch:
    """The join of what only claims to be a colleague's mail: like a stranger's it is shown, and answers nothing."""
    flags = tuple(dict.fromkeys((*joined.flags, UNPROVEN, "quarantined")))
    return replace(joined, quarantined=True, reopens=False, flags=flags)


def passed_on(
    raw: RawMessage, message: Message, joined: threading.ThreadMatch, desk: Desk
) -> tuple[Message, threading.ThreadMatch]:
    """A mail that begins a matter: of the customer, when a colleague passes hers on; she is answered, he told of it."""
    if joined.conversation or not joined.opens:
        return message, joined
    customer = author(message, raw, desk)
    if customer is None:
        return message, joined
    told = replace(joined, flags=(*joined.flags, threading.TOLD), visibility="customer")
    return replace(message, reply_to=(customer,)), told


def is_current(message: Message, history: Sequence[Message]) -> bool:
    """Whether an answer of ours is one to the newest question: said after it, or naming it."""
    asked = transcript.question(history)
    if asked is None or message.received_at >= asked.received_at:
        return True
    return bool(asked.message_id) and asked.message_id in message.in_reply_to


def spoken(message: Message, part: Part, conversation: Conversation, current: bool, now: datetime) -> Message:
    """The mail as it is kept. A current answer makes drafts stale that were written before it was found."""
    if part == "note":
        writer = message.originators[0].spec if message.originators else ""
        return replace(message, direction="note", visibility="internal", weak=False, author=writer)
    found = max(now, conversation.changed_at) + timedelta(microseconds=1)
    news = current and not conversation.backlog
    return replace(message, direction="out", visibility="customer", weak=False, found_at=found if news else None)


def sent(message: Message, part: Part, conversation: Conversation, current: bool, now: datetime) -> Message:
    """The mail from the Sent mailbox as it is kept: our answer, or what we wrote to others about the matter."""
    if part == "note":
        return replace(message, direction="out", visibility="internal", automatic=False, weak=False)
    return replace(spoken(message, part, conversation, current, now), automatic=False)


def sent_by_machine(message: Message) -> Message:
    """A mail from the Sent mailbox that no person wrote, as it is kept: it answers nothing."""
    return replace(message, direction="out", automatic=True, weak=False)


def sent_into(conversation: Conversation, message: Message, current: bool, desk: Desk, now: datetime) -> Conversation:
    """The conversation after our answer from the Sent mailbox: as after one that we sent ourselves; closed it stays."""
    after = answered(conversation, message, current and conversation.status == "open", desk, now)
    first = min(after.answered_at or now, message.received_at)
    return (after.answered() if current else after).amended(answered_at=first)


def answered(conversation: Conversation, message: Message, current: bool, desk: Desk, now: datetime) -> Conversation:
    """The conversation after our answer: it waits for the customer, unless she asked again since."""
    changes: dict[str, Any] = {
        "changed_at": now,
        "participants": conversation.participants | people(message),
        "answered_at": conversation.answered_at or min(message.received_at, now),
    }
    if current and conversation.status != "spam":
        changes.update(status="waiting", closed_at=None)
    turn = Turn(min(message.received_at, now), "answered", message.key, house.sent_by(message, desk))
    return conversation.amended(**changes).turned(turn)


def asked_since(
    conversation: Conversation, message: Message, history: Sequence[Message], now: datetime
) -> Conversation:
    """The conversation in which a customer asked after an answer of which we learn late: that question waits anew."""
    later = (one for one in history if one.received_at > message.received_at)
    asked = next((one for one in later if asks(conversation, one)), None)
    if asked is None or any(turn.key == asked.key for turn in conversation.turns):
        return conversation
    return conversation.turned(Turn(min(asked.received_at, now), "asked", asked.key))


def noted(conversation: Conversation, message: Message, reopens: bool, desk: Desk, now: datetime) -> Conversation:
    """The conversation after a colleague or a specialist wrote to us alone: a person reads it."""
    author = message.originators[0].spec
    changes: dict[str, Any] = {"changed_at": now}
    if is_own(author, desk):
        return conversation.amended(**changes)
    if reopens and conversation.status in ("waiting", "closed"):
        changes.update(status="open", closed_at=None)
    return conversation.amended(**changes).needing(_need(conversation, author, now))


def _need(conversation: Conversation, author: str, now: datetime) -> Reason:
    answered = inquiries.answering(conversation, now)
    if answered is not None:
        return Reason.of("department_answered", department=answered.department, author=author)
    if conversation.escalations:
        return Reason.of("specialist_wrote", author=author)
    return Reason.of("colleague_wrote", author=author)


def begun(conversation: Conversation, message: Message, desk: Desk) -> Conversation:
    """A conversation that we began from another mail program: the matter of whom we wrote to."""
    to = house.strangers(message, desk)
    return conversation.amended(customer=to[0] if to else conversation.customer)
