"""How many commits the store had, once more beside it: SQLite leaves a torn log out without a word.

Each commit raises the count in its own transaction, then in a small file of its own. That one is
written in place and not synced: it may lag behind the store, but is never ahead of what was on the disk.

| what happens                                   | what the user sees                    | what is kept           |
| ---------------------------------------------- | ------------------------------------- | ---------------------- |
| the log cut, garbled, removed, an older one    | StoreError: N commits are missing     | all before the loss    |
| an older copy of the store in its place        | the same                              | that copy              |
| the same under the log of today                | StoreError: damaged, before a write   | as it is               |
| a copy from before a restore, another store    | StoreError: another store             | as it is               |
| the store gone, its count there                | StoreError: it is missing             | nothing is made anew   |
| kill -9 between commit and count, power loss   | nothing: the count lags               | every commit           |
| the count cannot be written (full disk)        | nothing: the count lags               | every commit           |
| two processes write it out of turn             | nothing: the count lags by one        | every commit           |
| the count garbled                              | StoreError: it is damaged             | as it is               |
| the count gone, or never there (older csmail)  | nothing: the next commit makes it     | every commit           |
| the folder moved, or put back as a whole       | nothing: both went together           | what the folder has    |
| `csmail store restore`                         | nothing: no count, another identity   | the old store beside   |
| death while a copy is put back                 | nothing: the old store, or the new    | see `backup.py`      |

Of a folder that was put back as a whole nobody here knows better: that is what `csmail store restore` is for.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from csmail import disk
from csmail.errors import StoreError
from csmail.reason import Reason
from csmail.stores.tinydb import locks
from csmail.stores.tinydb.checksums import Damaged

NAME = "csmail.count"
LOOKS = 5
"""A look may fall into the middle of another process' writing; five in a row do not."""
LONGEST = 80


def beside(path: Path) -> Path:
    """Where the count of the store `path` lies."""
    return path.with_name(NAME)


class CommitCounterFile:
    """The count of the store `path`, opened when it is first there: 5 us a commit instead of 30."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError when somebody else could have written it."""
        self._store = path
        self._path = beside(path)
        self._descriptor: int | None = None
        if os.path.lexists(self._path):
            locks.examine(self._path, stat.S_ISREG, "600")

    def noted(self) -> Count | None:
        """What was written last; None when nothing was. Raises StoreError.

        Ask before the store is asked: what another process commits meanwhile then cannot look like a loss.
        """
        try:
            if (descriptor := self._opened()) is None:
                return None
            for _ in range(LOOKS):
                if (count := _parsed(os.pread(descriptor, LONGEST, 0))) is not None:
                    return count
        except OSError as error:
            raise StoreError(
                Reason.of("count_unreadable", path=self._path, said=error.strerror), Reason("advice_mode_owner")
            ) from error
        raise StoreError(Reason.of("count_damaged", path=self._path), _way_on(self._store))

    def compare(self, noted: Count | None, stored: Count) -> None:
        """Raises StoreError when the store is behind what was noted."""
        if noted is None:
            return
        if noted.identity != stored.identity:
            raise self.other()
        if (missing := noted.commits - stored.commits) > 0:
            commits = "1 commit is" if missing == 1 else f"{missing} commits are"
            why = "its log was lost, or an older copy was put in its place"
            raise StoreError(
                Reason.of("commits_missing", store=self._store, commits=commits, said=why), _way_on(self._store)
            )

    def other(self) -> StoreError:
        """What is said of a store that is not the one whose count this is."""
        return StoreError(Reason.of("another_store", store=self._store), _way_on(self._store))

    def note(self, count: Count) -> None:
        """Write it down. A fault is none: the commit is on the disk, the count may lag behind."""
        with suppress(OSError):
            if (descriptor := self._opened()) is None:
                _make(self._path, _line(count))
            else:
                os.pwrite(descriptor, _line(count), 0)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int | None:
        if self._descriptor is None:
            with suppress(FileNotFoundError):
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        return self._descriptor


def forget(path: Path) -> None:
    """Remove the count of the store `path`: another store is put in its place."""
    beside(path).unlink(missing_ok=True)


def _way_on(path: Path) -> Reason:
    return Reason.of("advice_way_on", path=path)


def _make(target: Path, line: bytes) -> None:
    """Synced, once: an empty file after a power loss would look like a damaged one."""
    new = target.with_name(f".{NAME}.{os.getpid()}.new")
    try:
        descriptor = disk.make_new(new)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.rename(target)
    finally:
        new.unlink(missing_ok=True)


def _line(count: Count) -> bytes:
    said = f"{count.identity} {count.commits:020}".encode()
    return said + b" %08x\n" % zlib.crc32(said)


def _parsed(line: bytes) -> Count | None:
    words = line.split(b" ")
    if len(words) != 3 or not words[1].isdigit():
        return None
    count = Count(words[0].decode("ascii", "replace"), int(words[1]))
    return count if _line(count) == line else None


TABLE = """\
CREATE TABLE balance (row INTEGER PRIMARY KEY, identity TEXT NOT NULL, commits INTEGER NOT NULL, total INTEGER NOT NULL,
                      indexed INTEGER NOT NULL DEFAULT 0)
"""
UNINDEXED = """\
CREATE TRIGGER unindexed BEFORE UPDATE OF commits ON balance WHEN new.indexed <> new.commits
BEGIN SELECT RAISE(ABORT, 'an older csmail, which keeps no index of words, still runs: start it again'); END
"""
"""Every commit raises both numbers, in one statement; a daemon that was started before the upgrade knows of one."""
STALE = """\
CREATE TRIGGER stale BEFORE UPDATE OF body ON documents WHEN new.sum = old.sum AND new.body <> old.body
BEGIN SELECT RAISE(ABORT, 'an older csmail, which writes no checksums, still runs: start it again'); END
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
    for statement in (TABLE, STALE, UNINDEXED, *TRIGGERS):
        connection.execute(statement)
    connection.execute("INSERT INTO balance SELECT 1, '', 0, coalesce(sum(sum), 0), 0 FROM documents")
    begin(connection)


def make_guard(connection: sqlite3.Connection) -> None:
    """Bring a balance of format 3 to this one."""
    connection.execute("ALTER TABLE balance ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0")
    connection.execute("UPDATE balance SET indexed = commits")
    connection.execute(UNINDEXED)


def begin(connection: sqlite3.Connection) -> None:
    """Give the store an identity of its own: what is noted of another one is not said of it."""
    connection.execute(
        "UPDATE balance SET identity = ?, commits = 0, indexed = 0 WHERE row = 1", (secrets.token_hex(8),)
    )


def raise_to(connection: sqlite3.Connection, count: Count) -> None:
    """One more commit."""
    connection.execute("UPDATE balance SET commits = ?1, indexed = ?1 WHERE row = 1", (count.commits,))


def stored(connection: sqlite3.Connection) -> Count:
    """The count in the store. Raises sqlite3.Error when it is damaged."""
    found = connection.execute("SELECT identity, commits FROM balance WHERE row = 1").fetchone()
    if found is None or not isinstance(found[0], str) or not isinstance(found[1], int):
        raise Damaged("its count of commits is not a number")
    return Count(*found)


def adds_up(connection: sqlite3.Connection) -> bool:
    """Whether the documents are those that were written last, all of them."""
    query = "SELECT coalesce(sum(sum), 0) = (SELECT total FROM balance WHERE row = 1) FROM documents"
    return bool(connection.execute(query).fetchone()[0])
