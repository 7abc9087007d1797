"""Why a person should look at the recipients of an answer before it leaves (correct-mail R-9, A-10, B-5)."""

from __future__ import annotations

from csmail.mail.address import is_internal, is_own, key
from csmail.mail.autoreply import trust
from csmail.mail.autoreply.facts import facts_of
from csmail.mail.autoreply.trust import dmarc, forged_form, is_forged
from csmail.mail.mime import headers
from csmail.mail.recipients.audience_builder import AudienceBuilder
from csmail.mail.recipients.sender import addressed
from csmail.mail.recipients.target import Target
from csmail.mail.threading.proof import admitted, answering
from csmail.mail.transcript import had_blind_copy, is_shown
from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message

FORGED_FORM = "form_not_vouched"
FORWARDED = ("X-Forwarded-To", "X-Forwarded-For")


def doubt(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> str:
    """A reason code, "" when the author may be answered without asking. Our own mail and that of colleagues may."""
    if message.direction == "out":
        return ""
    if message.visibility == "internal":
        return _blind(message, history, desk)
    if is_forged(facts_of(message), desk):
        return "authentication_failed"
    # The verdict may name another row.
    if forged_form(facts_of(message), desk):
        return FORGED_FORM
    if is_forwarded(message, desk):
        return "auto_forwarded"
    if not any(map(is_shown, history)):
        return ""
    return _stranger(message, history, desk, conversation)


def _blind(message: Message, history: tuple[Message, ...], desk: Desk) -> str:
    """Who had a blind copy is answered alone (B-5). That he wrote to others as well, who now know of it, is a question
    for a person; so is a name that somebody borrowed."""
    if not had_blind_copy(message, history) or all(is_internal(one.spec, desk) for one in message.originators):
        return ""
    if is_forged(facts_of(message), desk):
        return "authentication_failed"
    told = any(not is_own(one.spec, desk) for one in (*message.to, *message.cc))
    return "blind_recipient_replied" if told or message.weak else ""


def is_forwarded(message: Message, desk: Desk) -> bool:
    """A copy that some mailbox passes on by itself: its visible addresses never meant us (CUS-016)."""
    return not addressed(message, desk) and any(headers.values(message.header, name) for name in FORWARDED)


def _stranger(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> str:
    authors = trust.authors(message, desk)
    if not authors or any(_belongs(one, conversation) or is_own(one.spec, desk) for one in authors):
        return ""
    if all(is_internal(one.spec, desk) for one in authors):
        return ""
    if had_blind_copy(message, history):
        return "blind_recipient_replied"
    if is_vouched(message, desk, conversation):
        return ""
    return "unknown_sender_in_thread"


def is_vouched(message: Message, desk: Desk, conversation: Conversation) -> bool:
    """An authenticated stranger who keeps the customer in the picture: the answer hides nothing from her (CUS-006)."""
    customer = conversation.customer
    if customer is None or not desk.trust.authserv_ids:
        return False
    shown = {key(one.spec) for one in (*message.to, *message.cc)}
    return key(customer.spec) in shown and dmarc(facts_of(message), desk) == "pass"


def new_reply_to(target: Target, history: tuple[Message, ...], conversation: Conversation) -> bool:
    """A Reply-To that first appears in the middle of a thread diverts the answer: invoice fraud (R-9).

    What a weak mail said before makes it no better known: the same forger may have written both.
    """
    if target.source != "Reply-To" or not any(map(is_shown, history)):
        return False
    before = answering(history)
    return any(key(one.spec) not in before and not _belongs(one, conversation) for one in target.addresses)


def unproven(
    audience: AudienceBuilder, message: Message, history: tuple[Message, ...], conversation: Conversation
) -> bool:
    """Whether a weak mail would bring somebody into the answer whom neither a person nor a proven mail let in."""
    if not message.weak:
        return False
    known = admitted(history, conversation)
    if is_vouched(message, audience.desk, conversation):
        known |= {key(one.spec) for one in message.originators}
    return any(key(one.spec) not in known for one in (*audience.places["to"], *audience.places["cc"]))


def _belongs(address: Address, conversation: Conversation) -> bool:
    return key(address.spec) in conversation.participants
