"""What the store knows of the ids that the mails of a batch hold, asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from csmail.mail.threading import id_evidence
from csmail.mail.threading.id_evidence import Clues
from csmail.model.message import Message, Trace
from csmail.ports import Store

LOOKED_AT = 32
"""Cited mails that are read for one that proves where a mail belongs; an answer names that one first."""


class Traces:
    """Grows as the batch goes on, so that a mail finds those that came before it in the same batch."""

    def __init__(self, store: Store, messages: Iterable[Message]) -> None:
        self._store = store
        self._fresh: dict[str, Message] = {}
        self._found: dict[str, list[Trace]] = {}
        for trace in store.traces({id for message in messages for id in id_evidence.wanted(message)}):
            self._add(trace)

    def clues(self, message: Message) -> Clues:
        """Where the ids of `message` lead."""
        return id_evidence.clues(message, self._found)

    def holds(self, message: Message) -> bool:
        """Whether a message with this Message-ID is here already."""
        traces = self._found.get(message.message_id.lower(), ())
        return any(
            trace.id == message.message_id and trace.desk == message.desk and trace.kind != "unseen" for trace in traces
        )

    def twins(self, message: Message) -> Iterator[Message]:
        """The mails of this desk under the Message-ID of `message`, at most LOOKED_AT."""
        found = self._found.get(message.message_id.lower(), ()) if message.message_id else ()
        own = (one.message for one in found if one.id == message.message_id and one.kind == "own")
        yield from self._mails(own, message.desk)

    def cited(self, message: Message) -> Iterator[Message]:
        """The mails of this desk that `message` cites by the very ids they have, nearest first, at most LOOKED_AT."""
        found = (
            trace for id in id_evidence.cited(message) for trace in self._found.get(id.lower(), ()) if trace.id == id
        )
        yield from self._mails((trace.message for trace in found if trace.kind != "unseen"), message.desk)

    def _mails(self, keys: Iterable[str], desk: str) -> Iterator[Message]:
        for key in islice(dict.fromkeys(keys), LOOKED_AT):
            mail = self._fresh.get(key) or self._store.message(key)
            if mail is not None and mail.desk == desk:
                yield mail

    def add(self, message: Message) -> None:
        """Remember a mail of this batch."""
        self._fresh[message.key] = message
        where = message.desk, message.conversation, message.key
        if message.message_id:
            self._add(Trace(message.message_id, "own", *where))
        for id in message.unseen:
            self._add(Trace(id, "unseen", *where))

    def _add(self, trace: Trace) -> None:
        self._found.setdefault(trace.id.lower(), []).append(trace)
