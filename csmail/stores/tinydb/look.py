"""A look at the ids of a store for Tab: nothing is made, upgraded, locked or written.

The file is opened read-only; where no log lies beside it SQLite is told that it does not change, or it would lay its
shared memory beside a store that nobody has open (sqlite.org/wal.html, "Read-Only Databases").
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from csmail.stores.shared import codec
from csmail.stores.tinydb import file

SECONDS = 0.5
KNOWN_BY = ("subject", "name", "address")
ORDERS: Mapping[str, str] = {
    "conversations": "seen.status IN ('closed', 'spam'), seen.changed_at DESC",
    "drafts": "seen.state != 'waiting', row DESC",
    "tasks": "seen.state IN ('sent', 'done', 'dropped'), row DESC",
    "customers": "seen.seen_at DESC",
}
QUERY = """\
SELECT id, body FROM documents JOIN {kind}_index AS seen USING (row)
WHERE kind = ? AND substr(lower(id), 1, ?) = lower(?) ORDER BY {order} LIMIT ?"""


def ids(folder: Path, kind: str, beginning: str, most: int) -> list[tuple[str, str]]:
    """Those that begin so with what people know them by, what people work on first. Raises OSError, sqlite3.Error."""
    path = folder / file.NAME
    quiet = not path.with_name(f"{file.NAME}-wal").exists()
    address = file.uri(path, "ro") + ("&immutable=1" if quiet else "")
    with closing(sqlite3.connect(address, uri=True, timeout=SECONDS)) as connection:
        rows = connection.execute(
            QUERY.format(kind=kind, order=ORDERS[kind]), (kind, len(beginning), beginning, most)
        ).fetchall()
        return [(id, _about(connection, codec.fields(kind, body))) for id, body in rows]


def _about(connection: sqlite3.Connection, fields: Mapping[str, Any]) -> str:
    """A subject, a name, an address; of a task the subject of its conversation."""
    own = next((str(fields[name]) for name in KNOWN_BY if fields.get(name)), "")
    if own or not fields.get("conversation"):
        return own
    query = "SELECT body FROM documents WHERE kind = 'conversations' AND id = ?"
    found = connection.execute(query, (fields["conversation"],)).fetchone()
    return str(codec.fields("conversations", found[0]).get("subject", "")) if found else ""
