"""Who was forgotten stays so: in a copy of the store that was put back, in a mailbox that is read anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from csmail.desk.customers.find import leading
from csmail.desk.customers.forget import FACT, collected, digest, erasing
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.mail import identity
from csmail.mail.address import key
from csmail.model.address import Address
from csmail.model.message import Message
from csmail.ports import Store


class Forgotten:
    """Asked of every mail of a batch; costs nothing while nobody was forgotten."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: Mapping[str, datetime] | None = None

    def wrote(self, message: Message) -> bool:
        """Whether somebody wrote it who was forgotten after that. Who writes again is a customer anew."""
        return self._is_of(message.originators, message.received_at)

    def is_told(self, message: Message) -> bool:
        """Whether it is an answer of ours to somebody who was forgotten after that."""
        return self._is_of(message.to, message.received_at)

    def _is_of(self, people: Iterable[Address], at: datetime) -> bool:
        if self._known is None:
            self._known = self._store.forgotten()
        if not self._known:
            return False
        hashes = (identity.address_hash(self._store.key(), key(one.spec)) for one in people)
        return any(one in self._known and at <= self._known[one] for one in hashes)


def again(workspace: Workspace) -> None:
    """Forget in this store whom it does not know to be forgotten: it was put back. Raises StoreError."""
    store = workspace.store
    known = store.forgotten()
    said = digest(known)
    if store.fact(FACT) == said:
        return
    whole = True
    for record in list(store.customers()):
        at = known.get(identity.address_hash(store.key(), record.key))
        if at is not None and record.first_seen_at <= at:
            papers = collected(store, leading(store, record))
            try:
                store.erase(erasing(papers, workspace.now()))
            except Conflict:
                whole = False
    if whole:
        store.remember(FACT, said)
