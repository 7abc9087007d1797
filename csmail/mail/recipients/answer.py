"""Whom an answer goes to, with the reason for every address used or left out (correct-mail sections 3 to 8)."""

from __future__ import annotations

from csmail.mail.address import is_own, key
from csmail.mail.recipients.audience_builder import AudienceBuilder
from csmail.mail.recipients.considered import add_others, begun, considered, widened, without_newcomers
from csmail.mail.recipients.doubts import unproven
from csmail.mail.recipients.target import Target, target
from csmail.mail.transcript import is_spoken
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

AUTHOR_ONLY = Reason("author_only_answered")
UNSEEN = Reason("not_addressed_visibly")
NOT_FOLLOWED = Reason("followup_leaves_out")


def reply(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The author of `message` alone (A-1); of a mail of ours: whom it went to. `history` is what came before it."""
    whom = considered(message, history, desk, conversation)
    gathering = _to_author(whom, message, desk, conversation)
    if unproven(gathering, message, history, conversation):
        whom = without_newcomers(whom, history, conversation)
        gathering = _to_author(whom, message, desk, conversation)
    return _answer(gathering, whom.reason)


def reply_all(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The author in To, everybody else whom `message` addressed in Cc (A-1, A-2).

    Shrinks to the author when the message came to us blind (A-4) or a person has to decide (A-10).
    """
    whom = considered(message, history, desk, conversation)
    if not whom.reason and "blind_delivery" not in whom.flags:
        whom = widened(whom, message, desk)
    gathering = _to_all(whom, message, desk, conversation)
    if unproven(gathering, message, history, conversation):
        whom = without_newcomers(whom, history, conversation)
        gathering = _to_all(whom, message, desk, conversation)
    if not whom.reason and _misses_customer(gathering, message, conversation):
        gathering.flag("requester_not_addressed")
    return _answer(gathering, whom.reason)


def _to_author(whom: Target, message: Message, desk: Desk, conversation: Conversation) -> AudienceBuilder:
    gathering = begun(whom, message, desk, conversation)
    gathering.leave_all((*message.to, *message.cc), AUTHOR_ONLY)
    return gathering


def _to_all(whom: Target, message: Message, desk: Desk, conversation: Conversation) -> AudienceBuilder:
    gathering = begun(whom, message, desk, conversation)
    blind = "blind_delivery" in whom.flags
    others = (*message.to, *message.cc)
    if whom.reason or blind:
        gathering.leave_all(others, Reason.of("person_decides", why=whom.reason) if whom.reason else UNSEEN)
    elif whom.source == "Mail-Followup-To":
        gathering.leave_all(others, NOT_FOLLOWED)
    else:
        add_others(gathering, message, whom, conversation)
    return gathering


def follow_up(history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The audience of the newest message that customers saw, whoever wrote it (A-5 to A-8)."""
    for index in reversed(range(len(history))):
        message = history[index]
        if is_spoken(message):
            return reply_all(message, history[:index], desk, conversation)
    return AudienceBuilder(desk).audience("hold", "no_reply_target")


def requester(message: Message, desk: Desk) -> Address | None:
    """Whose matter a conversation that begins with `message` is: whom a reply would answer, else who wrote it.

    A Reply-To that points back at the desk, at nobody or at a whole list names no customer (R-1 to R-3).
    """
    authors = message.originators
    if len(authors) == 1 and not (message.reply_to or desk.trust.lists or is_own(authors[0].spec, desk)):
        return authors[0]  # nearly every mail, 100 us sooner: only one of these three names anybody else
    people = target(message, desk).addresses or authors
    return people[0] if people else None


def seen_by(audience: Audience) -> frozenset[str]:
    """Address keys of everybody whom a reader of the mail sees in it."""
    return frozenset(key(one.spec) for one in (audience.sender, *audience.to, *audience.cc))


def _answer(gathering: AudienceBuilder, reason: str) -> Audience:
    if not reason and not gathering.places["to"] and not gathering.places["cc"]:
        reason = "all_recipients_bounced" if "bounced_recipient" in gathering.flags else "no_reply_target"
    if gathering.seen:
        gathering.add_standing_copies()
    return gathering.audience("hold", reason) if reason else gathering.audience()


def _misses_customer(gathering: AudienceBuilder, message: Message, conversation: Conversation) -> bool:
    """A colleague of hers answered us alone: she is not added, but a person may want to know (CUS-004)."""
    customer = conversation.customer
    return customer is not None and message.direction == "in" and key(customer.spec) not in gathering.seen
