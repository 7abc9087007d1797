"""Says what is wrong with a store file: pages, documents, index rows, references that lead nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from csmail.errors import CsmailError
from csmail.stores import _codec
from csmail.stores._index import COLUMNS, columns

NAMED = 20
"""Of each kind of fault so many are named; a file with more needs its copy, not a list."""
PAGE = 200

# Who names whom: the kind, where its document says it, the kind that must hold it.
REFERENCES = (
    ("messages", "$.conversation", "conversations"),
    ("tasks", "$.conversation", "conversations"),
    ("tasks", "$.work.mail", "mails"),
    ("drafts", "$.conversation", "conversations"),
    ("drafts", "$.mail", "mails"),
    ("receipts", "$.conversation", "conversations"),
    ("receipts", "$.message", "messages"),
    ("conversations", "$.merged_into", "conversations"),
)
DANGLING = """\
SELECT id, target FROM (SELECT id, json_extract(CAST(body AS TEXT), ?2) AS target FROM documents
                        WHERE kind = ?1 AND json_valid(CAST(body AS TEXT)))
WHERE target <> '' AND NOT EXISTS (SELECT 1 FROM documents AS other WHERE other.kind = ?3 AND other.id = target)
LIMIT ?4
"""


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """One sentence a fault, nothing when the file is sound. Reads all of it; raises sqlite3.Error where it is torn."""
    torn = [row[0] for row in connection.execute(f"PRAGMA integrity_check({NAMED})") if row[0] != "ok"]
    yield from torn
    if torn:
        return
    yield from _documents(connection)
    yield from _strays(connection)
    for kind, path, target in REFERENCES:
        for id, named in connection.execute(DANGLING, (kind, path, target, NAMED)):
            yield f"{kind} {id} names {named}, which is not among the {target}"


def _documents(connection: sqlite3.Connection) -> Iterator[str]:
    """Documents that cannot be read, or whose index row says something else."""
    left = NAMED
    for row, kind, id, body in connection.execute("SELECT row, kind, id, body FROM documents"):
        said = _of_one(connection, row, kind, id, body) if kind in _codec.KINDS else ""
        if said:
            yield said
            left -= 1
        if not left:
            yield "and more"
            return


def _of_one(connection: sqlite3.Connection, row: int, kind: str, id: str, body: bytes) -> str:
    try:
        noun = _codec.decode(kind, body)
    except CsmailError as error:
        return f"{kind} {id}: {error.message}"
    if _codec.cleaned(_codec.identity(noun)) != id:
        return f"{kind} {id} calls itself {_codec.identity(noun)}"
    if kind not in COLUMNS:
        return ""
    query = f"SELECT {', '.join(COLUMNS[kind])} FROM {kind}_index WHERE row = ?"  # noqa: S608  keys of COLUMNS
    found = connection.execute(query, (row,)).fetchone()
    return "" if found is not None and tuple(found) == columns(noun) else f"{kind} {id} is not indexed as it is"


def _strays(connection: sqlite3.Connection) -> Iterator[str]:
    for kind in COLUMNS:
        query = f"SELECT count(*) FROM {kind}_index WHERE row NOT IN (SELECT row FROM documents WHERE kind = ?)"  # noqa: S608
        count = connection.execute(query, (kind,)).fetchone()[0]
        if count:
            yield f"{count} index rows of {kind} belong to no document"
