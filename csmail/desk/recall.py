"""The histories of one batch: each read once, growing with what the batch itself brings."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.history import Histories, History, read
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.mail.transcript import is_shown
from csmail.model.conversation import Conversation
from csmail.model.message import Message


class Recall:
    """`collector` holds what the batch has added and nobody has committed yet."""

    def __init__(self, workspace: Workspace, collector: ChangeCollector) -> None:
        self._place, self._collector = workspace, collector
        self._read = Histories()
        self._told = 0
        self._adopted: list[Message] = []

    def of(self, conversation: str, but: str) -> tuple[Message, ...]:
        """What was said before the message `but`, as much as decisions need. Raises StoreError."""
        self._tell()
        return tuple(one for one in self._history(conversation).messages if one.key != but)

    def conversation(self, id: str) -> Conversation | None:
        """The newest copy of the conversation `id`, or of the one that holds its messages now."""
        return surviving(lambda id: self._collector.conversations.get(id) or self._place.store.conversation(id), id)

    def lies_in(self, message: Message, conversation: str) -> bool:
        """Whether it is there, or in one whose messages are there now."""
        if message.conversation == conversation:
            return True
        found = self.conversation(message.conversation)
        return found is not None and found.id == conversation

    def adopt(self, conversation: str, messages: Iterable[Message]) -> None:
        """Let these messages of another conversation be part of this one from now on."""
        self._tell()
        history = self._history(conversation)
        self._adopted += filter(is_shown, messages)
        for one in filter(is_shown, messages):
            history.put(one)

    def remember(self) -> None:
        """After the commit: leave the histories, as they are now, to the next batch."""
        self._tell()
        for id, version, history in self._read:
            self._place.histories.keep(id, version + (id in self._collector.conversations), history)

    def _history(self, conversation: str) -> History:
        found = self.conversation(conversation)
        version = found.version if found is not None else 0
        return self._read.find(conversation, version) or self._begun(conversation, version)

    def _begun(self, conversation: str, version: int) -> History:
        known = self._place.histories.find(conversation, version)
        history = History(list(known.messages) if known else read(self._place.store, conversation))
        for one in (*self._adopted, *self._collector.messages):
            if one.conversation == conversation and is_shown(one):
                history.add(one)
        self._read.keep(conversation, version, history)
        return history

    def _tell(self) -> None:
        for one in self._collector.messages[self._told :]:
            history = self._read.of(one.conversation) if is_shown(one) else None
            if history is not None:
                history.add(one)
        self._told = len(self._collector.messages)
