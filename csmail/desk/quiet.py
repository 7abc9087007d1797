"""What a pass found that the next ones of its process need not look up: folders without news, the times of desks.

Where the last full look at a folder found nothing new, one SELECT tells whether it is still as it was. A full look is
SELECT, a FETCH of the mails taken in last (`numbering`) and SEARCH. It is made when any number that SELECT gives is
another one, when the cursor is, on every new connection, and now and then all the same: a folder that is put back from
a copy may come to the same numbers, but hardly under a connection that lives on.

Hours, promises and shifts are those of the file, which a process reads once. To ask the store in each pass about those
of every desk cost 3 of 3.5 ms with a hundred desks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from csmail.model.changes import Cursor
from csmail.model.desk import Desk
from csmail.ports import Folder

TRUSTED_FOR = timedelta(minutes=15)


@dataclass(slots=True)
class Quiet:
    """What the passes of one process over one desk found: of folders, by name, and of the times of its desks."""

    _found: dict[str, tuple[Folder, Cursor, datetime]] = field(default_factory=dict)
    _known: dict[str, tuple[Desk, datetime, Any]] = field(default_factory=dict)

    def note(self, folder: Folder, cursor: Cursor, now: datetime) -> None:
        """A full look at the folder found nothing beyond the cursor."""
        if not folder.counted:  # without UIDNEXT only SEARCH tells
            self._found[folder.name] = folder, cursor, now

    def holds(self, folder: Folder, cursor: Cursor, now: datetime) -> bool:
        """Whether a full look would find nothing again."""
        found = self._found.get(folder.name)
        return found is not None and found[:2] == (folder, cursor) and _is_fresh(found[2], now)

    def keep(self, what: str, desk: Desk, now: datetime, value: Any) -> None:
        """Remember what was found out about the times of a desk and of those beside it."""
        self._known[what] = desk, now, value

    def kept(self, what: str, desk: Desk, now: datetime) -> Any:
        """What was kept about this very desk; None without that, on another day, or when it is too long ago.

        By identity: a desk holds all others, and to compare them costs as much as to look.
        """
        of, at, value = self._known.get(what, (None, now, None))
        return value if of is desk and at.date() == now.date() and _is_fresh(at, now) else None


def _is_fresh(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - at < TRUSTED_FOR
