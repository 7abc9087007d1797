"""Who is forgotten, in a file beside the store: a copy that is put back lacks it, the file does not.

A line is a keyed hash of an address and when it was forgotten. The key is in the store, and in its copies.

| what can fail | what the user sees | what is kept |
| --- | --- | --- |
| the file cannot be written | StoreError, before anything is forgotten | everything |
| death between the line and the commit | nothing: the next pass forgets | the line |
| a line that cannot be read (torn by a power cut) | nothing: it is passed over | the others |
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from csmail import disk
from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.reason import Reason
from csmail.stores.tinydb import commit, search_index
from csmail.stores.tinydb.customer_queries import CustomerQueries

NAME = "forgotten"
LINE = re.compile(r"([0-9a-f]{64}) (\S+)")


class Forgetting(CustomerQueries):
    """Part of `tinydb.TinyStore`."""

    @property
    def _beside(self) -> Path:
        return self._rows.path.with_name(NAME)

    def forgotten(self) -> Mapping[str, datetime]:
        try:
            said = self._beside.read_text("ascii", "replace")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._fails(error) from error
        found = (LINE.fullmatch(line) for line in said.splitlines())
        return {one[1]: at for one in found if one and (at := _moment(one[2]))}

    def note_forgotten(self, hashes: Iterable[str], at: datetime) -> None:
        """On the disk when it returns. Raises StoreError."""
        lines = "".join(f"{one} {at.isoformat()}\n" for one in hashes)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open(self._beside, flags, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(f"\n{lines}".encode())  # what a power cut left of a line before spoils no more than itself
                file.flush()
                os.fsync(file.fileno())
            disk.sync(self._beside.parent)
        except OSError as error:
            raise self._fails(error) from error

    def erase(self, changes: Changes) -> None:
        """What is written over is overwritten in the file as well: pages, the index of words, the log."""
        written = commit.Written(changes)
        with self._rows.writing() as connection:
            connection.execute("PRAGMA secure_delete=ON")  # for this connection, until the process ends
            written.write(connection)
            search_index.compact(connection)
        with self._rows.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def older_copies(self) -> tuple[str, ...]:
        return tuple(sorted(map(str, self._rows.path.parent.glob(f"{self._rows.path.name}.before-*"))))

    def _fails(self, error: OSError) -> StoreError:
        return StoreError(
            Reason.of("folder_not_written", parent=self._beside, said=error.strerror), Reason("advice_folder_disk")
        )


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
