"""What keeps a store in order beside the daily work: small facts, its soundness, its copies."""

from __future__ import annotations

from pathlib import Path

from csmail.ports import Store
from csmail.stores import _codec
from csmail.stores._rows import Rows


class Upkeep(Store):
    """Part of `tinydb.TinyStore`."""

    _rows: Rows

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
