"""Which mails about many conversations tell of one; they lie in another, and tell of nobody who is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping

from csmail.model.task import Mail
from csmail.ports import Facts


def note(facts: MutableMapping[str, str], store: Facts, conversation: str, mails: Iterable[Mail]) -> None:
    """Add to `facts` that these mails tell of the conversation. Raises StoreError."""
    known = facts.get(_name(conversation)) or store.fact(_name(conversation))
    facts[_name(conversation)] = " ".join(dict.fromkeys((*known.split(), *(one.key for one in mails))))


def naming(store: Facts, conversations: Collection[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The keys of the mails that tell of these conversations, and the facts without that. Raises StoreError."""
    found = {_name(id): store.fact(_name(id)) for id in conversations}
    keys = dict.fromkeys(key for text in found.values() for key in text.split())
    return tuple(keys), {name: "" for name, text in found.items() if text}


def _name(conversation: str) -> str:
    return f"digests/{conversation}"
