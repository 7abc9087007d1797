"""Copies the store to a file beside it, puts such a copy back.

| what can fail | what the user sees | what is kept |
| --- | --- | --- |
| the target exists, is a link, its folder is not there | StoreError | the target as it is, no half file |
| the disk is full, or fails | StoreError | the store; the half copy is removed |
| somebody writes meanwhile | nothing: the copy is of one moment | both |
| the copy to put back is damaged, not ours, too new | StoreError, ConfigurationError | the store as it is |
| a pass or a daemon is under way | Busy, exit 75 | the store as it is |
| death while a copy is put back | nothing: the old store is there, or the new one | the old one, here or beside |
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from csmail import disk
from csmail.errors import StoreError
from csmail.model.task import State, Task
from csmail.ports import Told, untold
from csmail.reason import Reason
from csmail.stores.shared import codec
from csmail.stores.tinydb import checksums, commit_counter, document_rows, file, log, migrations, verify

UNSENT: tuple[State, ...] = ("queued", "deferred", "claimed", "transmitting")
MAILS_UNSENT = """\
JOIN tasks_index USING (row) WHERE state IN (SELECT value FROM json_each(?))
AND json_extract(CAST(body AS TEXT), '$.work.type') = 'SendMail'"""
PAGES = 5_000
"""Copied in one step: 20 MB, some 40 ms."""
BESIDE = ("", "-wal", "-shm", "-journal")


def copy(connection: sqlite3.Connection, target: Path, told: Told = untold) -> int:
    """Write what `connection` sees to `target`, which must not be there; its size in bytes. Raises StoreError."""
    if os.path.lexists(target):
        raise StoreError(Reason.of("target_there_already", target=target), Reason("advice_other_file"))
    with _half(target.with_name(f".{target.name}.{os.getpid()}.new")) as new:
        _filled(connection, new, told)
        _named(new, target)
    return target.stat().st_size


Holding = Callable[[Task], Task]


def restore(folder: Path, source: Path, now: datetime, holding: Holding) -> tuple[int, Path]:
    """Put the copy `source` in the place of the store in `folder`; how many mails wait now, where the old one lies.

    Hold every lease. Raises StoreError, ConfigurationError.
    """
    path = folder / file.NAME
    with _half(folder / f".restored.{os.getpid()}.new") as new:
        held = held_back(source, new, now, holding)
        with _writers_kept_out(path):
            return held, put_in_place(new, path, now)


def unsent(source: Path) -> int:
    """How many mails in the copy were not sent. Raises what `restore` raises for a copy that is no good."""
    query = f"SELECT count(*) FROM documents {MAILS_UNSENT}"  # noqa: S608
    with _sound(source) as connection:
        count: int = connection.execute(query, (document_rows.listed(UNSENT),)).fetchone()[0]
    return count


@contextmanager
def _sound(source: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(_reader(source)) as connection:
            migrations.check_version(connection, source)
            wrong = next(verify.faults(connection), None)
            if wrong:
                raise StoreError(
                    Reason.of("copy_is_damaged", source=source).because(wrong), Reason("advice_other_copy")
                )
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise file.told(error, source) from error


def held_back(source: Path, new: Path, now: datetime, holding: Holding) -> int:
    """Make `new` from the copy `source`, every unsent mail changed by `holding`; how many it changed.

    Raises StoreError when the copy is damaged or not ours, ConfigurationError when it is of a newer csmail.
    """
    with _sound(source) as connection:
        _filled(connection, new)
    with closing(file.connect(new)) as connection:
        migrations.upgrade(connection)
        changed = _hold(connection, holding, now)
        checksums.write(connection, f"{checksums.TOLD}restored", now.isoformat().encode())
        commit_counter.begin(connection)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    disk.sync(new)
    return changed


def put_in_place(new: Path, path: Path, now: datetime) -> Path:
    """Give `new` the name of the store; the old one stays beside, under the name that is returned.

    The log goes with the old file: beside the new one SQLite would take it for that one's (sqlite.org/howtocorrupt).
    """
    kept = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
    if os.path.lexists(kept):
        raise StoreError(Reason.of("copy_there_already", kept=kept), Reason("advice_in_a_second"))
    if os.path.lexists(path):
        os.link(path, kept, follow_symlinks=False)
    for beside in BESIDE[1:]:
        with suppress(FileNotFoundError):
            Path(f"{path}{beside}").rename(f"{kept}{beside}")
    commit_counter.forget(path)
    verify.forget(path)
    new.replace(path)
    disk.sync(path.parent)
    return kept


@contextmanager
def _writers_kept_out(path: Path) -> Iterator[None]:
    """A command by hand holds no lease: what it committed between our copy and our renaming would be lost."""
    with ExitStack() as kept:
        with suppress(sqlite3.Error):
            if os.path.lexists(path):
                connection = kept.enter_context(closing(file.connect(path)))
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a damaged store cannot, and need not
                connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _half(new: Path) -> Iterator[Path]:
    try:
        os.close(disk.make_new(new))
        yield new
    except OSError as error:
        raise StoreError(
            Reason.of("folder_not_written", parent=new.parent, said=error.strerror), Reason("advice_folder_disk")
        ) from error
    except sqlite3.Error as error:
        raise file.told(error, new) from error
    finally:
        for beside in BESIDE:
            with suppress(OSError):
                Path(f"{new}{beside}").unlink(missing_ok=True)


def _filled(source: sqlite3.Connection, new: Path, told: Told = untold) -> None:
    if not os.path.lexists(new):
        os.close(disk.make_new(new))
    with closing(file.connect(new)) as connection:
        # Read in the transaction of `source`, so that what others write meanwhile does not make it begin anew.
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        source.backup(connection, pages=PAGES, progress=lambda _, left, whole: told(whole - left, whole))
        connection.execute("PRAGMA journal_mode=DELETE")  # a copy is one file
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise StoreError(Reason.of("copy_damaged", said=said), Reason("advice_store_check"))
    disk.sync(new)


def _named(new: Path, target: Path) -> None:
    """Link, not rename: it fails when somebody made the target meanwhile."""
    try:
        os.link(new, target, follow_symlinks=False)
    except FileExistsError:
        raise StoreError(Reason.of("target_there_already", target=target), Reason("advice_other_file")) from None
    except OSError:  # a disk without links, a USB stick perhaps
        new.rename(target)
    disk.sync(target.parent)


def _reader(source: Path) -> sqlite3.Connection:
    """The copy as it lies there: SQLite makes no file beside it."""
    if not source.is_file():
        raise StoreError(Reason.of("no_such_file", source=source), Reason("advice_backup_file"))
    return sqlite3.connect(file.uri(source.resolve(), "ro"), uri=True, isolation_level=None)


def _hold(connection: sqlite3.Connection, holding: Holding, now: datetime) -> int:
    connection.execute("BEGIN IMMEDIATE")
    found = document_rows.select(connection, MAILS_UNSENT, (document_rows.listed(UNSENT),))
    held = [holding(codec.decode("tasks", body)) for _, _, body in found]
    document_rows.put(connection, "tasks", [document_rows.row_of(task) for task in held])
    log.resume(connection, now, len(held))
    connection.execute("COMMIT")
    return len(held)
