"""What the store knows of an author, asked once a batch however often he writes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import merge

from csmail.desk.lookup import known_name
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.ports import Conversations

NEWEST = 200
REMEMBERED = 20
MOST = 5_000
"""Conversations held for all authors of a batch, some 2 KB each."""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """The newest conversations of one customer, the name to greet him by; `answered`: a person of ours wrote to him.

    That nobody can bring about who only writes to us, so it tells customers from invented senders.
    """

    conversations: tuple[Conversation, ...] = ()
    name: str = ""
    answered: bool = False

    @property
    def wordings(self) -> tuple[str, ...]:
        """The files of our letters in the newest of them: those are what the customer may still remember."""
        return tuple(file for one in self.conversations[:REMEMBERED] for file in one.wordings)


STRANGER = Acquaintance()


class Acquaintances:
    """A robot may have opened 10,000 conversations, so they are walked through once and not once a mail."""

    def __init__(self, store: Conversations, desk: str, keys: Callable[[str], Sequence[str]]) -> None:
        self._store, self._desk, self._keys = store, desk, keys
        self._met: OrderedDict[str, Acquaintance] = OrderedDict()
        self._held = 0

    def of(self, sender: str) -> Acquaintance:
        """By address key; under each of the addresses of the same person (`keys`). Raises StoreError."""
        if not sender:
            return STRANGER
        if sender not in self._met:
            found = self._met[sender] = acquaintance(self._store, self._desk, self._keys(sender))
            self._held += len(found.conversations)
            while self._held > MOST and len(self._met) > 1:
                self._held -= len(self._met.popitem(last=False)[1].conversations)
        return self._met[sender]


def acquaintance(store: Conversations, desk: str, keys: Sequence[str], but: str = "") -> Acquaintance:
    """What conversations other than `but` tell of these address keys. Raises StoreError."""
    newest: list[Conversation] = []
    name, answered = "", False
    each = (store.conversations(ConversationFilter(desk, customer=one)) for one in keys)
    for one in merge(*each, key=lambda one: one.changed_at, reverse=True):
        if one.id == but:
            continue
        if len(newest) < NEWEST:
            newest.append(one)
        answered = answered or one.answered_at is not None
        name = name or known_name((one,))
    return Acquaintance(tuple(newest), name, answered)
