"""What keeps a store in order beside the daily work: small facts, its soundness, its copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from csmail.model.changes import Account
from csmail.model.message import Place
from csmail.ports import Sighting, Store
from csmail.stores import _codec
from csmail.stores._rows import Rows

SIGHTINGS = """\
SELECT id, json_extract(text, '$.place'), json_extract(text, '$.size')
FROM (SELECT documents.id AS id, CAST(body AS TEXT) AS text
      FROM messages_index JOIN documents USING (row) WHERE messages_index.desk = ?)
WHERE json_extract(text, '$.place') IS NOT NULL
"""


class Upkeep(Store):
    """Part of `tinydb.TinyStore`."""

    _rows: Rows

    def accounts(self, desk: str, folder: str) -> tuple[Account, ...]:
        first = _codec.cleaned(f"{desk}\t{folder}\t")
        query = "SELECT body FROM documents WHERE kind = 'accounts' AND id >= ? AND id < ? ORDER BY id"
        with self._rows.reading() as connection:
            found = connection.execute(query, (first, first + "\U0010ffff")).fetchall()
        return tuple(_codec.decode("accounts", body) for (body,) in found)

    def sightings(self, desk: str) -> Iterator[Sighting]:
        """Every message that has a place. Reads all messages of the desk: for an audit, not for a pass."""
        with self._rows.snapshot() as connection:
            for id, place, size in connection.execute(SIGHTINGS, (_codec.cleaned(desk),)):
                at = msgspec.json.decode(place)
                yield Sighting(id, Place(at["folder"], at["uidvalidity"], at["uid"]), size)

    def fact(self, name: str) -> str:
        with self._rows.reading() as connection:
            found = connection.execute("SELECT value FROM facts WHERE name = ?", (f"told/{name}",)).fetchone()
        return str(found[0]) if found else ""

    def remember(self, name: str, value: str) -> None:
        with self._rows.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (f"told/{name}", _codec.cleaned(value)))

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file, a sentence each. Reads all of it."""
        from csmail.stores import _soundness

        with self._rows.snapshot() as connection:
            return tuple(_soundness.faults(connection))

    def backup(self, target: Path) -> int:
        """A copy of the store as it is now, in one new file; its size in bytes."""
        from csmail.stores import _copying

        with self._rows.snapshot() as connection:
            return _copying.copy(connection, target)
