"""The answer of a department: a note that stays inside, and a person who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from csmail.mail.address import is_internal, is_own, key
from csmail.model.conversation import Conversation
from csmail.model.department import Inquiry
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason


def cited(conversation: Conversation, mails: Iterable[Message]) -> frozenset[str]:
    """Whom of the departments that were asked here (keys) one of these mails of ours asked.

    An answer to such a mail is said inside, whoever else gets it.
    """
    asked = frozenset(key(one.to) for one in conversation.inquiries)
    inside = (one for one in mails if asked and one.direction == "out" and one.visibility == "internal")
    return asked & {key(to.spec) for one in inside for to in one.to}


def heard(conversation: Conversation, message: Message, asked: frozenset[str], now: datetime) -> Conversation:
    """The conversation after a note of the house; `asked` is whom the mail asked that it answers."""
    authors = asked | {key(one.spec) for one in message.originators}
    answered = [one for one in conversation.inquiries if one.answered_at is None and key(one.to) in authors]
    if not answered:
        return conversation
    inquiries = tuple(replace(one, answered_at=now) if one in answered else one for one in conversation.inquiries)
    silent = [Reason.of("department_silent", department=one.department) for one in answered]
    return conversation.amended(inquiries=inquiries).calmed(silent)


def answering(conversation: Conversation, now: datetime) -> Inquiry | None:
    """The question that was answered just now."""
    return next((one for one in conversation.inquiries if one.answered_at == now), None)


def inside(message: Message, desk: Desk) -> tuple[Message, tuple[str, ...]]:
    """The note without those outside who were copied in, and who they were: nobody answers them all from here."""
    outside = [one for one in (*message.to, *message.cc) if not (is_own(one.spec, desk) or is_internal(one.spec, desk))]
    kept = replace(
        message,
        to=tuple(one for one in message.to if one not in outside),
        cc=tuple(one for one in message.cc if one not in outside),
    )
    return kept, tuple(one.spec for one in outside)
