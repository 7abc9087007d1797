"""What rules look at in a message: each field as one text, the part of it that rules see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from csmail.mail import address
from csmail.mail.mime import charset, headers
from csmail.mail.new_words import new_words
from csmail.model.address import Address
from csmail.model.message import Message
from csmail.model.situation import Situation
from csmail.rules.patterns import PatternSet, normal

# Measured: at these sizes the worst mail costs milliseconds; what a rule could miss beyond them is none of a subject.
SUBJECT = 1024
BODY = 64 * 1024
LINES = 16 * 1024
SEEN = 200
# Where the delivering server writes to whom a mail came when To and Cc do not say it (Bcc).
DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To")


def _parties(addresses: Iterable[Address]) -> str:
    """A line for each address, `Name <key>`; a name cannot fake the end of its line."""
    return "\n".join(f"{' '.join(one.name.split())} <{address.key(one.spec)}>" for one in addresses)[:LINES]


def _recipients(message: Message) -> str:
    named = _parties((*message.to, *message.cc, *message.bcc))
    delivered = (found for name in DELIVERED_TO for found in headers.values(message.header, name))
    return "\n".join((named, *(f"<{address.key(value.strip(' <>'))}>" for value in delivered)))[:LINES]


def _attachments(message: Message) -> str:
    return "\n".join(f"{' '.join(one.name.split())}\n{one.type.lower()}" for one in message.attachments)[:LINES]


VIEWS: dict[str, Callable[[Message], str]] = {
    "from": lambda message: _parties(message.originators),
    "to": lambda message: _parties(message.to),
    "cc": lambda message: _parties(message.cc),
    "recipient": _recipients,
    "subject": lambda message: message.subject[:SUBJECT],
    "body": lambda message: new_words(message)[:BODY],
    "attachment": _attachments,
}


def _header(name: str) -> Callable[[Message], str]:
    return lambda message: "\n".join(charset.decode(value) for value in headers.values(message.header, name))[:LINES]


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field of one message: its text, and the numbers of all patterns that hit it."""

    text: str
    hits: frozenset[int]

    @property
    def seen(self) -> str:
        """Its beginning for people."""
        return one_line(self.text)


class FieldMatcher:
    """One field through all patterns of all rules about it; the last message looked at is remembered.

    It is a source of gates (`gates.Source`), whose values are the numbers of the patterns that occur.
    """

    changing = False
    spread = 4

    __slots__ = ("_latest", "_view", "name", "patterns")

    def __init__(self, name: str, view: Callable[[Message], str]) -> None:
        self.name = name
        self.patterns = PatternSet()
        self._view = view
        self._latest: tuple[Message | None, FieldText] = (None, FieldText("", frozenset()))

    def look(self, message: Message | None) -> FieldText:
        """The field of this message. One tuple is read and written at once, so threads only cost each other time."""
        latest = self._latest
        if latest[0] is message:
            return latest[1]
        text = normal(self._view(message)) if message else ""
        look = FieldText(text, self.patterns.hits(text) if message else frozenset())
        self._latest = (message, look)
        return look

    def values(self, situation: Situation) -> frozenset[int]:
        """The numbers of the patterns that occur in the message."""
        return self.look(situation.message).hits


class Lenses:
    """The matchers of one set of rules."""

    def __init__(self) -> None:
        self._lenses: dict[str, FieldMatcher] = {}

    def of(self, field: str) -> FieldMatcher:
        """The matcher of a field of VIEWS, or of `header.NAME`."""
        if field not in self._lenses:
            view = _header(field.removeprefix("header.")) if field.startswith("header.") else VIEWS[field]
            self._lenses[field] = FieldMatcher(field, view)
        return self._lenses[field]


def one_line(text: str) -> str:
    """The beginning of `text` for people: white space folded, at most 200 characters."""
    return " ".join(text[: 2 * SEEN].split())[:SEEN]
