"""The count of commits beside the store: what it refuses, what it must not refuse."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.stores.tinydb import commit_counter
from csmail.stores.tinydb.commit_counter import CommitCounterFile
from tests.factories import conversation
from tests.faults import witness
from tests.faults.shares import SEED, share
from tests.faults.witness import HOME, Crash


def test_a_store_from_before_a_restore_is_refused_and_the_restored_one_is_not(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.state, tmp_path)
    witness.put_back(tmp_path, crash.copy).close()
    for _ in range(3):
        witness.read_and_write(tmp_path)
    shutil.copy(crash.copy, path)
    with pytest.raises(StoreError, match="another store"):
        witness.opened(tmp_path)


def test_an_older_format_under_the_count_of_ours_is_refused_as_it_is(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.older, tmp_path)
    count = (path.parent / commit_counter.NAME).read_bytes()
    witness.made_older(path, 2)
    (path.parent / commit_counter.NAME).write_bytes(count)
    (path.parent / commit_counter.NAME).chmod(0o600)
    with pytest.raises(StoreError, match="another store"):
        witness.opened(tmp_path)
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_store_without_a_count_is_taken_as_it_is_and_gets_one(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.older, tmp_path)
    (path.parent / commit_counter.NAME).unlink()
    witness.read_and_write(tmp_path)
    assert (path.parent / commit_counter.NAME).stat().st_mode & 0o777 == 0o600
    shutil.copy(crash.older / "csmail.db", path)
    with pytest.raises(StoreError, match="1 commit is missing"):
        witness.opened(tmp_path)


def test_a_store_that_is_gone_is_not_made_anew_beside_its_count(crash: Crash, tmp_path: Path) -> None:
    witness.copied(crash.older, tmp_path).unlink()
    with pytest.raises(StoreError, match=r"is missing, but csmail\.count is there"):
        witness.opened(tmp_path)


def test_a_folder_that_was_moved_is_the_same_store(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.state, tmp_path / "here")
    witness.read_and_write(tmp_path / "here")
    path.parents[1].rename(tmp_path / "there")
    witness.read_and_write(tmp_path / "there")
    assert not path.exists()


def test_a_garbled_count_is_said_to_be_damaged(crash: Crash, tmp_path: Path) -> None:
    count = (crash.state / commit_counter.NAME).read_bytes()
    bits = random.Random(SEED).sample(range(8 * len(count)), share(25, 8 * len(count)))
    for content in (b"", b"\0" * len(count), count[:-1], *(flipped(count, bit) for bit in bits)):
        path = witness.copied(crash.state, tmp_path / "place")
        (path.parent / commit_counter.NAME).write_bytes(content)
        with pytest.raises(StoreError, match="damaged: it holds no count"):
            witness.opened(tmp_path / "place")


def flipped(content: bytes, bit: int) -> bytes:
    return bytes(octet ^ (1 << bit % 8) * (place == bit // 8) for place, octet in enumerate(content))


def test_a_count_that_others_could_write_is_refused(crash: Crash, tmp_path: Path) -> None:
    count = witness.copied(crash.state, tmp_path).parent / commit_counter.NAME
    count.chmod(0o666)
    with pytest.raises(StoreError, match="can be read by others"):
        witness.opened(tmp_path)
    count.unlink()
    count.symlink_to("elsewhere")
    with pytest.raises(StoreError, match="symbolic link"):
        witness.opened(tmp_path)


def test_a_count_that_cannot_be_written_lags_and_stops_nobody(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.older, tmp_path)
    (path.parent / commit_counter.NAME).unlink()
    (path.parent / f".{commit_counter.NAME}.{os.getpid()}.new").mkdir()  # nothing can be made under this name
    witness.read_and_write(tmp_path)
    assert not (path.parent / commit_counter.NAME).exists()


def test_a_store_that_loses_its_file_under_a_running_process_writes_no_more(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.state, tmp_path)
    store = witness.opened(tmp_path)
    store.commit(Changes(conversations=(conversation(id="FIRST"),)))
    count = path.parent / commit_counter.NAME
    ahead = CommitCounterFile(path)
    noted = ahead.noted()
    assert noted is not None
    ahead.note(noted.raised)
    before = count.read_bytes()
    with pytest.raises(StoreError, match="1 commit is missing"):
        store.commit(Changes(conversations=(conversation(id="SECOND"),)))
    assert count.read_bytes() == before
    ahead.close()
    store.close()


def test_a_process_that_only_reads_changes_nothing(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.older, tmp_path)
    before = files(path.parent)
    store = witness.opened(tmp_path)
    witness.read(store, HOME)
    with store._rows.writing() as connection:
        connection.execute("DELETE FROM documents WHERE id = 'nobody'")
    store.close()
    assert files(path.parent) == before


def files(state: Path) -> dict[str, bytes]:
    """All that is in the files but when they were looked through last."""
    kept = (one for one in state.iterdir() if one.is_file() and one.name != "csmail.look")
    return {one.name: one.read_bytes() for one in kept}


KILLED = """
import os, signal, sys
from pathlib import Path
from csmail.stores import tinydb
from csmail.stores.tinydb.commit_counter import CommitCounterFile
from tests.faults import witness

store = tinydb.open(witness.SETTINGS, Path(sys.argv[1]))
store.commit(witness.matter(100))
CommitCounterFile.note = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
store.commit(witness.matter(101))
"""


def test_death_between_the_commit_and_its_count_loses_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    store = witness.opened(tmp_path)
    assert store.conversation("C00101") is not None
    noted = CommitCounterFile(tmp_path / "state" / "csmail.db").noted()
    assert noted is not None
    assert noted.commits == 1, "the count lags by the one that died"
    store.commit(witness.matter(102))
    store.close()
    witness.read_and_write(tmp_path)


def test_threads_and_stores_that_write_and_open_at_once_miss_nothing(tmp_path: Path) -> None:
    witness.opened(tmp_path).close()
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(15):
                store = witness.opened(tmp_path)
                store.commit(Changes(conversations=(conversation(id=f"{name}-{number}"),)))
                store.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    store = witness.opened(tmp_path)
    with store._rows.reading() as connection:
        assert commit_counter.stored(connection).commits == 60
    assert store.faults() == ()
    store.close()
