"""What keeps a store in order beside the daily work: small facts, rule sets, its soundness, its copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from csmail.model.changes import UidAccount
from csmail.model.reason import Reason
from csmail.model.receipt import StoredRules
from csmail.ports import Sighting, Store, Told, untold
from csmail.stores.shared import codec
from csmail.stores.tinydb import checksums, document_rows
from csmail.stores.tinydb.connections import Rows


class Maintenance(Store):
    """Part of `tinydb.TinyStore`."""

    _rows: Rows

    def accounts(self, desk: str, folder: str) -> tuple[UidAccount, ...]:
        first = codec.cleaned(f"{desk}\t{folder}\t")
        where = "WHERE kind = 'accounts' AND id >= ? AND id < ? ORDER BY id"
        with self._rows.reading() as connection:
            found = tuple(document_rows.select(connection, where, (first, first + "\U0010ffff")))
        return tuple(codec.decode("accounts", body) for _, _, body in found)

    def sightings(self, desk: str) -> Iterator[Sighting]:
        """Every message that has a place. Reads all messages of the desk: for an audit, not for a pass."""
        where = "JOIN messages_index USING (row) WHERE desk = ?"
        with self._rows.snapshot() as connection:
            for _, id, body in document_rows.select(connection, where, (codec.cleaned(desk),)):
                said = codec.sighted(body)
                if said.place is not None:
                    yield Sighting(id, said.place, said.size, said.message_id, said.received_at)

    def rules(self, hash: str) -> StoredRules | None:
        with self._rows.reading() as connection:
            body = document_rows.body(connection, "rules", hash)
        return None if body is None else cast(StoredRules, codec.decode("rules", body))

    def fact(self, name: str) -> str:
        with self._rows.reading() as connection:
            return (checksums.read(connection, f"{checksums.TOLD}{name}") or b"").decode()

    def remember(self, name: str, value: str) -> None:
        self.remember_all({name: value})

    def remember_all(self, facts: Mapping[str, str]) -> None:
        """Several in one commit."""
        with self._rows.writing() as connection:
            for name, value in facts.items():
                checksums.remember(connection, name, value)

    def faults(self, told: Told = untold) -> tuple[Reason, ...]:
        """What is wrong with the file. Reads all of it; tells of documents, each of which is looked at twice."""
        from csmail.stores.tinydb import verify

        with self._rows.snapshot() as connection:
            return tuple(verify.faults(connection, told))

    def export(self) -> Iterator[Mapping[str, Any]]:
        """Every document as it was when the export began, in the order they were written. The key is no document."""
        with self._rows.snapshot() as connection:
            for kind, id, body, sum in connection.execute("SELECT kind, id, body, sum FROM documents ORDER BY row"):
                yield {"kind": kind, "id": id, "document": codec.fields(kind, checksums.verified(kind, id, body, sum))}

    def backup(self, target: Path, told: Told = untold) -> int:
        """A copy of the store as it is now, in one new file; its size in bytes. Tells of pages."""
        from csmail.stores.tinydb import backup

        with self._rows.snapshot() as connection:
            return backup.copy(connection, target, told)
