"""Which conversations a list or a search asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from csmail.mail.address import key
from csmail.model.conversation import Conversation
from csmail.model.message import Message


@dataclass(frozen=True, slots=True)
class Where:
    """`status` is one word or several. None, or "" of desk, tag and customer, asks for nothing in particular;
    `assignee` "" asks for those that nobody has. `customer` is an address in any spelling."""

    desk: str = ""
    status: str | Collection[str] | None = None
    assignee: str | None = None
    tag: str = ""
    needs: bool | None = None
    customer: str = ""

    @property
    def states(self) -> tuple[str, ...] | None:
        """The statuses asked for; None for all."""
        if not self.status:
            return None if self.status is None else ()
        return (self.status,) if isinstance(self.status, str) else tuple(self.status)

    def holds(self, one: Conversation) -> bool:
        """Whether `one` is asked for."""
        return (
            self.desk in ("", one.desk)
            and (self.states is None or one.status in self.states)
            and self.assignee in (None, one.assignee)
            and (not self.tag or self.tag in one.tags)
            and self.needs in (None, bool(one.needs))
            and (not self.customer or (one.customer is not None and key(one.customer.spec) == key(self.customer)))
        )

    def terms(self) -> dict[str, Any]:
        """Column of the index table: value, for everything but status and tag."""
        asked = {
            "desk": self.desk or None,
            "assignee": self.assignee,
            "needs": None if self.needs is None else int(self.needs),
            "customer": key(self.customer) if self.customer else None,
        }
        return {column: value for column, value in asked.items() if value is not None}


def found(text: str, one: Conversation, messages: Callable[[str], Iterable[Message]]) -> bool:
    """Whether every word of `text` stands somewhere in the conversation or its messages, case ignored."""
    words = frozenset(text.casefold().split())
    if not words:
        return False
    left = _missing(words, texts_of(one))
    return not left or not _missing(left, (said for message in messages(one.id) for said in texts_of(message)))


def texts_of(said: Conversation | Message) -> Iterable[str]:
    """What a search looks at in one conversation or message."""
    if isinstance(said, Conversation):
        customer = (said.customer.spec, said.customer.name) if said.customer else ()
        return (said.id, said.subject, *customer, *sorted(said.tags))
    return (said.subject, said.text, *(one.spec for one in said.originators), *(one.name for one in said.originators))


def _missing(words: frozenset[str], texts: Iterable[str]) -> frozenset[str]:
    for text in texts:
        if not words:
            break
        folded = text.casefold()
        words = frozenset(word for word in words if word not in folded)
    return words
