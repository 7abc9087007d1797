"""One transaction at a time on the file under the documents. What can fail stands in `file.py`."""

from __future__ import annotations

import math
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csmail.errors import CsmailError, StoreError
from csmail.reason import Reason
from csmail.stores.tinydb import commit_counter, file, locks, migrations, search_index, verify
from csmail.stores.tinydb.checksums import Damaged

WRITER_CACHE_KIB = 16384
LOOK_SECONDS = 3600.0
INDEX_SECONDS = 1.0
"""How long an opening works on the index of an older store; every write takes in one more portion."""
FSYNC_FAULTS = frozenset({sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC})


class Rows:
    """The file of one store. Safe for several threads; several processes may each have their own."""

    def __init__(self, folder: Path, search: bool = True) -> None:
        """Open, or make, the file in `folder`; `search` is whether it keeps an index of words.

        Raises StoreError, ConfigurationError (written by a newer csmail).
        """
        self.path = folder / file.NAME
        locks.prepare(folder)
        if not os.path.lexists(self.path):
            file.create(self.path)
        self._seen = file.examined(self.path)
        self._count = commit_counter.CommitCounterFile(self.path)
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._readers: deque[sqlite3.Connection] = deque()
        self._process = os.getpid()
        self._fault: Reason | None = None
        self._looked_at = -math.inf
        self._unindexed = False
        try:
            self._begin()
            self._index(search)
        except CsmailError:
            self.close()
            raise

    def _begin(self) -> None:
        noted = self._count.noted()
        with self.reading() as connection:
            if not migrations.check_version(connection, self.path):
                if noted is not None and not migrations.has_checksums(connection):  # what is counted had them before
                    raise self._count.other()
                migrations.upgrade(connection)
            self._count.compare(noted, commit_counter.stored(connection))

    def _index(self, wanted: bool) -> None:
        """The index of words as it is wanted, and its next portions for INDEX_SECONDS. Raises StoreError, Busy."""
        with self.reading() as connection:
            try:
                search_index.settle(connection, wanted)
                until = time.monotonic() + INDEX_SECONDS
                while search_index.portion(connection):
                    if time.monotonic() >= until:
                        self._unindexed = True
                        break
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one question. Never hold it while somebody else's code runs: it would hold the log."""
        connection = None
        try:
            self._usable()
            connection = self._idle() or file.connect(self.path)
            yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._told(error) from error
        finally:
            if connection is not None:
                self._readers.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is on the disk when the block was left, or none of it.

        Before the first, then once an hour, when `_look` says that it is due, SQLite compares every table with its
        trees (9 ms for 1,000 conversations, a second for 50,000): nobody would miss a row that vanished from a tree.
        All that csmail does is written down first, so little is acted upon that was read from a damaged file.
        """
        with self._writing:
            try:
                self._usable()
                self._writer = self._writer or file.connect(self.path, WRITER_CACHE_KIB)
                self._look()
                self._writer.execute("BEGIN IMMEDIATE")
                self.same_file()
                count = commit_counter.stored(self._writer)
                self._count.compare(self._count.noted(), count)
                before = self._writer.total_changes
                yield self._writer
                changed = self._writer.total_changes != before
                if changed:
                    commit_counter.raise_to(self._writer, count.raised)
                self._writer.execute("COMMIT")
                if changed:
                    self._count.note(count.raised)
                    self._index_more(self._writer)
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise self._told(error) from error
            finally:
                self._roll_back()

    def _index_more(self, connection: sqlite3.Connection) -> None:
        """What fails here has cost nobody a commit: that is on the disk already."""
        if self._unindexed:
            try:
                self._unindexed = search_index.portion(connection)
            except sqlite3.Error as error:
                self._told(error)

    def _look(self) -> None:
        if time.monotonic() - self._looked_at < LOOK_SECONDS:
            return
        began = time.monotonic()
        if verify.is_due(self.path):
            with self.snapshot() as connection:
                wrong = next(verify.torn(connection), None)
                if wrong:
                    from csmail.wording.reasons import words  # what is sound needs none of them

                    raise Damaged(words(wrong))
            verify.note(self.path, time.monotonic() - began)
        self._looked_at = began

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own that sees the store as it is now, whatever is written meanwhile."""
        connection = None
        try:
            connection = file.connect(self.path)
            connection.execute("BEGIN")
            yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._told(error) from error
        finally:
            if connection is not None:
                connection.close()

    def close(self) -> None:
        """Close every connection; the last one of all processes copies the log home."""
        with self._writing:
            while (reader := self._idle()) is not None:
                reader.close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._count.close()

    def _idle(self) -> sqlite3.Connection | None:
        try:
            return self._readers.pop()
        except IndexError:
            return None

    def _usable(self) -> None:
        if self._fault:
            raise StoreError(self._fault, Reason("advice_dmesg_start"))
        if self._process != os.getpid():
            raise StoreError(Reason("opened_before_fork"), Reason("advice_child"))

    def same_file(self) -> None:
        """What is written to a file that was moved or replaced would be lost without a word."""
        try:
            now = os.stat(self.path)
        except OSError:
            raise StoreError(Reason.of("store_gone", path=self.path), Reason("advice_put_back")) from None
        if (now.st_dev, now.st_ino) != (self._seen.st_dev, self._seen.st_ino):
            raise StoreError(Reason.of("store_replaced", path=self.path), Reason("advice_start_again"))

    def _roll_back(self) -> None:
        if self._writer is not None and self._writer.in_transaction:
            try:
                self._writer.execute("ROLLBACK")
            except sqlite3.Error:
                self._writer.close()
                self._writer = None

    def _told(self, error: sqlite3.Error | UnicodeDecodeError) -> CsmailError:
        if getattr(error, "sqlite_errorcode", 0) in FSYNC_FAULTS:
            self._fault = Reason.of("disk_did_not_take", path=self.path, said=error)
        return file.told(error, self.path)
