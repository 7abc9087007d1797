"""What the store knows of the ids that the mails of a batch hold, asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.mail import clues
from csmail.mail.clues import Clues
from csmail.model.message import Message, Trace
from csmail.ports import Store


class Traces:
    """Grows as the batch goes on, so that a mail finds those that came before it in the same batch."""

    def __init__(self, store: Store, messages: Iterable[Message]) -> None:
        self._found: dict[str, list[Trace]] = {}
        for trace in store.traces({id for message in messages for id in clues.wanted(message)}):
            self._add(trace)

    def clues(self, message: Message) -> Clues:
        """Where the ids of `message` lead."""
        return clues.clues(message, self._found)

    def holds(self, message: Message) -> bool:
        """Whether a message with this Message-ID is here already."""
        traces = self._found.get(message.message_id.lower(), ())
        return any(
            trace.id == message.message_id and trace.desk == message.desk and trace.kind != "unseen" for trace in traces
        )

    def add(self, message: Message) -> None:
        """Remember a mail of this batch."""
        where = message.desk, message.conversation, message.key
        if message.message_id:
            self._add(Trace(message.message_id, "own", *where))
        for id in message.unseen:
            self._add(Trace(id, "unseen", *where))

    def _add(self, trace: Trace) -> None:
        self._found.setdefault(trace.id.lower(), []).append(trace)
