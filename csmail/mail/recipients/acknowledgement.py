"""Whom a machine writes to, to acknowledge or by a rule: the one author, or nobody (correct-mail 10.1)."""

from __future__ import annotations

from csmail.mail.address import is_internal, is_own, key
from csmail.mail.autoreply.trust import form_customer
from csmail.mail.recipients.audience_builder import OURS, UNREAD, AudienceBuilder, in_field
from csmail.mail.recipients.lists import list_keys, original_author
from csmail.mail.recipients.sender import addressed
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

AUTHOR_ONLY = Reason("author_only_told")
TO_AUTHOR = Reason("machine_answers_author")
VERDICTS = {OURS: "own_address", UNREAD: "noreply_sender"}
"""The row of the verdict (correct-mail section 10.2) that what speaks against an address belongs to."""


def acknowledgement(message: Message, desk: Desk) -> Audience:
    """The one author in From, never Cc, never Reply-To (RFC 3834 section 4), except of a configured form or list.

    "no_reply" whenever a machine may not answer: the message's own verdict is believed, and checked again here.
    """
    return _of_machine(message, desk, copies=False)


def automatic_reply(message: Message, desk: Desk) -> Audience:
    """Whom a reply by a rule goes to: as an acknowledgement, with the desk's own blind copies (A-7)."""
    return _of_machine(message, desk, copies=True)


def _of_machine(message: Message, desk: Desk, copies: bool) -> Audience:
    gathering = AudienceBuilder(desk, message)
    chosen, field = _author(message, desk)
    reason = "" if message.verdict.allowed else message.verdict.reason
    reason = reason or _why_no_acknowledgement(chosen, message, desk)
    if reason:
        gathering.leave_all(chosen, in_field(field, message).because(Reason(reason)))
    else:
        # Without the name beside it: a forged From puts an advertisement there (threat 10, reflected words).
        gathering.add("to", [Address(one.spec) for one in chosen], in_field(field, message))
    gathering.leave_all((*message.to, *message.cc), AUTHOR_ONLY)
    gathering.leave_all(message.reply_to, TO_AUTHOR)
    if copies and not reason:
        gathering.add_standing_copies()
    return gathering.audience("no_reply" if reason else "send", reason)


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
    why = AudienceBuilder(desk).why_not(chosen[0].spec)
    if not why and key(chosen[0].spec) in list_keys(message):
        return "list_header"
    return VERDICTS.get(why, "undeliverable_sender") if why else ""
