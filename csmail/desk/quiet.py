"""Folders in which the last full look found nothing new: one SELECT tells whether they are still as they were.

A full look is SELECT, a FETCH of the mails taken in last (`numbering`) and SEARCH. It is made when any number that
SELECT gives is another one, when the cursor is, on every new connection, and now and then all the same: a folder that
is put back from a copy may come to the same numbers, but hardly under a connection that lives on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from csmail.model.changes import Cursor
from csmail.ports import Folder

TRUSTED_FOR = timedelta(minutes=15)


@dataclass(slots=True)
class Quiet:
    """What the passes of one process found; by the folder's name."""

    _found: dict[str, tuple[Folder, Cursor, datetime]] = field(default_factory=dict)

    def note(self, folder: Folder, cursor: Cursor, now: datetime) -> None:
        """A full look at the folder found nothing beyond the cursor."""
        if not folder.counted:  # without UIDNEXT only SEARCH tells
            self._found[folder.name] = folder, cursor, now

    def holds(self, folder: Folder, cursor: Cursor, now: datetime) -> bool:
        """Whether a full look would find nothing again."""
        found = self._found.get(folder.name)
        return found is not None and found[:2] == (folder, cursor) and timedelta(0) <= now - found[2] < TRUSTED_FOR
