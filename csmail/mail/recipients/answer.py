"""Whom an outgoing mail goes to, with the reason for every address used or left out (correct-mail sections 3 to 8)."""

from __future__ import annotations

from csmail.mail.address import is_internal, is_own, key
from csmail.mail.autoreply.loop_mark import has_our_mark
from csmail.mail.autoreply.trust import form_customer
from csmail.mail.recipients.audience_builder import Gathering, name_of
from csmail.mail.recipients.considered import add_others, begun, considered, widened, without_newcomers
from csmail.mail.recipients.doubts import unproven
from csmail.mail.recipients.lists import list_keys, original_author
from csmail.mail.recipients.requested import asked
from csmail.mail.recipients.requested import compose_new as compose_new
from csmail.mail.recipients.requested import replaced as replaced
from csmail.mail.recipients.requested import with_additions as with_additions
from csmail.mail.recipients.sender import addressed
from csmail.mail.recipients.target import Target, target
from csmail.mail.transcript import is_spoken
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message


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


def _to_author(whom: Target, message: Message, desk: Desk, conversation: Conversation) -> Gathering:
    gathering = begun(whom, message, desk, conversation)
    gathering.leave_all((*message.to, *message.cc), "a reply answers the author only")
    return gathering


def _to_all(whom: Target, message: Message, desk: Desk, conversation: Conversation) -> Gathering:
    gathering = begun(whom, message, desk, conversation)
    blind = "blind_delivery" in whom.flags
    others = (*message.to, *message.cc)
    if whom.reason or blind:
        why = f"a person has to decide ({whom.reason})" if whom.reason else "we were not addressed visibly"
        gathering.leave_all(others, why)
    elif whom.source == "Mail-Followup-To":
        gathering.leave_all(others, "Mail-Followup-To leaves it out")
    else:
        add_others(gathering, message, whom, conversation)
    return gathering


def follow_up(history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The audience of the newest message that customers saw, whoever wrote it (A-5 to A-8)."""
    for index in reversed(range(len(history))):
        message = history[index]
        if is_spoken(message):
            return reply_all(message, history[:index], desk, conversation)
    return Gathering(desk).audience("hold", "no_reply_target")


def requester(message: Message, desk: Desk) -> Address | None:
    """Whose matter a conversation that begins with `message` is: whom a reply would answer, else who wrote it.

    A Reply-To that points back at the desk, at nobody or at a whole list names no customer (R-1 to R-3).
    """
    authors = message.originators
    if len(authors) == 1 and not (message.reply_to or desk.trust.lists or is_own(authors[0].spec, desk)):
        return authors[0]  # nearly every mail, 100 us sooner: only one of these three names anybody else
    people = target(message, desk).addresses or authors
    return people[0] if people else None


def acknowledgement(message: Message, desk: Desk) -> Audience:
    """The one author in From, never Cc, never Reply-To (RFC 3834 section 4), except of a configured form or list.

    "no_reply" whenever a machine may not answer: the message's own verdict is believed, and checked again here.
    """
    return _of_machine(message, desk, copies=False)


def automatic_reply(message: Message, desk: Desk) -> Audience:
    """Whom a reply by a rule goes to: as an acknowledgement, with the desk's own blind copies (A-7)."""
    return _of_machine(message, desk, copies=True)


def _of_machine(message: Message, desk: Desk, copies: bool) -> Audience:
    gathering = Gathering(desk, message)
    chosen, field = _author(message, desk)
    reason = "" if message.verdict.allowed else message.verdict.reason
    reason = reason or _why_no_acknowledgement(chosen, message, desk)
    if reason:
        gathering.leave_all(chosen, f"{field} of {name_of(message)}: {reason}")
    else:
        # Without the name beside it: a forged From puts an advertisement there (threat 10, reflected words).
        gathering.add("to", [Address(one.spec) for one in chosen], f"{field} of {name_of(message)}")
    gathering.leave_all((*message.to, *message.cc), "only the author is told")
    gathering.leave_all(message.reply_to, "a machine answers the author (RFC 3834 section 4)")
    if copies and not reason:
        gathering.add_standing_copies()
    return gathering.audience("no_reply" if reason else "send", reason)


def seen_by(audience: Audience) -> frozenset[str]:
    """Address keys of everybody whom a reader of the mail sees in it."""
    return frozenset(key(one.spec) for one in (audience.sender, *audience.to, *audience.cc))


def forward(
    to: tuple[str, ...], message: Message | None, desk: Desk, conversation: Conversation | None = None
) -> Audience:
    """The targets and nobody else (X-3). A target that is ours is refused, one the customer knows is held (X-4).

    What we sent ourselves and somebody's mailbox sends on to us is handed to nobody: he would get it without end.
    Raises UsageError for a target that is no address.
    """
    targets = [asked(one) for one in to]
    gathering = Gathering(desk, message, inside=True)
    gathering.add("to", targets, "target of the forward")
    met = gathering.seen & _outsiders(message, desk, conversation)
    if message is not None:
        people = (*message.originators, *message.to, *message.cc)
        gathering.leave_all(people, "the mail is attached, its addresses are not carried along")
    if message is not None and message.kind == "bounce":
        return Gathering(desk, message).audience("no_reply", "bounce_dsn")
    if message is not None and has_our_mark(message, desk):
        return gathering.audience("no_reply", "loop_header")
    if any(is_own(one.spec, desk) for one in targets):
        return gathering.audience("no_reply", "loop_target")
    if not gathering.seen:
        return gathering.audience("hold", "no_reply_target")
    return gathering.audience("hold", "target_is_participant") if met else gathering.audience()


def _answer(gathering: Gathering, reason: str) -> Audience:
    if not reason and not gathering.places["to"] and not gathering.places["cc"]:
        reason = "all_recipients_bounced" if "bounced_recipient" in gathering.flags else "no_reply_target"
    if gathering.seen:
        gathering.add_standing_copies()
    return gathering.audience("hold", reason) if reason else gathering.audience()


def _misses_customer(gathering: Gathering, message: Message, conversation: Conversation) -> bool:
    """A colleague of hers answered us alone: she is not added, but a person may want to know (CUS-004)."""
    customer = conversation.customer
    return customer is not None and message.direction == "in" and key(customer.spec) not in gathering.seen


def _author(message: Message, desk: Desk) -> tuple[tuple[Address, ...], str]:
    """Who wrote it, with the field that says so: forms and trusted lists put an address of theirs into From."""
    form = form_customer(message, desk)
    if form:
        return form, "Reply-To"
    lists = list_keys(message)
    rewritten = all(is_own(one.spec, desk) or key(one.spec) in lists for one in message.originators)
    behind = original_author(message, desk) if rewritten else ()
    return (behind, "X-Original-From") if behind else (message.originators, "From")


def _why_no_acknowledgement(chosen: tuple[Address, ...], message: Message, desk: Desk) -> str:
    """A reason code of correct-mail section 10.2, "" when the author may be told."""
    if len({key(one.spec) for one in chosen}) != 1:
        return "ambiguous_sender" if chosen else "malformed_originator"
    if is_internal(chosen[0].spec, desk):
        return "internal_sender"
    if not addressed(message, desk):
        return "not_addressed"
    why = Gathering(desk).why_not(chosen[0].spec)
    if not why and key(chosen[0].spec) in list_keys(message):
        return "list_header"
    codes = {"": "", "our own address": "own_address", "nobody reads there": "noreply_sender"}
    return codes.get(why, "undeliverable_sender")


def _outsiders(message: Message | None, desk: Desk, conversation: Conversation | None) -> set[str]:
    """Everybody on the customer's side of the matter."""
    people = (*message.originators, *message.to, *message.cc) if message else ()
    known = {key(one.spec) for one in people} | (conversation.participants if conversation else set())
    return {one for one in known if not is_internal(one, desk)}
