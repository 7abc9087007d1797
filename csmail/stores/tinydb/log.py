"""The log in the file: what lay there before a commit, records behind the last ones, questions, the chain."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.reason import Reason
from csmail.model.record import Head, Record, RecordFilter, head, head_name
from csmail.model.task import Task
from csmail.stores.shared import chain, codec, recorded
from csmail.stores.tinydb import checksums, document_rows
from csmail.stores.tinydb.document_rows import Connection
from csmail.stores.tinydb.schema import moment

HEADS = f"{checksums.TOLD}{head_name('')}"


class Stored:
    """What lies there while the transaction has the lock: nobody changes it before the records are written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def conversations(self, ids: Iterable[str]) -> Mapping[str, Conversation]:
        return self._nouns("conversations", ids)

    def customers(self, ids: Iterable[str]) -> Mapping[str, Customer]:
        return self._nouns("customers", ids)

    def tasks(self, ids: Iterable[str]) -> Mapping[str, Task]:
        return self._nouns("tasks", ids)

    def receipts(self, ids: Iterable[str]) -> frozenset[str]:
        return frozenset(document_rows.numbers(self._connection, "receipts", ids))

    def _nouns(self, kind: str, ids: Iterable[str]) -> Mapping[str, Any]:
        wanted = tuple(ids)
        found = document_rows.named(self._connection, kind, wanted) if wanted else {}
        return {id: codec.decode(kind, body) for id, (_, body) in found.items()}


def unchained(connection: Connection, changes: Changes) -> tuple[Record, ...]:
    """The records of these changes; ask before anything is written over. Raises StoreError."""
    return tuple(recorded.records(changes, Stored(connection)))


def append(connection: Connection, some: Iterable[Record]) -> None:
    """Write the records behind the last of their desks. Raises Damaged."""
    new = tuple(map(codec.cleaned, some))
    heads = {desk: _head(connection, desk) for desk in dict.fromkeys(one.desk for one in new)}
    rows = [document_rows.row_of(one) for one in recorded.chained(new, heads)]
    if rows:
        document_rows.add(connection, "records", rows)
        for desk, last in heads.items():
            checksums.remember(connection, head_name(desk), str(last))


def resume(connection: Connection, now: datetime, held: int) -> None:
    """Say at the end of each chain that this is a copy put back: the records that it lacks are those since."""
    last = {desk: _head(connection, desk) for desk in _heads(connection)}
    append(connection, (
        Record(
            desk, now, "restored", recorded.MACHINE, did=("copy_put_back",),
            after={"goes_on_from": str(one.number), "held": str(held)},
        )
        for desk, one in last.items()
    ))  # fmt: skip


def asked(wanted: RecordFilter) -> tuple[str, tuple[Any, ...]]:
    """The question for the rows of these records, in the order in which they were written."""
    terms = {
        "desk = ?": wanted.desk,
        "about = ?": wanted.about,
        "author = ?": wanted.by,
        "at >= ?": moment(wanted.since) if wanted.since else "",
    }
    said = {term: value for term, value in terms.items() if value != ""}
    where = f"WHERE {' AND '.join(said)} " if said else ""
    return f"SELECT row FROM records_index {where}ORDER BY row", tuple(said.values())  # noqa: S608  words of ours


def faults(connection: sqlite3.Connection) -> Iterator[Reason]:
    """Records that were changed, removed or put elsewhere, by desk and number. The checksums are not asked: whoever
    writes a record anew writes its checksum too."""
    rows = connection.execute("SELECT body FROM documents WHERE kind = 'records' ORDER BY id")
    yield from chain.faults(map(_record, rows), _heads(connection))


def _record(row: tuple[Any]) -> Record | None:
    try:
        found: Record = codec.decode("records", row[0])
    except (StoreError, TypeError):
        return None
    return found


def _head(connection: Connection, desk: str) -> Head:
    return head((checksums.read(connection, f"{checksums.TOLD}{head_name(desk)}") or b"").decode())


def _heads(connection: sqlite3.Connection) -> dict[str, Head]:
    query = "SELECT substr(name, ?), value FROM facts WHERE substr(name, 1, ?) = ?"
    found = connection.execute(query, (len(HEADS) + 1, len(HEADS), HEADS))
    return {desk: head(bytes(value).decode("utf-8", "replace")) for desk, value in found}
