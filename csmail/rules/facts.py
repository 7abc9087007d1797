"""What rules look at beside the message: kept in the receipt, because later the conversation has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.customer import CustomerFacts
from csmail.model.desk import Desk
from csmail.model.hours import Hours
from csmail.model.message import Message
from csmail.model.receipt import Receipt
from csmail.model.situation import Situation
from csmail.rules import values
from csmail.rules.rule import Condition

Facts = Mapping[str, str]
"""By the field of a condition; what is empty is left out. Tags one a line, moments in RFC 3339."""


def _opened_at(situation: Situation) -> str:
    return situation.conversation.opened_at.isoformat()


def _quiet_since(situation: Situation) -> str:
    return (situation.now - timedelta(seconds=values.idle(situation) or 0)).isoformat()


READERS: Mapping[str, Callable[[Situation], str]] = {
    "tagged": lambda situation: "\n".join(sorted(situation.conversation.tags)),
    "status": values.status,
    "priority": values.priority,
    "mood": lambda situation: situation.conversation.mood,
    "assignee": lambda situation: situation.conversation.assignee,
    "language": lambda situation: situation.conversation.language,
    "customer": lambda situation: situation.conversation.customer.spec if situation.conversation.customer else "",
    "customer.known": lambda situation: "yes" if situation.known_customer else "",
    "customer.tagged": lambda situation: "\n".join(sorted(situation.customer.tags)),
    "customer.since": lambda situation: situation.customer.since.isoformat() if situation.customer.since else "",
    "customer.open": lambda situation: str(situation.customer.unsettled),
    "hours": values.hours,
    "clock": values.clock,
    "after": values.silence,
    "customer.rated_under": lambda situation: str(situation.customer.rating or ""),
    "age": _opened_at,
    "idle": _quiet_since,
}


def looked_at(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Which of these facts the conditions look at."""
    fields = {field for condition in conditions for field in condition.looks_at.split("|")}
    return tuple(field for field in READERS if field in fields)


def kept(fields: Iterable[str], met: Iterable[Situation]) -> tuple[Facts, ...]:
    """Of the first situation all facts, of each one after it (a rule has hit) those that are different then."""
    found: list[Facts] = []
    before: dict[str, str] = {}
    names = tuple(fields)
    for situation in met if names else ():
        now = {name: READERS[name](situation) for name in names}
        found.append({name: value for name, value in now.items() if value != before.get(name, "")})
        before = now
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def situations(receipt: Receipt, message: Message, desk: Desk) -> Iterator[Situation]:
    """What the rules met, the first one and the one after each hit, as far as conditions can tell."""
    known: dict[str, str] = {}
    for number in range(len(receipt.hits) + 1):
        known |= receipt.facts[number] if number < len(receipt.facts) else {}
        quiet = (Message("", desk.name, "in", datetime.fromisoformat(known["idle"])),) if known.get("idle") else ()
        yield Situation(
            _open_or_closed(desk, known),
            _conversation(receipt, known),
            message,
            receipt.at,
            receipt.on,
            history=quiet,
            known_customer=bool(known.get("customer.known")),
            clock=known.get("clock", ""),
            silence=known.get("after", ""),
            customer=_customer(known),
        )


def _customer(known: Facts) -> CustomerFacts:
    tags, since = known.get("customer.tagged", ""), known.get("customer.since", "")
    return CustomerFacts(
        frozenset(tags.split("\n")) if tags else frozenset(),
        datetime.fromisoformat(since) if since else None,
        unsettled=int(known.get("customer.open") or 0),
        rating=int(known["customer.rated_under"]) if known.get("customer.rated_under") else None,
    )


def _open_or_closed(desk: Desk, known: Facts) -> Desk:
    """The desk with somebody there, or nobody: its hours of then are not kept."""
    hours = {"open": Hours(), "closed": Hours(week=((),) * 7)}.get(known.get("hours", ""))
    return desk if hours is None else replace(desk, hours=hours)


def _conversation(receipt: Receipt, known: Facts) -> Conversation:
    opened_at = datetime.fromisoformat(known["age"]) if known.get("age") else receipt.at
    customer = known.get("customer", "")
    tags = known.get("tagged", "")
    return Conversation(
        receipt.conversation,
        receipt.desk,
        opened_at,
        receipt.at,
        customer=Address(customer) if customer else None,
        language=known.get("language", ""),
        status=known.get("status", "open"),  # type: ignore[arg-type]  # as it was read from a conversation
        priority=known.get("priority", "normal"),  # type: ignore[arg-type]
        mood=known.get("mood", ""),  # type: ignore[arg-type]
        tags=frozenset(tags.split("\n")) if tags else frozenset(),
        assignee=known.get("assignee", ""),
    )
