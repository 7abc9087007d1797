"""What keeps a store in order beside the daily work: small facts, its soundness, its copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from csmail.model.changes import Account
from csmail.ports import Sighting, Store
from csmail.stores import _codec, _documents, _facts
from csmail.stores._rows import Rows


class Upkeep(Store):
    """Part of `tinydb.TinyStore`."""

    _rows: Rows

    def accounts(self, desk: str, folder: str) -> tuple[Account, ...]:
        first = _codec.cleaned(f"{desk}\t{folder}\t")
        where = "WHERE kind = 'accounts' AND id >= ? AND id < ? ORDER BY id"
        with self._rows.reading() as connection:
            found = tuple(_documents.select(connection, where, (first, first + "\U0010ffff")))
        return tuple(_codec.decode("accounts", body) for _, _, body in found)

    def sightings(self, desk: str) -> Iterator[Sighting]:
        """Every message that has a place. Reads all messages of the desk: for an audit, not for a pass."""
        where = "JOIN messages_index USING (row) WHERE desk = ?"
        with self._rows.snapshot() as connection:
            for _, id, body in _documents.select(connection, where, (_codec.cleaned(desk),)):
                said = _codec.sighted(body)
                if said.place is not None:
                    yield Sighting(id, said.place, said.size, said.message_id, said.received_at)

    def fact(self, name: str) -> str:
        with self._rows.reading() as connection:
            return (_facts.read(connection, f"{_facts.TOLD}{name}") or b"").decode()

    def remember(self, name: str, value: str) -> None:
        with self._rows.writing() as connection:
            _facts.write(connection, f"{_facts.TOLD}{name}", _codec.cleaned(value).encode())

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
