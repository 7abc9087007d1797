"""What a search looks for, and where."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.model.conversation import Conversation
from csmail.model.message import Message


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
