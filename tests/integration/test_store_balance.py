"""What a store knows of itself: an identity, a count that is one, facts that are there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from csmail.errors import StoreError
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, checksums, commit_counter
from csmail.stores.tinydb.checksums import Damaged
from csmail.stores.tinydb.commit_counter import CommitCounterFile, Count


def made(folder: Path) -> Path:
    """The file of a new store."""
    tinydb.open(Settings(), folder).close()
    return folder / "state" / "csmail.db"


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(made(tmp_path), isolation_level=None)) as connection:
        yield connection


def test_no_two_stores_have_one_identity(tmp_path: Path) -> None:
    identities = set()
    for name in ("one", "other"):
        with closing(sqlite3.connect(made(tmp_path / name))) as connection:
            identities.add(commit_counter.stored(connection).identity)
    assert len(identities) == 2
    assert all(len(identity) == 16 for identity in identities)


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM balance",
        "UPDATE balance SET identity = x'00'",
        "UPDATE balance SET commits = 'many', indexed = 'many'",
    ],
)
def test_a_count_that_is_none_is_damage(raw: sqlite3.Connection, spoil: str) -> None:
    raw.execute(spoil)
    with pytest.raises(Damaged, match="its count of commits is not a number"):
        commit_counter.stored(raw)


def test_a_fact_that_every_store_has_and_this_one_has_not_is_damage(raw: sqlite3.Connection) -> None:
    assert len(checksums.demanded(raw, checksums.KEY)) == 32
    raw.execute("DELETE FROM facts WHERE name = 'key'")
    with pytest.raises(Damaged, match="facts key is gone"):
        checksums.demanded(raw, checksums.KEY)


def test_the_names_of_facts_are_the_same_in_every_version(raw: sqlite3.Connection) -> None:
    assert (checksums.KEY, checksums.SCHEMA, checksums.TOLD) == ("key", "schema", "told/")
    assert [name for (name,) in raw.execute("SELECT name FROM facts ORDER BY name")] == ["key", "schema", "search"]


def test_a_count_that_cannot_be_read_is_told_in_the_systems_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "csmail.db"
    beside = CommitCounterFile(path)
    beside.note(Count("a" * 16, 7))

    def failing(descriptor: int, size: int, offset: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "pread", failing)
    with pytest.raises(StoreError) as raised:
        beside.noted()
    assert raised.value.message == f"cannot read {tmp_path / 'csmail.count'}: Input/output error"
    assert raised.value.hint == "check its mode and its owner"
    beside.close()


def test_a_count_that_others_could_write_is_refused_with_the_mode_it_should_have(tmp_path: Path) -> None:
    (tmp_path / "csmail.count").write_text("")
    (tmp_path / "csmail.count").chmod(0o644)
    with pytest.raises(StoreError) as raised:
        CommitCounterFile(tmp_path / "csmail.db")
    assert raised.value.hint == f"chmod 600 {tmp_path / 'csmail.count'}"


def test_a_count_leaves_no_descriptor_and_no_other_file_behind(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    beside = CommitCounterFile(tmp_path / "csmail.db")
    for number in range(3):
        beside.note(Count("a" * 16, number))
    assert beside.noted() == Count("a" * 16, 2)
    beside.close()
    assert set(os.listdir("/proc/self/fd")) == before
    assert [one.name for one in tmp_path.iterdir()] == ["csmail.count"]


def test_the_first_count_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watching(descriptor: int) -> None:
        synced.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watching)
    beside = CommitCounterFile(tmp_path / "csmail.db")
    beside.note(Count("a" * 16, 1))
    beside.note(Count("a" * 16, 2))
    assert synced == [f".csmail.count.{os.getpid()}.new"]


def test_a_first_count_that_cannot_be_written_is_left_out_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    CommitCounterFile(tmp_path / "csmail.db").note(Count("a" * 16, 1))
    assert list(tmp_path.iterdir()) == []


def test_a_count_that_was_never_there_is_forgotten_too(tmp_path: Path) -> None:
    commit_counter.forget(tmp_path / "csmail.db")
    assert list(tmp_path.iterdir()) == []
