"""What a mail of the house is in its conversation: our answer, written in another mail program, or a note inside.

| what a stranger can do | what it gains |
| --- | --- |
| forge From of a colleague where no server that the desk believes vouches for it | quarantine: it answers nothing |
| the same at a desk that believes no server, without an id of the conversation | quarantine as well |
| have answers sent elsewhere by Reply-To | the mail is no answer of ours |
"""

from __future__ import annotations

import re
from typing import Literal

from csmail.mail.address import is_internal, is_own, key, parse_list
from csmail.mail.autoreply import trust
from csmail.mail.autoreply.facts import facts_of
from csmail.mail.mime import headers
from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message

Part = Literal["", "answer", "note", "doubtful"]
"""Our answer to the customer, something said inside, or what only claims to be one of these; "" for other mails."""
SPEAKING = frozenset({"human", "calendar"})
WRITTEN = SPEAKING | {"list"}
"""Kinds of mail that people write: list servers add their fields later, so "list" comes of a name such as webmaster."""
SENT = re.compile(
    r"(?:.*[/.])?(?:sent(?: (?:items|messages|mail))?|(?:pesan |item )?terkirim|gesendet(?:e (?:elemente|objekte))?)",
    re.IGNORECASE | re.DOTALL,
)


def part(message: Message, conversation: Conversation, desk: Desk, proven: bool, inside: bool = False) -> Part:
    """What `message`, which joins `conversation`, is there; `proven`: it cites a mail that its author can know.

    `inside`: it answers what we asked inside, so that it is no answer to a customer who is copied in.

    Where the customer is a colleague, only the agents are the house: everybody else there is a customer.
    """
    if message.kind in SPEAKING and _diverts(message, conversation, desk):
        return "doubtful"
    if message.kind not in SPEAKING or not _writes(message, conversation, desk):
        return "note" if proven and _is_asked(message, conversation, desk) else ""
    if not is_vouched(message, desk) or not (proven or desk.trust.authserv_ids or is_filed(message)):
        return "doubtful"
    return "answer" if outside(message, conversation, desk) and not inside else "note"


def is_named(message: Message, desk: Desk) -> bool:
    """Whether From names nobody but the desk and colleagues; no form or list that stands in for a customer (R-4)."""
    authors = message.originators
    if not authors or not all(is_own(one.spec, desk) or is_internal(one.spec, desk) for one in authors):
        return False
    facts = facts_of(message)
    if trust.trusted_form(facts, desk):
        return False
    own = any(is_own(one.spec, desk) for one in authors)
    elsewhere = any(not (is_own(one.spec, desk) or is_internal(one.spec, desk)) for one in message.reply_to)
    return not elsewhere and not (own and trust.trusted_list(facts, desk))


def is_ours(message: Message, desk: Desk) -> bool:
    """Whether nobody but the desk wrote it: by the addresses, not by the folder (A-6).

    A list or form that stands in for a customer outside, and whatever wants answers outside, is not (R-4).
    """
    if message.direction != "in":
        return message.direction == "out"
    if not bears_our_name(message, desk) or not all(is_own(one.spec, desk) for one in message.reply_to):
        return False
    return not trust.stands_in(facts_of(message), desk)


def bears_our_name(message: Message, desk: Desk) -> bool:
    """Whether From names nobody but the desk: a mail of ours that came back does, whatever brought it."""
    return bool(message.originators) and all(is_own(one.spec, desk) for one in message.originators)


def is_filed(message: Message) -> bool:
    """Whether it lies in a folder of sent mail, where only who has the mailbox puts something."""
    return message.place is not None and SENT.fullmatch(message.place.folder) is not None


def sent_part(message: Message, conversation: Conversation, desk: Desk) -> Part:
    """What a mail from the Sent mailbox is in its conversation: our answer, something said inside, "" for neither.

    Only who has the mailbox puts something there, but it may be a copy of what somebody else wrote.
    """
    if message.kind not in WRITTEN or not message.originators:
        return ""
    if not all(is_own(one.spec, desk) or is_internal(one.spec, desk) for one in message.originators):
        return ""
    if {key(one.spec) for one in message.originators} & _customer(conversation):
        return ""
    return "answer" if outside(message, conversation, desk) else "note"


def sent_by_machine(message: Message, desk: Desk) -> bool:
    """Whether a mail from the Sent mailbox was sent under our name by a program: an absence note of the provider."""
    ours = bool(message.originators) and all(is_own(one.spec, desk) for one in message.originators)
    return ours and message.automatic and message.kind in ("autoreply", "notification")


def sent_by(message: Message, desk: Desk) -> str:
    """Who of the house wrote a mail from the Sent mailbox: the colleague in Sender or From, else our address there.

    "" when it has neither: the address is not in the configuration.
    """
    sender, _ = parse_list(headers.first(message.header, "sender"))
    named = [one.spec for one in (*sender, *message.originators)]
    colleagues = (spec for spec in named if is_internal(spec, desk))
    return next(colleagues, next((spec for spec in named if is_own(spec, desk)), ""))


def is_vouched(message: Message, desk: Desk) -> bool:
    """Whether a server that the desk believes vouches for each author; true when it believes none (RFC 8601)."""
    if is_filed(message):
        return True
    return trust.vouched(facts_of(message), desk)


def begins(message: Message, desk: Desk) -> bool:
    """Whether the desk wrote to somebody outside first, from another program."""
    own = message.kind in SPEAKING and is_named(message, desk) and is_filed(message)
    return own and bool(strangers(message, desk))


def outside(message: Message, conversation: Conversation, desk: Desk) -> bool:
    """Whether somebody on the customer's side gets the mail (X-2, ESC-010)."""
    side = (conversation.participants - _asked(conversation)) | _customer(conversation)
    return any(key(one.spec) in side for one in strangers(message, desk)) or bool(
        _customer(conversation) & {key(one.spec) for one in (*message.to, *message.cc, *message.bcc)}
    )


def strangers(message: Message, desk: Desk) -> tuple[Address, ...]:
    """Recipients who are neither the desk nor colleagues."""
    people = (*message.to, *message.cc, *message.bcc)
    return tuple(one for one in people if not (is_own(one.spec, desk) or is_internal(one.spec, desk)))


def _writes(message: Message, conversation: Conversation, desk: Desk) -> bool:
    if not is_named(message, desk) or _customer(conversation) & {key(one.spec) for one in message.originators}:
        return False
    customer = conversation.customer
    if customer is None or not is_internal(customer.spec, desk):
        return True
    agents = frozenset(map(key, desk.people.agents))
    return all(is_own(one.spec, desk) or key(one.spec) in agents for one in message.originators)


def _diverts(message: Message, conversation: Conversation, desk: Desk) -> bool:
    """Whether a colleague, who is no customer here, wants answers outside: invoice fraud does (R-9)."""
    authors = trust.authors(message, desk)
    colleagues = bool(authors) and all(is_internal(one.spec, desk) for one in authors)
    people = conversation.participants | _customer(conversation)
    elsewhere = any(
        not (is_own(one.spec, desk) or is_internal(one.spec, desk) or key(one.spec) in people)
        for one in message.reply_to
    )
    return colleagues and elsewhere and not _customer(conversation) & {key(one.spec) for one in authors}


def _is_asked(message: Message, conversation: Conversation, desk: Desk) -> bool:
    """Whether somebody outside of the house whom we escalated to answers us alone."""
    authors = {key(one.spec) for one in trust.authors(message, desk)}
    asked = _asked(conversation) - conversation.participants - _customer(conversation)
    speaks = message.kind in SPEAKING and bool(authors) and authors <= asked
    return speaks and not outside(message, conversation, desk)


def _asked(conversation: Conversation) -> frozenset[str]:
    told = (one.to for one in conversation.escalations)
    return frozenset(map(key, (*told, *(one.to for one in conversation.inquiries))))


def _customer(conversation: Conversation) -> frozenset[str]:
    return frozenset({key(conversation.customer.spec)}) if conversation.customer else frozenset()
