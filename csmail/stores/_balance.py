"""What the store knows of itself as a whole: which one it is, how many commits it had, the sum of all its seals.

A seal tells of one document that it was written; that it was written last, and that none is gone, only the sum of
them all can tell: pages of two days lie under one log when somebody puts an older file there and leaves the log.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

from csmail.stores._seals import Damaged

TABLE = """\
CREATE TABLE balance (row INTEGER PRIMARY KEY, identity TEXT NOT NULL, commits INTEGER NOT NULL, total INTEGER NOT NULL)
"""
STALE = """\
CREATE TRIGGER stale BEFORE UPDATE OF body ON documents WHEN new.sum = old.sum AND new.body <> old.body
BEGIN SELECT RAISE(ABORT, 'an older csmail, which knows no seals, still runs: start it again'); END
"""
"""A daemon that was started before the upgrade has the file open, and would go on writing to it."""
TRIGGERS = tuple(
    f"CREATE TRIGGER {name} AFTER {event} ON documents BEGIN UPDATE balance SET total = total {by} WHERE row = 1; END"  # noqa: S608
    for name, event, by in (
        ("written", "INSERT", "+ new.sum"),
        ("changed", "UPDATE OF sum", "- old.sum + new.sum"),
        ("dropped", "DELETE", "- old.sum"),
    )
)


@dataclass(frozen=True, slots=True)
class Count:
    """`identity` tells the store from any other, also from itself before it was put back from a copy."""

    identity: str
    commits: int

    @property
    def raised(self) -> Count:
        """One commit further."""
        return Count(self.identity, self.commits + 1)


def make(connection: sqlite3.Connection) -> None:
    """Begin to keep the balance, of what stands there already too."""
    for statement in (TABLE, STALE, *TRIGGERS):
        connection.execute(statement)
    connection.execute("INSERT INTO balance SELECT 1, '', 0, coalesce(sum(sum), 0) FROM documents")
    begin(connection)


def begin(connection: sqlite3.Connection) -> None:
    """Give the store an identity of its own: what is noted of another one is not said of it."""
    connection.execute("UPDATE balance SET identity = ?, commits = 0 WHERE row = 1", (secrets.token_hex(8),))


def raise_to(connection: sqlite3.Connection, count: Count) -> None:
    """One more commit."""
    connection.execute("UPDATE balance SET commits = ? WHERE row = 1", (count.commits,))


def stored(connection: sqlite3.Connection) -> Count:
    """The count in the store. Raises sqlite3.Error when it is damaged."""
    found = connection.execute("SELECT identity, commits FROM balance WHERE row = 1").fetchone()
    if found is None or not isinstance(found[0], str) or not isinstance(found[1], int):
        raise Damaged("its count of commits is none")
    return Count(*found)


def closed(connection: sqlite3.Connection) -> bool:
    """Whether the documents are those that were written last, all of them."""
    query = "SELECT coalesce(sum(sum), 0) = (SELECT total FROM balance WHERE row = 1) FROM documents"
    return bool(connection.execute(query).fetchone()[0])
