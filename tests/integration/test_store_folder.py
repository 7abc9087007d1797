"""The folder of a store is made where there is none, or it is said why it cannot be."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.errors import Busy, StoreError
from csmail.stores import tinydb
from csmail.stores.tinydb import locks


def test_a_store_is_made_with_every_folder_above_it_for_us_alone(tmp_path: Path) -> None:
    tinydb.open(tinydb.Settings(path="deep/below/state"), tmp_path).close()
    assert (tmp_path / "deep/below/state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "deep/below/state/csmail.db").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as raised:
        tinydb.open(tinydb.Settings(path="file/state"), tmp_path)
    assert raised.value.message.startswith(f"cannot make the folder {tmp_path / 'file/state'}: ")


def test_a_lease_says_whose_it_is_and_nothing_of_a_holder_before(tmp_path: Path) -> None:
    lock = tmp_path / "leases" / "outbox-support.lock"
    with locks.lease(tmp_path, "outbox-support", timedelta(0)):
        pass
    lock.write_text("99999999999\n")
    with locks.lease(tmp_path, "outbox-support", timedelta(0)):
        assert lock.read_text() == f"{os.getpid()}\n"
        with pytest.raises(Busy) as raised, locks.lease(tmp_path, "outbox-support", timedelta(0)):
            pass
    assert raised.value.message == f"outbox-support is under way in process {os.getpid()}"


def test_a_lease_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leases").mkdir(mode=0o700)
    (tmp_path / "leases" / "a.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError) as raised, locks.lease(tmp_path, "a", timedelta(0)):
        pass
    assert raised.value.message == f"cannot open {tmp_path / 'leases' / 'a.lock'}: it is a symbolic link"
    assert not (tmp_path / "elsewhere").exists()


def test_another_reason_why_a_lease_cannot_be_opened_is_told_in_the_systems_words(tmp_path: Path) -> None:
    (tmp_path / "leases" / "a.lock").mkdir(parents=True)
    (tmp_path / "leases").chmod(0o700)
    with pytest.raises(StoreError) as raised, locks.lease(tmp_path, "a", timedelta(0)):
        pass
    assert raised.value.message.endswith("a.lock: Is a directory")


def test_a_disk_that_knows_no_locks_is_told_in_the_systems_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", failing)
    with (
        pytest.raises(StoreError, match="cannot take the lock pass-support: No locks available"),
        locks.lease(tmp_path, "pass-support", timedelta(0)),
    ):
        raise AssertionError("it was taken")


def test_every_lease_of_a_folder_that_has_none_yet_can_be_held(tmp_path: Path) -> None:
    with locks.every_lease(tmp_path, ["poll", "outbox"]):
        assert {lock.name for lock in (tmp_path / "leases").iterdir()} == {"poll.lock", "outbox.lock"}


def test_what_stands_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state" / "csmail.db").mkdir(parents=True)
    (tmp_path / "state").chmod(0o700)
    with pytest.raises(StoreError) as raised:
        tinydb.open(tinydb.Settings(), tmp_path)
    assert raised.value.message == f"{tmp_path / 'state' / 'csmail.db'} is not what it should be"


def test_what_cannot_be_looked_at_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        locks.examine(tmp_path / "none", stat.S_ISREG, "600")
    assert raised.value.message.startswith(f"cannot look at {tmp_path / 'none'}: ")


@pytest.mark.parametrize("name", ["a/b", "..", "x-_y", "meja ü", "n" * 180, "n" * 181, "ü" * 300, "\udcff" * 300])
def test_a_desk_of_whatever_name_has_a_lease_of_its_own(tmp_path: Path, name: str) -> None:
    with locks.lease(tmp_path, name, timedelta(0)), locks.lease(tmp_path, f"{name}2", timedelta(0)):
        assert len(list((tmp_path / "leases").glob("*.lock"))) == 2
        with pytest.raises(Busy), locks.lease(tmp_path, name, timedelta(0)):
            pass


@pytest.mark.parametrize(
    ("name", "file"), [("outbox-a_b", "outbox-a_b.lock"), ("a/b", "a%2fb.lock"), ("n" * 180, f"{'n' * 180}.lock")]
)
def test_the_file_of_a_lease_is_the_same_in_every_version(tmp_path: Path, name: str, file: str) -> None:
    with locks.lease(tmp_path, name, timedelta(0)):
        assert [lock.name for lock in (tmp_path / "leases").iterdir()] == [file]
