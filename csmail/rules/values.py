"""What the conditions that are not patterns read of a situation."""

from __future__ import annotations

from csmail.clocks import calendar, open_run, reckoned
from csmail.mail import address
from csmail.mail.autoreply.authentication import results
from csmail.mail.autoreply.facts import is_list
from csmail.mail.mime import headers
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.situation import Situation


def kind(situation: Situation) -> str:
    return situation.message.kind if situation.message else ""


def report(situation: Situation) -> str:
    found = situation.message.report if situation.message else None
    return found.outcome if found else ""


def language(situation: Situation) -> str:
    return (situation.message.language if situation.message else "") or situation.conversation.language


def status(situation: Situation) -> str:
    return situation.conversation.status


def priority(situation: Situation) -> str:
    return situation.conversation.priority


def desk(situation: Situation) -> str:
    return situation.desk.name


def hours(situation: Situation) -> str:
    return "open" if calendar(situation.desk.hours).is_open(situation.now) else "closed"


def assignee(situation: Situation) -> str:
    return address.key(situation.conversation.assignee) if situation.conversation.assignee else ""


def assigned(situation: Situation) -> bool:
    return bool(situation.conversation.assignee)


def known(situation: Situation) -> bool:
    return situation.known_customer


def attached(situation: Situation) -> bool:
    return bool(situation.message and situation.message.attachments)


def from_list(situation: Situation) -> bool:
    """By kind, or by a field that only list programs write (RFC 2369, 2919); people write through lists too."""
    message = situation.message
    return message is not None and (message.kind == "list" or is_list(message))


def customer(situation: Situation) -> str:
    """The customer as `<key>`, so that an end of it is an address or a domain and nothing else."""
    known = situation.conversation.customer
    return f"<{address.key(known.spec)}>" if known else ""


def customer_since(situation: Situation) -> float | None:
    """Seconds since we first heard of the customer; nothing of a stranger."""
    since = situation.customer.since
    return (situation.now - since).total_seconds() if since else None


def customer_unsettled(situation: Situation) -> float | None:
    """How many conversations of the customer are open or waiting, this one with them."""
    return float(situation.customer.unsettled)


def customer_rating(situation: Situation) -> float | None:
    """The last rating of the customer, 1 to 5; nothing where she gave none."""
    rating = situation.customer.rating
    return None if rating is None else float(rating)


def size(situation: Situation) -> float | None:
    """Octets of the whole message."""
    return situation.message.size if situation.message else None


def age(situation: Situation) -> float | None:
    """Seconds since the conversation was opened."""
    return (situation.now - situation.conversation.opened_at).total_seconds()


def idle(situation: Situation) -> float | None:
    """Seconds since the last message; when one has just arrived, since the one before it."""
    moments = [message.received_at for message in situation.history]
    if situation.message and situation.on not in ("arrival", "reply", "bounce"):
        moments.append(situation.message.received_at)
    last = max(moments, default=situation.conversation.opened_at)
    return (situation.now - last).total_seconds()


def authentication(message: Message | None, desk: Desk) -> dict[str, str]:
    """Method to result ("dmarc": "fail"), as a server we trust has found it; empty when none has."""
    values = headers.values(message.header, "Authentication-Results") if message else ()
    return dict(results(values, desk.trust.authserv_ids))


def silence(situation: Situation) -> str:
    """How long the customer has been silent, when rules are asked because of it: "3d"."""
    return situation.silence


def clock(situation: Situation) -> str:
    """The clock that rules are asked about, else the one of the answer that is owed; "" when none is."""
    if situation.clock:
        return situation.clock
    owed = open_run(reckoned(situation.conversation, situation.desk, situation.now))
    return owed.name if owed is not None else ""
