"""The connections of one store: shared, seen from one moment, refused when they cannot be trusted any more."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from csmail.errors import StoreError
from csmail.stores.tinydb import file
from csmail.stores.tinydb.connections import Rows

COUNT = "SELECT count(*) FROM documents"
INSERT = "INSERT INTO documents (row, kind, id, body) VALUES (1, 'notes', 'n1', '{}')"


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    opened = Rows(tmp_path / "state")
    yield opened
    opened.close()


def test_one_reader_after_another_takes_the_same_connection_and_two_at_once_do_not(rows: Rows) -> None:
    with rows.reading() as first:
        pass
    with rows.reading() as second, rows.reading() as third:
        assert second is first
        assert third is not first


def test_a_snapshot_sees_one_moment_and_is_closed_after_it(rows: Rows) -> None:
    with rows.snapshot() as connection:
        assert connection.execute(COUNT).fetchone() == (0,)
        with rows.writing() as writer:
            writer.execute(INSERT)
        assert connection.execute(COUNT).fetchone() == (0,)
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute(COUNT)
    with rows.reading() as reader:
        assert reader.execute(COUNT).fetchone() == (1,)


def test_a_transaction_that_fails_leaves_nothing(rows: Rows) -> None:
    with suppress(RuntimeError), rows.writing() as writer:
        writer.execute(INSERT)
        raise RuntimeError("our bug")
    with rows.writing() as writer:
        assert writer.execute(COUNT).fetchone() == (0,)


def test_a_store_that_was_closed_can_be_used_again(rows: Rows) -> None:
    for number in range(2):
        with rows.writing() as writer:
            assert writer.execute("SELECT ?", (number,)).fetchone()[0] == number
        rows.close()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC])
def test_after_a_failed_sync_nothing_is_read_or_written(rows: Rows, code: int) -> None:
    error = sqlite3.OperationalError("its own words")
    error.sqlite_errorcode = code
    with pytest.raises(StoreError), rows.writing():
        raise error
    for use in (rows.reading, rows.writing):
        with pytest.raises(StoreError) as raised, use():
            pass
        assert raised.value.message == f"the disk did not take what was written to {rows.path}: its own words"


def test_another_error_leaves_the_store_in_use(rows: Rows) -> None:
    with pytest.raises(StoreError), rows.reading() as reader:
        reader.execute("no statement")
    with rows.reading() as reader:
        assert reader.execute(COUNT).fetchone() == (0,)


def test_a_child_does_not_use_what_its_parent_opened(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: -1)
    for use in (rows.reading, rows.writing):
        with pytest.raises(StoreError) as raised, use():
            pass
        assert raised.value.message == "the store was opened before a fork"


def test_a_store_that_cannot_be_opened_leaves_no_connection_open(tmp_path: Path) -> None:
    Rows(tmp_path / "state").close()
    foreign = sqlite3.connect(tmp_path / "state" / file.NAME)
    foreign.execute("PRAGMA application_id=1")
    foreign.close()
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(StoreError) as raised:
        Rows(tmp_path / "state")
    assert "is not a store of csmail" in raised.value.message
    assert len(os.listdir("/proc/self/fd")) == before
