"""Every mail that the store knows of one customer, for her to have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from csmail.desk.customers.forget import Papers
from csmail.desk.originals import kept
from csmail.errors import CsmailError
from csmail.model.message import Message
from csmail.ports import Store

Bytes = Callable[[Message], bytes]


def mails(store: Store, papers: Papers, whole: Bytes) -> Iterator[tuple[str, bytes]]:
    """File names and octets of her mails and of ours to her; `whole` reads one from its mailbox.

    Where that fails it is what the store has kept. Our notes are not among them. Raises StoreError.
    """
    shown = [one for one in papers.messages if one.direction != "note" and one.visibility == "customer"]
    for number, one in enumerate(sorted(shown, key=lambda one: one.received_at), 1):
        yield f"{number:04}-{one.received_at:%Y%m%d-%H%M}-{one.direction}.eml", _octets(store, one, whole)


def _octets(store: Store, one: Message, whole: Bytes) -> bytes:
    sent = store.mail(one.key) if one.direction == "out" else None
    if sent is not None:
        return sent.data
    with suppress(CsmailError):
        return whole(one)
    return kept(one)
