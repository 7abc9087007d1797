"""Whether the mail under a UID is the one that is meant, what to say when it is not."""

from __future__ import annotations

import re

IGNORED = re.compile(r"[\s<>]+")


def is_of(message_id: str, written: str) -> bool:
    """Whether a Message-ID field as `written` holds the id that was read from it; nothing is known without an id."""
    wanted = IGNORED.sub("", message_id)
    return not wanted or not wanted.isascii() or wanted in IGNORED.sub("", written)


def gone(folder: str, target: str) -> tuple[str, str]:
    """What to say of a mail that is neither where it was nor where it should go, what to try."""
    why = f"not moved to {target}: the mail is not in {folder} any more, somebody moved or removed it"
    return why, "csmail poll finds it again in the folders that the desk reads"
