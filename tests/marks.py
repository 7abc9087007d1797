"""Sets one mark on mails of a mailbox, as a task of the outbox asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from csmail.model.task import SetFlags, SetKeywords
from csmail.ports import Mailbox


def keywords(
    mailbox: Mailbox, folder: str, uids: Sequence[int], add: Iterable[str], remove: Iterable[str]
) -> Collection[int]:
    """The UIDs on which the keywords for these tags are so now."""
    return mailbox.mark(folder, [SetKeywords(folder, 1, tuple(uids), tuple(add), tuple(remove))])[0]


def flags(
    mailbox: Mailbox, folder: str, uids: Sequence[int], add: Iterable[str], remove: Iterable[str]
) -> Collection[int]:
    """The same of system flags."""
    return mailbox.mark(folder, [SetFlags(folder, 1, tuple(uids), tuple(add), tuple(remove))])[0]
