"""Small facts beside the documents, each with its checksum: the key, what was told to people."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from typing import Any

from csmail.model.reason import Reason
from csmail.stores.shared import codec

KEY, SCHEMA, TOLD = "key", "schema", "told/"


def read(connection: sqlite3.Connection, name: str) -> bytes | None:
    """One fact. Raises Damaged."""
    found = connection.execute("SELECT value, sum FROM facts WHERE name = ?", (name,)).fetchone()
    return None if found is None else verified("facts", name, *found)


def demanded(connection: sqlite3.Connection, name: str) -> bytes:
    """One fact that every store has. Raises Damaged."""
    value = read(connection, name)
    if value is None:
        raise Damaged(f"facts {name} is gone")
    return value


def write(connection: sqlite3.Connection, name: str, value: bytes) -> None:
    """Keep a fact, over the one with this name."""
    row = name, value, checksum("facts", name, value)
    connection.execute("INSERT OR REPLACE INTO facts (name, value, sum) VALUES (?, ?, ?)", row)


def remember(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a fact of the desk, over the one with this name."""
    write(connection, f"{TOLD}{name}", codec.cleaned(value).encode())


def keep_schema(connection: sqlite3.Connection) -> None:
    """Write down how the tables are: with one letter of it garbled SQLite reads another table, and is content."""
    write(connection, SCHEMA, _schema(connection))


def wrong(connection: sqlite3.Connection) -> Iterator[Reason]:
    """Each fact that is not as it was written."""
    for name, value, sum in connection.execute("SELECT name, value, sum FROM facts"):
        try:
            verified("facts", name, value, sum)
        except Damaged:
            yield Reason.of("document_altered", kind="facts", id=name)
    if demanded(connection, SCHEMA) != _schema(connection):
        yield Reason("tables_altered")


def _schema(connection: sqlite3.Connection) -> bytes:
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid").fetchall()
    return b"%08x" % zlib.crc32(repr(found).encode())


class Damaged(sqlite3.DatabaseError):
    """Raised where a question is asked, as SQLite itself would: who knows the file tells the person (`file.told`)."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def checksum(kind: str, id: str, body: bytes) -> int:
    """CRC-32 of one row. It finds what a disk garbles, any one flipped bit for certain; it stops no forger."""
    return zlib.crc32(body, zlib.crc32(f"{kind}\0{id}".encode()))


def verified(kind: str, id: str, body: Any, sum: Any) -> bytes:
    """The body as it was written. Raises Damaged."""
    if not isinstance(body, bytes) or checksum(kind, id, body) != sum:
        raise Damaged(f"{kind} {id} is not as it was written")
    return body
