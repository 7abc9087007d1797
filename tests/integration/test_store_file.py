"""The SQLite file: how it is opened, how it is made, and what its errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail.errors import Busy, ConfigurationError, CsmailError, StoreError
from csmail.stores import tinydb
from csmail.stores.tinydb import file, migrations


def failure(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("its own words")
    error.sqlite_errorcode = code
    return error


PATH = Path("/srv/state/csmail.db")


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (sqlite3.SQLITE_FULL, StoreError, "no space left to write /srv/state/csmail.db"),
        (sqlite3.SQLITE_READONLY, StoreError, "cannot open or write /srv/state/csmail.db: its own words"),
        (sqlite3.SQLITE_CANTOPEN, StoreError, "cannot open or write /srv/state/csmail.db: its own words"),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreError, "cannot open or write /srv/state/csmail.db: its own words"),
        (sqlite3.SQLITE_IOERR, StoreError, "the disk fails under /srv/state/csmail.db: its own words"),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreError, "the disk fails under /srv/state/csmail.db: its own words"),
        (sqlite3.SQLITE_BUSY, Busy, "/srv/state/csmail.db: others have been writing for 10 seconds"),
        (sqlite3.SQLITE_LOCKED, Busy, "/srv/state/csmail.db: others have been writing for 10 seconds"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Busy, "/srv/state/csmail.db: others have been writing for 10 seconds"),
        (sqlite3.SQLITE_CORRUPT, StoreError, "/srv/state/csmail.db is damaged: its own words"),
        (sqlite3.SQLITE_NOTADB, StoreError, "/srv/state/csmail.db is damaged: its own words"),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, StoreError, "/srv/state/csmail.db is damaged: its own words"),
        (sqlite3.SQLITE_ERROR, StoreError, "/srv/state/csmail.db is damaged: its own words"),
        (sqlite3.SQLITE_INTERRUPT, StoreError, "/srv/state/csmail.db: its own words"),
    ],
)
def test_an_error_is_told_in_our_words(code: int, kind: type[CsmailError], said: str) -> None:
    found = file.told(failure(code), PATH)
    assert type(found) is kind
    assert found.message == said
    assert found.hint


def test_errors_without_a_code_are_told_too() -> None:
    assert file.told(sqlite3.ProgrammingError("closed"), PATH).message == "/srv/state/csmail.db: closed"
    text = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no text")
    assert file.told(text, PATH).message == "/srv/state/csmail.db is damaged: it holds text that is not UTF-8"


@pytest.mark.parametrize("name", ["state", "50% off", "what?mode=memory", "a#b", "%23"])
def test_a_connection_keeps_its_promises_whatever_its_folder_is_called(name: str, tmp_path: Path) -> None:
    tinydb.open(tinydb.Settings(name), tmp_path).close()
    connection = file.connect(tmp_path / name / file.NAME, 512)
    promised = {
        "synchronous": 2,
        "wal_autocheckpoint": 4000,
        "journal_size_limit": 64 * 1024 * 1024,
        "cache_size": -512,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "busy_timeout": 10_000,
        "application_id": 0x63736D6C,
        "user_version": migrations.VERSION,
    }
    assert {pragma: connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in promised} == promised
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.isolation_level is None
    connection.close()


def test_opening_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        file.connect(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_what_a_death_left_half_made_is_made_again(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    for name in ("csmail.new", "csmail.new-wal", "csmail.new-shm", "csmail.new-journal"):
        (state / name).write_text("half")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    assert (len(store.key()), store.faults()) == (32, ())
    store.close()
    assert not list(state.glob("csmail.new*"))


def test_a_log_without_its_file_is_not_begun_anew(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "csmail.db-wal").write_text("log")
    with pytest.raises(StoreError) as raised:
        tinydb.open(tinydb.Settings(), tmp_path)
    assert raised.value.message.endswith("csmail.db is missing, but csmail.db-wal is there")


def test_a_file_that_somebody_made_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "csmail.db"
    path.write_text("theirs")
    file.create(path)
    assert path.read_text() == "theirs"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PermissionError(13, "Permission denied"), "cannot make"),
        (failure(sqlite3.SQLITE_FULL), "no space left to write"),
    ],
)
def test_a_file_that_cannot_be_made_is_named(
    fault: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(new: Path) -> None:
        raise fault

    monkeypatch.setattr(file, "_fill", failing)
    with pytest.raises(StoreError) as raised:
        file.create(tmp_path / "csmail.db")
    assert raised.value.message.startswith(f"{said} {tmp_path / 'csmail.db'}")


def test_the_new_name_is_on_the_disk_before_the_store_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watching(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    before = set(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(os, "fsync", watching)
    file.create(tmp_path / "csmail.db")
    assert synced == [str(tmp_path)]
    assert set(os.listdir("/proc/self/fd")) == before


def spoil(statement: str) -> Callable[[Path], None]:
    def done(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.close()

    return done


@pytest.mark.parametrize(
    ("spoiled", "kind", "said"),
    [
        (lambda path: path.write_bytes(b""), StoreError, "is damaged: 0 octets are left of it"),
        (lambda path: Path(f"{path}-wal").symlink_to(path), StoreError, "csmail.db-wal is a symbolic link"),
        (spoil("PRAGMA application_id=1"), StoreError, "is not a store of csmail"),
        (spoil(f"PRAGMA user_version={migrations.VERSION + 1}"), ConfigurationError, "was written by a newer csmail"),
    ],
)
def test_a_file_that_is_not_ours_is_not_opened(
    spoiled: Callable[[Path], None], kind: type[CsmailError], said: str, tmp_path: Path
) -> None:
    tinydb.open(tinydb.Settings(), tmp_path).close()
    spoiled(tmp_path / "state" / "csmail.db")
    with pytest.raises(kind) as raised:
        tinydb.open(tinydb.Settings(), tmp_path)
    assert said in raised.value.message


def test_a_lease_names_whoever_holds_it_now(tmp_path: Path) -> None:
    store = tinydb.open(tinydb.Settings(), tmp_path)
    with store.lease("pass"):
        left = tmp_path / "state" / "leases" / "pass.lock"
    ours = left.read_text()
    written = left.stat().st_mtime_ns
    with store.lease("pass"):
        assert (left.read_text(), left.stat().st_mtime_ns) == (ours, written), "the same holder writes nothing"
    for other in ("1\n", "12345678901234567890123\n", ours + "7\n", ""):
        left.write_text(other)
        with store.lease("pass"):
            assert left.read_text() == ours
    store.close()
