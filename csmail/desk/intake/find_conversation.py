"""Which conversation a mail of a batch joins, by what the store knows of the ids it holds; asked once for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from csmail.desk.context import Context
from csmail.mail import threading
from csmail.mail.address import key
from csmail.mail.threading import copies, id_evidence, proof, subject
from csmail.mail.threading.id_evidence import Clues
from csmail.model.message import Message, Trace
from csmail.ports import Messages

LOOKED_AT = 32
"""Cited mails that are read for one that proves where a mail belongs; an answer names that one first."""


class Traces:
    """Grows as the batch goes on, so that a mail finds those that came before it in the same batch."""

    def __init__(self, store: Messages, messages: Iterable[Message]) -> None:
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
        for one in islice(dict.fromkeys(keys), LOOKED_AT):
            mail = self._fresh.get(one) or self._store.message(one)
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


def joined(message: Message, traces: Traces, context: Context) -> threading.ThreadMatch:
    """The conversation it joins, by ids, by number, by subject, beside a copy of it."""
    desk, found = context.workspace.desk, traces.clues(message)
    hints = threading.hints(message, desk, context.workspace.store.key(), found)
    named = {*found.conversations, *threading.tokens_to_look_up(message), hints.token or ""} - {""}
    conversations = {id: one for id in named if (one := context.recall.conversation(id)) and one.desk == desk.name}
    served_by = min((one.served_by for one in conversations.values() if one.served_by), default="")
    if served_by:  # whoever works there is one of us here
        hints = threading.hints(message, desk.served(served_by), context.workspace.store.key(), found)
    if not (found.exact or found.further or hints.token) and subject.is_prefixed(message.subject) and hints.authors:
        candidates = context.acquaintances.of(key(hints.authors[0].spec)).conversations
        conversations |= {one.id: context.collector.conversations.get(one.id, one) for one in candidates}
    made = threading.join(message, found.exact, conversations, context.now, hints)
    made = made if made.conversation or not made.opens else _beside_copy(made, message, traces, context)
    # Only what looks like a stranger's mail is worth a look at who had blind copies.
    if not made.quarantined:
        return made
    return threading.released(made, message, context.history(made.conversation, message.key))


def is_weak(made: threading.ThreadMatch, message: Message, traces: Traces, context: Context) -> bool:
    """Whether anybody could have made up what joins the message (mail.proof)."""
    if not made.conversation or (made.signed and not made.quarantined):
        return False
    there = (mail for mail in traces.cited(message) if context.recall.lies_in(mail, made.conversation))
    joined_one = context.recall.conversation(made.conversation)
    desk = context.workspace.desk.served(joined_one.served_by if joined_one else "")
    return not proof.is_proven(message, there, desk)


def _beside_copy(
    made: threading.ThreadMatch, message: Message, traces: Traces, context: Context
) -> threading.ThreadMatch:
    """The join of a mail that a list or a gateway has changed: where its other copy lies."""
    twin = next((one for one in traces.twins(message) if copies.is_copy(message, one)), None)
    known = context.recall.conversation(twin.conversation) if twin else None
    return threading.beside(made, twin, message, known.id) if twin and known else made
