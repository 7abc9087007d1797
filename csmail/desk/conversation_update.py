"""How a conversation changes because a message arrived, before any rule is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from csmail.mail import recipients, threading
from csmail.mail.address import key
from csmail.mail.autoreply import trust
from csmail.mail.order import SKEW
from csmail.mail.threading.proof import newcomers
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

SPEAKING = frozenset({"human", "calendar", "list"})
"""Kinds that somebody may have to answer; conversations of other kinds begin closed, unless a rule reopens them."""
ANSWERING = frozenset({"human", "calendar"})
NAMED = 5
"""Newcomers of one weak mail that a conversation asks a person about, one by one."""
NEEDS = ("unreadable", "structure_refused", "encrypted", "signed_unreadable")
"""Defects of a message for which a person has to look; the reason has the same code."""


def new_conversation(id: str, message: Message, desk: Desk, now: datetime, backlog: bool) -> Conversation:
    """A new conversation about this message."""
    return Conversation(
        id=id,
        desk=message.desk,
        opened_at=now,
        changed_at=now,
        subject=message.subject,
        customer=recipients.requester(message, desk),
        language=message.language,
        status="open" if message.kind in SPEAKING else "closed",
        closed_at=None if message.kind in SPEAKING else now,
        backlog=backlog,
    )


def with_arrival(
    conversation: Conversation, message: Message, joined: threading.ThreadMatch, desk: Desk, now: datetime
) -> Conversation:
    """The conversation with this message in it: participants, clock, what asks for a person."""
    changes: dict[str, Any] = {"changed_at": now}
    if message.kind in ANSWERING:
        changes["last_in_at"] = _heard_at(conversation, message, now)
    if joined.quarantined:
        sender = message.originators[0].spec if message.originators else "somebody"
        needing = conversation.needing(stranger_reason(sender))
        return needing.amended(**changes)
    if message.visibility == "customer" and message.kind in SPEAKING:
        changes["participants"] = conversation.participants | _brought(message, conversation, desk)
    if joined.reopens and conversation.status in ("waiting", "closed"):
        changes.update(status="open", closed_at=None)
    changed = _asked(conversation.amended(**changes), message, now)
    if message.visibility == "customer" and message.kind in SPEAKING:
        for one in newcomers(message, conversation, desk)[:NAMED]:
            changed = changed.needing(unproven(one.spec))
    if threading.BLIND in joined.flags:
        changed = changed.needing(Reason.of("blind_copy_answered", sender=message.originators[0].spec))
    if threading.TOLD in joined.flags:
        changed = _told(changed, message)
    return _bounced(_absent(_read(changed, message), message, now), message)


def _asked(conversation: Conversation, message: Message, now: datetime) -> Conversation:
    """The clocks run: by when our server had the mail, never by the Date he wrote."""
    if not asks(conversation, message):
        return conversation
    return conversation.turned(Turn(min(message.received_at, now), "asked", message.key))


def asks(conversation: Conversation, message: Message) -> bool:
    """Whether a person wrote to us and is owed an answer; for what lay there before the desk began nobody is."""
    if message.direction != "in" or message.visibility != "customer" or message.quarantined:
        return False
    if message.kind not in ANSWERING:
        return False
    return not (conversation.backlog and message.received_at <= conversation.opened_at)


def _read(conversation: Conversation, message: Message) -> Conversation:
    for defect in (defect for defect in NEEDS if defect in message.defects):
        conversation = conversation.needing(Reason(defect))
    return conversation


def _absent(conversation: Conversation, message: Message, now: datetime) -> Conversation:
    """Somebody whom we asked is away: the next step of the ladder is due."""
    if message.kind != "autoreply" or not conversation.escalations:
        return conversation
    away = frozenset(key(one.spec) for one in message.originators)
    ups = conversation.escalations
    told = tuple(replace(up, absent=True) if key(up.to) in away and not up.passed_over else up for up in ups)
    return conversation if told == ups else conversation.amended(escalations=told, next_moment=now)


def _told(conversation: Conversation, message: Message) -> Conversation:
    """The customer's matter as a colleague told us of it: she did not see his words, nor does he belong to it."""
    authors = frozenset(key(one.spec) for one in message.originators)
    customer = frozenset(key(one.spec) for one in message.reply_to)
    return conversation.amended(participants=(conversation.participants - authors) | customer).needing(
        Reason.of("forwarded_by_colleague", by=message.originators[0].spec)
    )


def _heard_at(conversation: Conversation, message: Message, now: datetime) -> datetime:
    """When somebody wrote, by our clock: what we write is compared with it.

    The mail was not here when the conversation last changed, so a server within SKEW that says it was is behind; one
    that names a moment to come is ahead.
    """
    said = min(message.received_at, now)
    changed = conversation.changed_at
    if said <= changed < now and changed - said <= SKEW:
        said = changed + timedelta(microseconds=1)
    return max(said, conversation.last_in_at or said)


def stranger_reason(sender: str) -> Reason:
    """How a conversation says that a stranger wrote into it; gone when he is accepted, or his mail split off."""
    return Reason.of("stranger_wrote", sender=sender)


def unproven(named: str) -> Reason:
    """How a conversation says that a weak mail names somebody; gone when he is accepted, or the mail split off."""
    return Reason.of("unproven_named", named=named)


def _brought(message: Message, conversation: Conversation, desk: Desk) -> frozenset[str]:
    """Whom a message makes participants; a weak one nobody but the customer, whom it may still be from.

    A form is none: whoever fills it in next would belong to every conversation that began there.
    """
    named = trust.without_forms(people(message), desk) | {key(one.spec) for one in trust.authors(message, desk)}
    if not message.weak:
        return named
    customer = {key(conversation.customer.spec)} if conversation.customer else set()
    return frozenset(customer & named)


def people(message: Message) -> frozenset[str]:
    """Address keys of everybody a message names in From, To or Cc."""
    return frozenset(key(one.spec) for one in (*message.originators, *message.to, *message.cc))


def _bounced(conversation: Conversation, message: Message) -> Conversation:
    report = message.report
    if report is None or message.kind != "bounce" or not report.failed:
        return conversation
    failed = frozenset(map(key, report.failed))
    marked = conversation.bounced | failed if report.permanent else conversation.bounced
    what = Reason.of("bounced", to=", ".join(report.failed), diagnostic=report.diagnostic[:200].strip())
    if not report.permanent:
        return conversation.amended(bounced=marked)
    if conversation.customer is not None and key(conversation.customer.spec) in failed:
        conversation = conversation.turned(Turn(message.received_at, "came_back"))
    looked_at = message.received_at  # the next step of the ladder, where it was a specialist
    return conversation.amended(bounced=marked, status="open", closed_at=None, next_moment=looked_at).needing(what)
