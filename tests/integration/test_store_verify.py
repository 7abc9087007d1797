"""How often a store is looked through."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.outbox import mailbox_claim
from csmail.ports.families import Restoration
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, verify
from tests.factories import NOW, conversation


def write(folder: Path, id: str = "FIRST") -> None:
    """A process that opens the store and commits once."""
    with closing(tinydb.open(Settings(), folder)) as store:
        store.commit(Changes(conversations=(conversation(id=id),)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a store that was looked through just now, in a second, and lost a row of a tree since."""
    write(tmp_path)
    path = tmp_path / "state" / "csmail.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        (tree,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'conversations_by_status'").fetchone()
        raw.execute("UPDATE sqlite_schema SET sql = sql || ' WHERE 0' WHERE name = 'conversations_by_status'")
        raw.commit()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("REINDEX conversations_by_status")
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'conversations_by_status'", (tree,))
        raw.commit()
    verify.note(path, 1.0)
    return path


def test_after_a_look_that_took_a_second_nobody_looks_for_a_hundred(path: Path, tmp_path: Path) -> None:
    write(tmp_path, "SECOND")
    assert not verify.is_due(path)


@pytest.mark.parametrize("passed", [101, -1])
def test_later_or_with_a_clock_set_back_the_next_writer_looks(
    passed: float, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = time.time() + passed
    monkeypatch.setattr(time, "time", lambda: at)
    with pytest.raises(StoreError, match="damaged"):
        write(tmp_path, "SECOND")


@pytest.mark.parametrize("note", ["", "garbled", "1 2 3", None])
def test_without_a_note_or_with_a_garbled_one_the_next_writer_looks(
    note: str | None, path: Path, tmp_path: Path
) -> None:
    if note is None:
        path.with_name("csmail.look").unlink()
    else:
        path.with_name("csmail.look").write_text(note)
    with pytest.raises(StoreError, match="damaged"):
        write(tmp_path, "SECOND")


def test_what_is_put_back_is_looked_through(path: Path, tmp_path: Path) -> None:
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert store.faults()
    sound = tmp_path / "sound"
    write(sound)
    with closing(tinydb.open(Settings(), sound)) as store:
        store.backup(tmp_path / "copy.db")
    hold = partial(mailbox_claim.put_back, now=NOW)
    tinydb.restore(Settings(), tmp_path, Restoration(tmp_path / "copy.db", NOW, hold))
    assert verify.is_due(path)
    write(tmp_path, "SECOND")
    assert path.with_name("csmail.look").stat().st_mode & 0o777 == 0o600


def test_a_look_leaves_no_descriptor_behind_and_follows_no_link(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    store = tmp_path / "csmail.db"
    verify.note(store, 1.0)
    assert not verify.is_due(store)
    assert set(os.listdir("/proc/self/fd")) == before
    (tmp_path / "csmail.look").rename(tmp_path / "elsewhere")
    (tmp_path / "csmail.look").symlink_to(tmp_path / "elsewhere")
    assert verify.is_due(store)


@pytest.mark.parametrize(("passed", "due"), [(0.0, False), (99.9, False), (100.0, True)])
def test_a_look_is_due_after_a_hundred_times_what_it_took(
    passed: float, due: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = 1_000_000.0
    monkeypatch.setattr(time, "time", lambda: began)
    verify.note(tmp_path / "csmail.db", 1.0)
    monkeypatch.setattr(time, "time", lambda: began + passed)
    assert verify.is_due(tmp_path / "csmail.db") is due
