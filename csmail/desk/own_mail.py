"""Recognises our own automatic mail in what comes back without a header that says so.

Robots forward it from another address, bouncers quote it into a text of their own, relays strip what marked it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from csmail.mail import identity
from csmail.model.message import Message, RawMessage
from csmail.ports import Store

LOOKED_AT = 16 * 1024
CANDIDATES = 50
REMEMBERED = 1_000
SHORTEST_LINE = 20
"""Characters of a line that is ours beyond doubt; "Salam hangat," ends many mails."""
QUOTE = re.compile(r"^[>|\s]+", re.MULTILINE)
REFERENCE = re.compile(rf"(?<![0-9A-Za-z]){identity.CONVERSATION}(?![0-9A-Za-z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Echoes:
    """Remembers what we wrote into the conversations that mails of a batch name: each of 500 may name the same."""

    store: Store
    _written: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def returned(self, message: Message, raw: RawMessage) -> str:
        """The conversation whose automatic mail of ours `message` brings back; "" when it brings none.

        Known by a Message-ID that we signed, anywhere in the body, or by the conversation's id together with a
        sentence of that mail: the id alone is what a customer quotes who asks again.
        """
        return _by_id(self.store, message, raw) or self._by_words(message)

    def _by_words(self, message: Message) -> str:
        said = f"{message.subject}\n{message.text[:LOOKED_AT]}"
        candidates = list(dict.fromkeys(REFERENCE.findall(said)))[:CANDIDATES]
        if not candidates:
            return ""
        plain = _plain(said)
        for id in sorted(self.store.taken(candidates)):
            if any(line in plain for line in self._lines(message.desk, id)):
                return id
        return ""

    def _lines(self, desk: str, conversation: str) -> tuple[str, ...]:
        if conversation not in self._written:
            if len(self._written) >= REMEMBERED:
                self._written.clear()
            lines = (_plain(line) for line in _lines(self.store, desk, conversation))
            self._written[conversation] = tuple(dict.fromkeys(one for one in lines if len(one) >= SHORTEST_LINE))
        return self._written[conversation]


def _by_id(store: Store, message: Message, raw: RawMessage) -> str:
    body = raw.body[:LOOKED_AT]
    if b"cs." not in body:  # nearly every mail, in a microsecond
        return ""
    key = store.key()
    found = (one[0] for one in identity.OURS.finditer(body.decode("latin-1")))
    ours = {id for id in found if identity.signed_conversation(key, id)}
    for known in store.known(message.desk, ours).values() if ours else ():
        mail = store.message(known.message)
        if mail is not None and mail.automatic:
            return known.conversation
    return ""


def _lines(store: Store, desk: str, conversation: str) -> Iterator[str]:
    """Subject and text, line by line, of what we wrote into the conversation without a person."""
    for mail in store.newest(conversation):
        if mail.desk == desk and mail.direction == "out" and mail.automatic:
            yield mail.subject
            yield from mail.text.splitlines()


def _plain(text: str) -> str:
    """Without quote marks, line breaks, letter case: what re-wrapping and forwarding leave alone."""
    return " ".join(QUOTE.sub("", text).casefold().split())
