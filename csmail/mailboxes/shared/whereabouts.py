"""Whether the mail under a UID is the one that is meant, what to say when it is not."""

from __future__ import annotations

import re

from csmail.ports import Look
from csmail.reason import Reason

IGNORED = re.compile(r"[\s<>]+")


def is_of(message_id: str, written: str) -> bool:
    """Whether a Message-ID field as `written` holds the id that was read from it; nothing is known without an id."""
    wanted = IGNORED.sub("", message_id)
    return not wanted or not wanted.isascii() or wanted in IGNORED.sub("", written)


def is_meant(wanted: Look, written: str, size: int) -> bool:
    """Whether a mail may be the one that is looked for: the size is that of the same bytes wherever they lie."""
    return size == wanted.size and is_of(wanted.message_id, written)


def gone(folder: str, target: str) -> tuple[Reason, Reason]:
    """What to say of a mail that is neither where it was nor where it should go, what to try."""
    return Reason.of("mail_not_moved", target=target, folder=folder), Reason("advice_poll_finds_it")
