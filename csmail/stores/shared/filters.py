"""Which conversations a list or a search asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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

    def terms(self) -> tuple[list[str], list[Any]]:
        """The same for the index table, but for status and tag: what must hold in SQL, and its values."""
        customer = key(self.customer) if self.customer else None
        asked = {"desk": self.desk or None, "assignee": self.assignee, "customer": customer}
        named = {column: value for column, value in asked.items() if value is not None}
        terms = [f"{column} = ?" for column in named]
        if self.needs is not None:
            terms.append(f"needs = {int(self.needs)}")  # written out: SQLite takes no partial index for a parameter
        return terms, list(named.values())


def words_in(text: str) -> frozenset[str]:
    """The words to search for."""
    return frozenset(text.casefold().split())


def missing(words: frozenset[str], texts: Iterable[str]) -> frozenset[str]:
    """Those of `words` that stand in none of `texts`, case ignored."""
    for text in texts:
        if not words:
            break
        folded = text.casefold()
        words = frozenset(word for word in words if word not in folded)
    return words


def texts_of(said: Conversation | Message) -> Iterable[str]:
    """What a search looks at in one conversation or message."""
    if isinstance(said, Conversation):
        customer = (said.customer.spec, said.customer.name) if said.customer else ()
        return (said.id, said.subject, *customer, *said.tags)
    return (said.subject, said.text, *(text for one in said.originators for text in (one.spec, one.name)))
