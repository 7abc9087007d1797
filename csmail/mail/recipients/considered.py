"""The target of an answer after everything that could speak against it was looked at."""

from __future__ import annotations

from dataclasses import replace

from csmail.mail import house
from csmail.mail.address import is_internal, key
from csmail.mail.recipients.audience_builder import AudienceBuilder, in_field, named
from csmail.mail.recipients.doubts import doubt, is_forwarded, new_reply_to
from csmail.mail.recipients.lists import followup_to
from csmail.mail.recipients.sender import addressed
from csmail.mail.recipients.target import Target, target
from csmail.mail.threading.proof import admitted
from csmail.model.address import Address
from csmail.model.audience import Origin
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

DIVERTED = Reason("reply_to_new")
UNPROVEN = Reason("unproven_name")
INSIDE = Reason("internal_stays_internal")


def considered(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Target:
    """The target with the reason why a person has to look, and with all flags."""
    whom = target(message, desk)
    reason = whom.reason or doubt(message, history, desk, conversation)
    if new_reply_to(whom, history, conversation):
        reason = reason or "new_reply_to_in_thread"
        diverted = tuple(Origin(one.spec, "out", DIVERTED) for one in whom.addresses)
        whom = replace(whom, addresses=message.originators, source="From", left_out=(*whom.left_out, *diverted))
    flags = list(whom.flags)
    if message.direction == "in" and not house.is_ours(message, desk) and not addressed(message, desk):
        flags.append("blind_delivery")
    if is_forwarded(message, desk):
        flags.append("auto_forwarded")
    return replace(whom, reason=reason, flags=tuple(flags))


def without_newcomers(whom: Target, history: tuple[Message, ...], conversation: Conversation) -> Target:
    """The target for a person to decide about, less whomever a mail that anybody could have written brings in.

    A stranger whom a person has to decide about for another reason stays, as the author of his own mail: there is
    nobody else to suggest. Whom a mail in our own name was sent to is no author of it.
    """
    known = admitted(history, conversation)
    kept = tuple(one for one in whom.addresses if key(one.spec) in known)
    brought = tuple(Origin(one.spec, "out", UNPROVEN) for one in whom.addresses if key(one.spec) not in known)
    if whom.reason and not kept and whom.source != "To":
        return whom
    return replace(
        whom, addresses=kept, reason=whom.reason or "unproven_recipient", left_out=(*whom.left_out, *brought)
    )


def widened(whom: Target, message: Message, desk: Desk) -> Target:
    """The target as Mail-Followup-To wants it, where that may be believed (R-8)."""
    wanted = followup_to(message, desk) if whom.source != "To" else ()
    return replace(whom, addresses=wanted, source="Mail-Followup-To") if wanted else whom


def begun(whom: Target, message: Message, desk: Desk, conversation: Conversation) -> AudienceBuilder:
    """A gathering with the target in To, and with everybody named there who is no target left out."""
    gathering = AudienceBuilder(desk, message, conversation.bounced)
    gathering.flags += whom.flags
    gathering.add("to", whom.addresses, in_field(whom.source, message))
    for origin in whom.left_out:
        if key(origin.spec) not in gathering.seen:
            gathering.leave(origin.spec, origin.why)
    instead = Reason.of("other_field_given", field=whom.source)
    gathering.leave_all(message.originators, instead if whom.source else Reason.of("person_decides", why=whom.reason))
    return gathering


def add_others(gathering: AudienceBuilder, message: Message, whom: Target, conversation: Conversation) -> None:
    """Everybody else whom the message addressed, visibly, in Cc (A-1, A-2)."""
    for field, addresses in (("To", message.to), ("Cc", message.cc)):
        crossing = [one for one in addresses if _crosses(one, message, gathering.desk, conversation)]
        gathering.leave_all(crossing, INSIDE)
        gathering.add("cc", (one for one in addresses if one not in crossing), in_field(field, message))
    gathering.add("cc", whom.lists, Reason("list_in_reply_to", named(message)))


def _crosses(address: Address, message: Message, desk: Desk, conversation: Conversation) -> bool:
    """Whether an answer to an internal message would reach the customer's side (X-2)."""
    if message.visibility != "internal" or is_internal(address.spec, desk):
        return False
    customer = conversation.customer
    return key(address.spec) in conversation.participants or bool(customer and key(customer.spec) == key(address.spec))
