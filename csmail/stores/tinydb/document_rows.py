"""Writes and reads documents with their index rows, inside a transaction that somebody else holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec

from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.stores.shared import codec, id_traces
from csmail.stores.shared.codec import Noun
from csmail.stores.shared.search_words import indexed, texts_of
from csmail.stores.tinydb import search_index
from csmail.stores.tinydb.checksums import checksum, verified
from csmail.stores.tinydb.schema import COLUMNS, columns

Connection = sqlite3.Connection
PAGE = 200
TOGETHER = 100
TOGETHER_OCTETS = 8 * 1024 * 1024
PLACES = "(?, ?, ?, ?, ?)"
INSERT = f"INSERT INTO documents (row, kind, id, body, sum) VALUES {PLACES}"  # noqa: S608  words of ours
Document = tuple[int, str, str, bytes, int]
"""Row number, kind, id, body, checksum."""
LARGE_PAGE = 32
Row = tuple[str, bytes, tuple[Any, ...], tuple[id_traces.Row, ...], str]
"""Id, document, index columns, traces, what a search looks at."""


def row_of(noun: Noun) -> Row:
    """What is written for one noun."""
    try:
        body = codec.encode(noun)
    except UnicodeEncodeError:
        noun = codec.cleaned(noun)
        body = codec.encode(noun)
    said = indexed(texts_of(noun)) if isinstance(noun, Conversation | Message) else ""
    return codec.identity(noun), body, columns(noun), id_traces.rows(noun), said


def listed(values: Iterable[Any]) -> str:
    """A parameter for `IN (SELECT value FROM json_each(?))`: one prepared statement for any number of values."""
    wanted = tuple(values)
    try:
        return msgspec.json.encode(wanted).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(codec.cleaned(wanted)).decode()


def numbers(connection: Connection, kind: str, ids: Iterable[str]) -> dict[str, int]:
    """The row number of each of these documents that there is."""
    wanted = tuple(ids)
    if len(wanted) == 1:  # most commits are of one mail: 3 us instead of 10 for json_each
        query, sought = "SELECT id, row FROM documents WHERE kind = ? AND id = ?", codec.cleaned(wanted[0])
    else:
        query = "SELECT id, row FROM documents WHERE kind = ? AND id IN (SELECT value FROM json_each(?))"
        sought = listed(wanted)
    return dict(connection.execute(query, (kind, sought)).fetchall())


def put(connection: Connection, kind: str, rows: Iterable[Row]) -> None:
    """Write these documents, over those with the same id; the last of two with one id stays."""
    wanted = {row[0]: row for row in rows}
    known = numbers(connection, kind, wanted)
    _insert(connection, kind, [row for id, row in wanted.items() if id not in known])
    rewrite(connection, kind, [(number, wanted[id]) for id, number in known.items()])


def add(connection: Connection, kind: str, rows: Iterable[Row]) -> None:
    """Write those of these documents whose id is new; the first of two with one id stays."""
    wanted: dict[str, Row] = {}
    for row in rows:
        wanted.setdefault(row[0], row)
    known = numbers(connection, kind, wanted)
    _insert(connection, kind, [row for id, row in wanted.items() if id not in known])


def drop(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Remove these documents."""
    gone = [(number,) for number in numbers(connection, kind, ids).values()]
    if kind in search_index.KINDS:
        search_index.change(connection, kind, [(number, "") for (number,) in gone])
    connection.executemany("DELETE FROM documents WHERE row = ?", gone)
    if kind in COLUMNS:
        connection.executemany(f"DELETE FROM {kind}_index WHERE row = ?", gone)  # noqa: S608  a key of COLUMNS
    if kind == "messages":
        id_traces.drop(connection, (number for (number,) in gone))


def select(connection: Connection, where: str, values: Sequence[Any]) -> Iterator[tuple[int, str, bytes]]:
    """Row number, id and body of the documents that `where` (ours, with its joins) names. Raises Damaged."""
    query = f"SELECT documents.row, kind, id, body, sum FROM documents {where}"  # noqa: S608  words of ours
    for row, kind, id, body, sum in connection.execute(query, values):
        yield row, id, verified(kind, id, body, sum)


def body(connection: Connection, kind: str, id: str) -> bytes | None:
    """One document. Raises Damaged."""
    found = [body for _, _, body in select(connection, "WHERE kind = ? AND id = ?", (kind, codec.cleaned(id)))]
    return found[0] if found else None


def named(connection: Connection, kind: str, ids: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """Row number and body of each of these documents that there is, by id. Raises Damaged."""
    where = "WHERE kind = ? AND id IN (SELECT value FROM json_each(?))"
    return {id: (row, body) for row, id, body in select(connection, where, (kind, listed(ids)))}


def bodies(connection: Connection, rows: Sequence[int]) -> Iterator[bytes]:
    """The documents with these row numbers, in this order. Raises Damaged."""
    where = "WHERE row IN (SELECT value FROM json_each(?))"
    found = {row: body for row, _, body in select(connection, where, (listed(rows),))}
    return (found[row] for row in rows if row in found)


def _insert(connection: Connection, kind: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    # Numbers are given out here, because executemany() does not tell those that SQLite gives.
    last: int = connection.execute("SELECT max(row) FROM documents").fetchone()[0] or 0
    new = [(number, row) for number, row in enumerate(rows, last + 1)]
    _write(connection, [(number, kind, row[0], row[1], checksum(kind, row[0], row[1])) for number, row in new])
    _index(connection, kind, [(number, *row[2]) for number, row in new], "INSERT")
    id_traces.put(connection, [(number, row[3]) for number, row in new if row[3]])
    if kind in search_index.KINDS:
        search_index.add(connection, [(number, row[4]) for number, row in new])


def _write(connection: Connection, rows: Sequence[Document]) -> None:
    """Many in one statement, for each that fires a trigger copies the pages that it changes, to undo it.

    Of 100 us for the three documents of a mail that saves 20. SQLite holds another copy of what it is given, so large
    ones are written one by one.
    """
    together = sum(len(body) for _, _, _, body, _ in rows) <= TOGETHER_OCTETS
    whole = len(rows) - len(rows) % TOGETHER if together else 0
    several = INSERT + f", {PLACES}" * (TOGETHER - 1)
    for start in range(0, whole, TOGETHER):
        connection.execute(several, [*chain.from_iterable(rows[start : start + TOGETHER])])
    connection.executemany(INSERT, rows[whole:])


def rewrite(connection: Connection, kind: str, rows: Sequence[tuple[int, Row]]) -> None:
    """Write over the documents with these row numbers."""
    if rows:
        if kind in search_index.KINDS:
            search_index.change(connection, kind, [(number, row[4]) for number, row in rows])
        bodies = [(row[1], checksum(kind, row[0], row[1]), number) for number, row in rows]
        connection.executemany("UPDATE documents SET body = ?, sum = ? WHERE row = ?", bodies)
        _index(connection, kind, [(number, *row[2]) for number, row in rows], "INSERT OR REPLACE")
        if kind == "messages":
            id_traces.drop(connection, (number for number, _ in rows))
            id_traces.put(connection, [(number, row[3]) for number, row in rows])


def _index(connection: Connection, kind: str, rows: Sequence[tuple[Any, ...]], how: str) -> None:
    if kind in COLUMNS:
        places = ", ".join("?" * (len(COLUMNS[kind]) + 1))
        query = f"{how} INTO {kind}_index VALUES ({places})"  # words of ours
        connection.executemany(query, rows)
