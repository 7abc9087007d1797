"""The SQLite file itself: made whole, opened only when it is ours and sound, its faults told in our words.

| what can fail                     | what the user sees                            | what is kept                   |
| --------------------------------- | --------------------------------------------- | ------------------------------ |
| disk full (SQLITE_FULL)           | StoreError: free some space                   | all that was committed         |
| read-only file or folder          | StoreError: check mode and mount              | all that was committed         |
| I/O error                         | StoreError: look at the system's log          | all that was committed         |
| fsync fails                       | the same; this process writes no more, for    | all that was committed; this   |
|                                   | the kernel tells it once only (fsync(2))      | commit may turn up later       |
| file damaged, cut, not ours       | StoreError: restore a backup                  | the file as it is              |
| commits missing, an older file    | StoreError: see `commit_counter.py`           | the file as it is              |
| file of a newer csmail            | ConfigurationError: update csmail             | the file as it is              |
| file gone, or another put there   | StoreError: start again                       | both files                     |
| others write for over ten seconds | Busy, exit 75                                 | all that was committed         |
| death while it is made            | nothing: it is made again                     | nothing was there              |
| kill -9, power loss               | nothing: SQLite replays its log               | every commit that returned     |
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path
from typing import Literal

from csmail import disk
from csmail.errors import Busy, CsmailError, StoreError
from csmail.reason import Reason
from csmail.stores.shared import id_traces
from csmail.stores.tinydb import checksums, commit_counter, locks, migrations
from csmail.stores.tinydb.schema import SCHEMA

BUSY_SECONDS = 10.0
CHECKPOINT_PAGES = 4000
"""Pages of log before they are copied home. Measured with batches of 500 mails: 26 us a document, 39 with 1,000."""
LARGEST_IDLE_LOG = 64 * 1024 * 1024
READER_CACHE_KIB = 2048
NAME = "csmail.db"
SMALLEST = 4096
"""Octets: one page."""
RESTORE = Reason("advice_restore_or_anew")
DAMAGE = frozenset({
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_ERROR,  # "no such table": our questions do not change, so the table did
})  # fmt: skip
REFUSALS = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH})


def told(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> CsmailError:
    """What an error of SQLite means to a person. The codes: sqlite.org/rescode.html.

    UnicodeDecodeError: the sqlite3 module stumbled over a text, or over SQLite's own words about it, in a torn page.
    """
    if isinstance(error, UnicodeDecodeError):
        return StoreError(Reason.of("store_not_utf8", path=path), RESTORE)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreError(Reason.of("no_space_left", path=path), Reason("advice_space"))
    if code in REFUSALS:
        return StoreError(Reason.of("store_not_opened", path=path, said=error), Reason("advice_mode_disk"))
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(Reason.of("disk_fails", path=path, said=error), Reason("advice_dmesg"))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(
            Reason.of("others_write", path=path, busy_seconds=f"{BUSY_SECONDS:.0f}"), Reason("same_in_a_minute_again")
        )
    if code in DAMAGE:
        return StoreError(Reason.of("store_damaged", path=path, said=error), RESTORE)
    return StoreError(Reason.of("store_fails", path=path, said=error), Reason("advice_store_info"))


def connect(path: Path, cache_kib: int = READER_CACHE_KIB) -> sqlite3.Connection:
    """A connection that any one thread at a time may use."""
    # mode=rw: SQLite shall never make a file; an empty one it made would look like a store that forgot everything.
    connection = sqlite3.connect(
        uri(path, "rw"), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in (
            "synchronous=FULL",
            f"wal_autocheckpoint={CHECKPOINT_PAGES}",
            f"journal_size_limit={LARGEST_IDLE_LOG}",
            f"cache_size=-{cache_kib}",
            "trusted_schema=OFF",
            "cell_size_check=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def uri(path: Path, mode: Literal["ro", "rw"]) -> str:
    """How SQLite is told to open `path`; the quoting: sqlite.org/uri.html section 3."""
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


def create(path: Path) -> None:
    """Make the whole file under another name, then give it its own: it is never seen half made."""
    with locks.lease(path.parent, "create", timedelta(seconds=BUSY_SECONDS)):
        if os.path.lexists(path):
            return
        for left in (Path(f"{path}-wal"), commit_counter.beside(path)):
            if os.path.lexists(left):
                raise StoreError(Reason.of("store_missing", path=path, name=left.name), RESTORE)
        new = path.with_suffix(".new")
        try:
            _fill(new)
            new.rename(path)
            disk.sync(path.parent)
        except sqlite3.Error as error:
            raise told(error, path) from error
        except OSError as error:
            raise StoreError(
                Reason.of("store_not_made", path=path, said=error.strerror), Reason("advice_disk_folder")
            ) from error


def _fill(new: Path) -> None:
    for left in (new, Path(f"{new}-wal"), Path(f"{new}-shm"), Path(f"{new}-journal")):
        left.unlink(missing_ok=True)
    os.close(disk.make_new(new))
    connection = connect(new)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(f"BEGIN; {SCHEMA} {id_traces.SCHEMA}")
        checksums.write(connection, checksums.KEY, secrets.token_bytes(32))
        connection.execute(f"PRAGMA application_id={migrations.APPLICATION}")
        commit_counter.make(connection)
        migrations.finish(connection)
        connection.execute("COMMIT")
    finally:
        connection.close()


def examined(path: Path) -> os.stat_result:
    """See that the file and its log are ours alone and not cut to nothing. Raises StoreError."""
    seen = locks.examine(path, stat.S_ISREG, "600")
    for beside in (Path(f"{path}-wal"), Path(f"{path}-shm")):
        try:
            locks.examine(beside, stat.S_ISREG, "600")
        except StoreError as error:
            # It goes whenever another process closes the store last, and may be back before one can look again.
            if not isinstance(error.__cause__, FileNotFoundError):
                raise
    if seen.st_size < SMALLEST:  # SQLite takes it for a new, empty one
        raise StoreError(Reason.of("store_cut_short", path=path, st_size=seen.st_size), RESTORE)
    return seen
