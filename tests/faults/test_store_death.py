"""Death, full disks, damaged files, strangers: what the store promised is there, or it says what is wrong."""

import json
import os
import random
import resource
import select
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from csmail.errors import Busy, ConfigurationError, Conflict, StoreError
from csmail.model.changes import Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.task import SendMail, Task
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, TinyStore, file
from csmail.stores.tinydb.checksums import checksum
from tests.factories import NOW, conversation, message, said_in

ROOT = Path(__file__).parents[2]
WRITERS = 3
ROUNDS = 34
SHARED = "SHARED"


def store_in(folder: Path) -> TinyStore:
    return tinydb.open(Settings(), folder)


def changes(id: str) -> Changes:
    """A conversation with everything that must be there when it is there."""
    one = conversation(id=id)
    said = message(key=f"m-{id}", message_id=f"<{id}@x>", conversation=id, text="x" * 2000)
    work = Task(f"t-{id}", "support", id, SendMail(f"m-{id}", "reply"), NOW, NOW, NOW, id)
    return Changes(conversations=(one,), messages=(said,), tasks=(work,), cursors=(Cursor("support", id, 1, 1),))


def whole(store: TinyStore, id: str) -> bool:
    """Whether a conversation is there with all of its commit."""
    return (
        len(said_in(store, id)) == 1
        and store.task(f"t-{id}") is not None
        and store.cursor("support", id) is not None
        and f"<{id}@x>" in store.known("support", [f"<{id}@x>"])
    )


# --- kill -9


def killed_at_random(folder: Path, seed: int) -> dict[str, int]:
    """Rounds of three writers, each killed at a random moment. Counts what was acknowledged, lost, half written."""
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    result = {"kills": 0, "lost": 0, "half": 0, "leases": 0}
    for turn in range(ROUNDS):
        reader, writer = os.pipe()
        children = [
            forked(partial(written_without_end, folder, f"{turn}-{number}", writer)) for number in range(WRITERS)
        ]
        os.close(writer)
        if turn % 2:  # every other round dies in the middle of work, the rest wherever it happens to be
            select.select([reader], [], [], 30)
        for child in children:
            time.sleep(chance.uniform(0.0, 0.02))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            result["kills"] += 1
        with open(reader, encoding="ascii") as said:
            acknowledged.update(said.read().split())
    store = store_in(folder)
    stored = {one.id for one in store.conversations()} - {SHARED}
    result["lost"] = len(acknowledged - stored)
    result["half"] = sum(not whole(store, id) for id in stored)
    for number in range(WRITERS):
        with store.lease(f"writer-{number}"):
            result["leases"] += 1
    shared = store.conversation(SHARED)
    assert shared is not None
    result["races"] = shared.version - len(shared.tags)
    result["sound"] = int(store.report()["integrity"] == "ok")
    result["acknowledged"] = len(acknowledged)
    store.close()
    return result


def written_without_end(folder: Path, name: str, pipe: int) -> None:
    """Commit for ever; say so after each commit. Every writer also changes one shared conversation."""
    store = store_in(folder)
    with store.lease(f"writer-{name.partition('-')[2]}", timedelta(seconds=5)):
        for number in range(100_000):
            id = f"{name}-{number}"
            shared = store.conversation(SHARED) or conversation(id=SHARED)
            try:
                store.commit(Changes(conversations=(shared.amended(tags=shared.tags | {id}),)))
            except Conflict:
                continue
            store.commit(changes(id))
            os.write(pipe, f"{id}\n".encode())


def forked(work: Callable[[], object]) -> int:
    """The number of a child that does `work` and never returns."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:
        print(f"child: {error!r}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def killed_while_made(folder: Path, seed: int) -> dict[str, int]:
    """Kill the process that makes a new store, at moments spread over the making."""
    chance = random.Random(seed)
    result = {"kills": 0, "opened": 0}
    for turn in range(30):
        place = folder / str(turn)
        child = forked(lambda place=place: (store_in(place).commit(changes("A")), time.sleep(10)))
        time.sleep(chance.uniform(0, 0.015))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        result["kills"] += 1
        store = store_in(place)
        taken = store.taken(["A"])
        assert not taken or whole(store, "A")
        store.close()
        result["opened"] += 1
    return result


def run(name: str, folder: Path, *words: str, wrap: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    """One of the experiments of this file in a process of its own: pytest's has threads and must not fork."""
    command = [*wrap, sys.executable, __file__, name, str(folder), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment)


def test_no_acknowledged_commit_is_lost_and_none_is_half_there_whatever_is_killed(tmp_path: Path) -> None:
    done = run("killed_at_random", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result.pop("acknowledged") >= ROUNDS // 2, "the writers hardly wrote: the experiment says nothing"
    assert result == {
        "kills": WRITERS * ROUNDS, "lost": 0, "half": 0, "leases": WRITERS, "races": 0, "sound": 1
    }  # fmt: skip


def test_a_store_whose_maker_was_killed_is_made_by_the_next(tmp_path: Path) -> None:
    done = run("killed_while_made", tmp_path)
    assert (done.returncode, done.stderr, json.loads(done.stdout)) == (0, "", {"kills": 30, "opened": 30})


def claimed_by_many(folder: Path, seed: int) -> dict[str, int]:
    """Three processes claim the same hundred tasks."""
    tasks = [Task(f"t{n}", "support", f"{n}", SendMail("m", "reply"), NOW, NOW, NOW) for n in range(100)]
    store = store_in(folder)
    store.commit(Changes(tasks=tuple(tasks)))
    store.close()
    reader, writer = os.pipe()

    def claim() -> None:
        mine = store_in(folder)
        for one in tasks:
            if mine.advance(replace(one, state="claimed", attempt=1), "queued"):
                os.write(writer, f"{one.id}\n".encode())

    children = [forked(claim) for _ in range(WRITERS)]
    os.close(writer)
    for child in children:
        os.waitpid(child, 0)
    with open(reader, encoding="ascii") as said:
        won = said.read().split()
    return {"claims": len(won), "tasks": len(set(won))}


def test_of_many_processes_that_claim_a_task_one_wins(tmp_path: Path) -> None:
    done = run("claimed_by_many", tmp_path)
    assert (done.returncode, done.stderr, json.loads(done.stdout)) == (0, "", {"claims": 100, "tasks": 100})


def made_by_many(folder: Path, seed: int) -> dict[str, int]:
    """Eight processes open a store that is not there yet, all at once."""
    reader, writer = os.pipe()

    def open_it(number: int) -> None:
        store = store_in(folder)
        store.commit(changes(f"n{number}"))
        os.write(writer, f"{store.key().hex()}\n".encode())
        store.close()

    children = [forked(partial(open_it, number)) for number in range(8)]
    os.close(writer)
    for child in children:
        os.waitpid(child, 0)
    with open(reader, encoding="ascii") as said:
        keys = said.read().split()
    store = store_in(folder)
    return {"opened": len(keys), "keys": len(set(keys)), "whole": sum(whole(store, f"n{n}") for n in range(8))}


def test_processes_that_make_the_store_at_once_share_one(tmp_path: Path) -> None:
    done = run("made_by_many", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"opened": 8, "keys": 1, "whole": 8}


def held_lease(folder: Path, seed: int) -> dict[str, int]:
    """Holds a lease until it is killed."""
    with store_in(folder).lease("pass-support"):
        print("held", flush=True)
        time.sleep(60)
    return {}


def test_a_lease_names_its_holder_and_is_free_when_the_holder_was_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, "held_lease", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as holder:
        assert holder.stdout is not None
        assert select.select([holder.stdout], [], [], 30)[0]
        assert holder.stdout.readline() == "held\n"
        store = store_in(tmp_path)
        with pytest.raises(Busy, match=str(holder.pid)), store.lease("pass-support"):
            pass
        holder.kill()
        holder.wait(10)
        with store.lease("pass-support"):
            pass
        store.close()


# --- the disk


def full_disk(folder: Path, seed: int) -> dict[str, int]:
    """Commits until the file may not grow any more (RLIMIT_FSIZE: EFBIG)."""
    store = store_in(folder)
    store.commit(changes("first"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    committed = 1
    for number in range(1000):
        try:
            store.commit(changes(f"n{number}"))
        except StoreError:
            break
        committed += 1
    assert len(list(store.conversations())) == committed
    store.close()
    return {"committed": committed}


def test_a_file_that_cannot_grow_loses_only_the_commit_that_failed(tmp_path: Path) -> None:
    done = run("full_disk", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    committed = json.loads(done.stdout)["committed"]
    store = store_in(tmp_path)
    assert 1 < committed < 1000
    assert len(list(store.conversations())) == committed
    assert store.report()["integrity"] == "ok"
    store.commit(changes("afterwards"))
    assert whole(store, "afterwards")
    store.close()


def test_a_full_disk_is_said_plainly_and_the_store_goes_on_when_there_is_space(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.commit(changes("first"))
    with store._rows.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="no space left") as failure:
        store.commit(Changes(messages=tuple(message(key=f"k{n}", text="x" * 9000) for n in range(20))))
    assert "free some space" in failure.value.hint
    assert whole(store, "first")
    assert store.message("k0") is None
    with store._rows.writing() as connection:
        connection.execute("PRAGMA max_page_count=1000000")
    store.commit(changes("second"))
    assert whole(store, "second")
    store.close()


def failing_sync(folder: Path, seed: int) -> dict[str, int]:
    """Commits; a failed sync must stop this process from ever writing again."""
    store = store_in(folder)
    committed = refused = 0
    for number in range(60):
        try:
            store.commit(changes(f"n{number}"))
        except StoreError:
            refused += 1
        else:
            assert not refused, "it wrote again after a failed sync"
            committed += 1
    os._exit(0 if committed and refused and print(json.dumps({"committed": committed}), flush=True) is None else 3)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: no failing fsync to be had")
def test_after_a_failed_sync_the_process_writes_no_more(tmp_path: Path) -> None:
    inject = ("strace", "-f", "-qq", "-o", str(tmp_path / "trace"), "-e", "trace=fdatasync,fsync", "-e",
              "inject=fdatasync,fsync:error=EIO:when=30")  # fmt: skip
    if run("nothing", tmp_path, wrap=inject).returncode:
        pytest.skip("strace may not trace here")
    done = run("failing_sync", tmp_path, wrap=inject)
    assert (done.returncode, done.stderr) == (0, "")
    committed = json.loads(done.stdout)["committed"]
    store = store_in(tmp_path)
    assert {f"n{number}" for number in range(committed)} <= {one.id for one in store.conversations()}
    assert all(whole(store, one.id) for one in store.conversations())
    store.close()


def nothing(folder: Path, seed: int) -> dict[str, int]:
    """Shows that a child can be traced."""
    return {}


def test_every_commit_is_synced_before_it_returns(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store._rows.writing() as connection:
        asked = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert asked == ["wal", 2], "sqlite.org/pragma.html: 2 is FULL, a commit in the log survives power loss"
    store.close()


# --- damaged files


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a closed store with something in it."""
    folder = tmp_path_factory.mktemp("original")
    store = store_in(folder)
    store.commit(Changes(conversations=tuple(conversation(id=f"c{n}") for n in range(60))))
    for number in range(30):
        store.commit(changes(f"n{number}"))
    with store.lease("pass"):
        pass
    store.close()
    return folder / "state"


@pytest.fixture
def sound(original: Path, tmp_path: Path) -> Path:
    """The file of a store of one's own."""
    shutil.copytree(original, tmp_path / "state")
    return tmp_path / "state" / "csmail.db"


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "csmail.db").write_text("rules:\n" * 500)
    (state / "csmail.db").chmod(0o600)
    with pytest.raises(StoreError, match="damaged"):
        store_in(tmp_path)
    (state / "csmail.db").unlink()
    other = sqlite3.connect(state / "csmail.db")
    other.execute("CREATE TABLE somebody (else_s)")
    other.close()
    (state / "csmail.db").chmod(0o600)
    with pytest.raises(StoreError, match="is not a store of csmail"):
        store_in(tmp_path)


def test_a_store_of_a_newer_csmail_is_left_alone(sound: Path) -> None:
    newer = sqlite3.connect(sound)
    newer.execute("PRAGMA user_version=99")
    newer.close()
    before = sound.read_bytes()
    with pytest.raises(ConfigurationError, match="written by a newer csmail"):
        store_in(sound.parents[1])
    assert sound.read_bytes() == before


def test_a_log_without_its_file_is_not_taken_for_a_new_store(sound: Path) -> None:
    sound.rename(sound.with_suffix(".db-wal"))
    with pytest.raises(StoreError, match="is missing"):
        store_in(sound.parents[1])


def test_a_document_with_members_of_another_version_is_read(sound: Path) -> None:
    body = b'{"id":"n1","desk":"support","opened_at":"2026-07-06T09:00:00Z","changed_at":"2026-07-06T09:00:00Z","x":1}'
    raw = sqlite3.connect(sound)
    raw.execute(
        "UPDATE documents SET body = ?, sum = ? WHERE kind = 'conversations' AND id = 'n1'",
        (body, checksum("conversations", "n1", body)),
    )
    raw.commit()
    raw.close()
    store = store_in(sound.parents[1])
    assert store.conversation("n1") == Conversation("n1", "support", NOW, NOW)
    store.close()


# --- strangers


def test_the_folder_and_every_file_in_it_are_ours_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = store_in(tmp_path)
        store.commit(changes("a"))
        with store.lease("pass"):
            pass
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state").rglob("*")}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert {path.name for path in modes} >= {"csmail.db", "csmail.db-wal", "csmail.db-shm", "leases", "pass.lock"}
    assert all(mode & 0o077 == 0 for mode in modes.values()), modes
    store.close()


@pytest.mark.parametrize("name", ["", "csmail.db", "leases"])
@pytest.mark.parametrize("mode", [0o755, 0o770, 0o644])
def test_what_others_can_read_is_refused_with_the_cure(sound: Path, name: str, mode: int) -> None:
    place = sound.parent / name
    place.chmod(mode)
    try:
        with (
            pytest.raises(StoreError, match="can be read by others") as failure,
            store_in(sound.parents[1]).lease("pass"),
        ):
            pass
    finally:
        place.chmod(0o700)
    assert failure.value.hint.startswith("chmod ")


@pytest.mark.parametrize("name", ["", "csmail.db", "leases", "leases/pass.lock"])
def test_a_symbolic_link_is_refused(sound: Path, name: str) -> None:
    place = sound.parent / name
    if place.name == "pass.lock":
        place.touch(mode=0o600)
    place.rename(sound.parents[1] / "elsewhere")
    place.symlink_to(sound.parents[1] / "elsewhere")
    with pytest.raises(StoreError, match="symbolic link"), store_in(sound.parents[1]).lease("pass"):
        pass


def test_a_log_that_another_process_removes_and_makes_again_while_we_look_is_no_fault(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not os.path.lexists(f"{sound}-wal")
    monkeypatch.setattr(os.path, "lexists", lambda path: True)  # it is back at the second look
    store = store_in(sound.parents[1])
    assert store.conversation("n1") is not None
    store.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_store_of_somebody_else_is_refused(sound: Path) -> None:
    os.chown(sound, 54321, -1)
    with pytest.raises(StoreError, match="belongs to user 54321"):
        store_in(sound.parents[1])


def test_a_state_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch(mode=0o600)
    with pytest.raises(StoreError):
        store_in(tmp_path)


def test_a_store_that_was_replaced_under_us_is_not_written(sound: Path) -> None:
    store = store_in(sound.parents[1])
    shutil.copy(sound, sound.with_suffix(".copy"))
    sound.with_suffix(".copy").rename(sound)
    with pytest.raises(StoreError, match="replaced"):
        store.commit(changes("x"))
    sound.unlink()
    with pytest.raises(StoreError, match="gone"):
        store.commit(changes("x"))
    store.close()


def test_others_who_write_for_too_long_are_a_reason_to_come_back_later(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    store = store_in(sound.parents[1])
    other = sqlite3.connect(sound, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        store.commit(changes("x"))
    assert store.conversation("n1") is not None, "reading goes on while others write"
    other.execute("ROLLBACK")
    other.close()
    store.commit(changes("x"))
    store.close()


def forks(folder: Path, seed: int) -> dict[str, int]:
    """Uses a store that was opened before the fork."""
    store = store_in(folder)

    def use() -> None:
        try:
            store.conversation("x")
        except StoreError:
            os._exit(7)

    return {"code": os.waitstatus_to_exitcode(os.waitpid(forked(use), 0)[1])}


def test_a_store_is_not_used_across_a_fork(tmp_path: Path) -> None:
    assert json.loads(run("forks", tmp_path).stdout) == {"code": 7}


EXPERIMENTS = (
    made_by_many,
    killed_at_random, killed_while_made, claimed_by_many, held_lease, full_disk, failing_sync, forks, nothing
)  # fmt: skip

if __name__ == "__main__":
    chosen = next(one for one in EXPERIMENTS if one.__name__ == sys.argv[1])
    print(json.dumps(chosen(Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)))
