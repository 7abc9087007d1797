"""Which mails of a conversation were let go and taken back before they left: nobody should read them as said."""

from __future__ import annotations

from csmail.model.task import SendMail
from csmail.ports import Outbox


def withdrawn(store: Outbox, conversation: str) -> frozenset[str]:
    """Content keys of mails of drafts that did not leave: the drafts wait again, or left with another mail.

    Raises StoreError.
    """
    ended: dict[bool, set[str]] = {True: set(), False: set()}
    for one in store.tasks_of((conversation,)):
        if isinstance(one.work, SendMail) and one.work.draft:
            ended[one.state == "dropped"].add(one.work.mail)
    return frozenset(ended[True] - ended[False])
