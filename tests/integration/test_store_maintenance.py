"""The store is checked, copied while it is written to, put back with everything unsent before a person."""

from __future__ import annotations

import re
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from csmail.errors import Busy, ConfigurationError, StoreError
from csmail.model.changes import Changes
from csmail.model.task import SendMail, SetKeywords, State, Task
from csmail.outbox import mailbox_claim
from csmail.ports.families import Restoration
from csmail.stores import tinydb
from csmail.stores.tinydb import backup, verify
from csmail.stores.tinydb.checksums import checksum
from csmail.wording.reasons import words
from tests.contract.test_store import draft, receipt, task
from tests.factories import NOW, conversation, message
from tests.faults import witness
from tests.unit.outbox.test_worker import mail

SETTINGS = tinydb.Settings("state")
NAMES = ("pass-support", "outbox-support")


OF_NO_JSON = checksum("receipts", "r1", b"{")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[tinydb.TinyStore]:
    opened = tinydb.open(SETTINGS, tmp_path)
    written = mail()
    opened.commit(
        Changes(
            conversations=(conversation(),), messages=(message(conversation="K7F3Q2"),), mails=(written,),
            tasks=(task("t1", SendMail(written.key, "reply")),), receipts=(receipt(),),
            drafts=(draft(mail=written.key),),
        )
    )  # fmt: skip
    yield opened
    opened.close()


def put_back(folder: Path, source: Path) -> tuple[int, Path]:
    return tinydb.restore(SETTINGS, folder, Restoration(source, NOW, partial(mailbox_claim.put_back, now=NOW), NAMES))


def in_state(store: tinydb.TinyStore, state: State, work: object, id: str) -> Task:
    one = replace(task(id, work), state=state)  # type: ignore[arg-type]
    store.commit(Changes(tasks=(one,)))
    return one


def test_a_store_in_daily_use_is_sound(store: tinydb.TinyStore) -> None:
    assert store.faults() == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM documents WHERE kind = 'conversations'", "messages k1 names K7F3Q2, which is not among the conv"),
        ("DELETE FROM documents WHERE kind = 'mails'", "tasks t1 names .*, which is not among the mails"),
        ("UPDATE tasks_index SET state = 'sent'", "tasks t1 is not indexed as it is"),
        ("UPDATE conversations_index SET priority = 0", "conversations K7F3Q2 is not indexed as it is"),
        ("UPDATE conversations_index SET since = 0", "conversations K7F3Q2 is not indexed as it is"),
        ("UPDATE conversations_index SET answered = 1", "conversations K7F3Q2 is not indexed as it is"),
        ("UPDATE conversations_index SET backlog = 1", "conversations K7F3Q2 is not indexed as it is"),
        ("UPDATE conversations_index SET next_moment = 1", "conversations K7F3Q2 is not indexed as it is"),
        ("UPDATE drafts_index SET desk = 'sales'", "drafts d1 is not indexed as it is"),
        ("DELETE FROM messages_index", "messages k1 is not indexed as it is"),
        ("UPDATE documents SET body = '{', sum = 1 WHERE kind = 'receipts'", "receipts r1 is not as it was written"),
        (
            f"UPDATE documents SET body = x'7b', sum = {OF_NO_JSON} WHERE id = 'r1'",
            "cannot be read",
        ),
        ("UPDATE documents SET id = 'k2' WHERE id = 'k1'", "messages k2 is not as it was written"),
        ("UPDATE documents SET sum = sum + 1 WHERE id = 'k1'", "messages k1 is not as it was written"),
        ("DELETE FROM documents WHERE kind = 'receipts'", "1 index rows of receipts belong to no document"),
        ("UPDATE facts SET value = x'00' WHERE name = 'key'", "facts key is not as it was written"),
        ("UPDATE balance SET total = total + 1", "stand as they were on another day"),
        ("CREATE INDEX another ON documents (body)", "its tables are not as they were made"),
    ],
)
def test_what_is_wrong_is_named(store: tinydb.TinyStore, tmp_path: Path, statement: str, said: str) -> None:
    with sqlite3.connect(tmp_path / "state" / "csmail.db") as connection:
        connection.execute(statement)
    connection.close()
    found = "; ".join(map(words, store.faults()))
    assert re.search(said, found), found


def test_an_older_csmail_that_still_runs_changes_nothing(store: tinydb.TinyStore, tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "state" / "csmail.db", isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="an older csmail, which writes no checksums"):
        older.execute("UPDATE documents SET body = x'7b7d' WHERE kind = 'tasks' AND id = 't1'")
    older.close()
    assert store.faults() == ()


def test_a_tree_that_wakes_what_is_done_wakes_nobody(store: tinydb.TinyStore, tmp_path: Path) -> None:
    one = store.task("t1")
    assert one is not None
    assert list(store.due("support", NOW)) == [one]
    store.advance(replace(one, state="held"), "queued")
    with sqlite3.connect(tmp_path / "state" / "csmail.db") as connection:
        connection.execute("UPDATE tasks_index SET state = 'queued'")
    connection.close()
    assert list(store.due("support", NOW)) == []
    assert list(store.tasks(states=("queued",))) == []


def test_a_check_and_a_copy_tell_how_far_they_are(
    store: tinydb.TinyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "STEP", 7)
    monkeypatch.setattr(backup, "PAGES", 3)
    store.commit(Changes(messages=tuple(message(key=f"n{number}", conversation="K7F3Q2") for number in range(90))))
    checked: list[tuple[int, int]] = []
    assert store.faults(lambda done, whole: checked.append((done, whole))) == ()
    copied: list[tuple[int, int]] = []
    store.backup(tmp_path / "copy.db", lambda done, whole: copied.append((done, whole)))
    for told in (checked, copied):
        assert len(told) > 10
        assert told == sorted(told)
        assert len({whole for _, whole in told}) == 1
        assert told[-1][0] == told[-1][1]


def test_a_copy_is_of_one_moment_though_others_write_while_it_is_made(
    store: tinydb.TinyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 2)
    steps: list[int] = []

    def write(done: int, whole: int) -> None:
        steps.append(done)
        store.commit(Changes(messages=(message(key=f"w{len(steps)}", conversation="K7F3Q2", text="x" * 9000),)))

    store.backup(tmp_path / "copy.db", write)
    assert steps == sorted(set(steps)), "it began anew"
    assert len(steps) > 10
    store.close()
    put_back(tmp_path, tmp_path / "copy.db")
    with closing(tinydb.open(SETTINGS, tmp_path)) as again:
        assert (again.message("w1"), again.faults()) == (None, ())


def test_a_torn_page_is_found(store: tinydb.TinyStore, tmp_path: Path) -> None:
    store.close()
    path = tmp_path / "state" / "csmail.db"
    octets = bytearray(path.read_bytes())
    octets[4096:8192] = b"\x55" * 4096
    path.write_bytes(octets)
    try:
        found = tuple(map(words, tinydb.open(SETTINGS, tmp_path).faults()))
    except StoreError as error:
        found = (error.message,)
    assert found


def test_a_copy_is_whole_ours_alone_and_one_file(store: tinydb.TinyStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert store.backup(target) == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.db", "state"]
    assert backup.unsent(target) == 1


def test_a_copy_overwrites_nothing(store: tinydb.TinyStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere")
    for taken in (target, tmp_path / "link.db", tmp_path / "no" / "folder.db"):
        with pytest.raises(StoreError):
            store.backup(taken)
    assert target.read_text() == "mine"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.db", "link.db", "state"]


def test_a_copy_made_while_others_write_is_of_one_moment(store: tinydb.TinyStore, tmp_path: Path) -> None:
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            name = f"C{number:05}"
            said = message(key=f"key{number}", message_id=f"<{number}@x>", conversation=name)
            store.commit(Changes(conversations=(conversation(id=name),), messages=(said,)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            target = tmp_path / f"copy{number}.db"
            store.backup(target)
            assert backup.unsent(target) == 1  # raises when a message has no conversation
    finally:
        over.set()
        writer.join()


def test_what_was_unsent_waits_for_a_person_after_a_restore(store: tinydb.TinyStore, tmp_path: Path) -> None:
    key = mail().key
    states: tuple[State, ...] = ("deferred", "claimed", "transmitting", "in_doubt", "sent", "held", "refused")
    for state in states:
        in_state(store, state, SendMail(key, "reply"), state)
    in_state(store, "queued", SetKeywords("INBOX", 1, (1,), ("new",)), "deed")
    store.backup(tmp_path / "copy.db")
    store.commit(Changes(conversations=(conversation(id="ZZZZZZ"),)))
    store.close()
    held, kept = put_back(tmp_path, tmp_path / "copy.db")
    again = tinydb.open(SETTINGS, tmp_path)
    assert held == 4
    assert {one.id: one.state for one in again.tasks()} == {
        "t1": "held", "deferred": "held", "claimed": "held", "transmitting": "held",
        "in_doubt": "in_doubt", "sent": "sent", "held": "held", "refused": "refused", "deed": "queued",
    }  # fmt: skip
    assert {one.hold for one in again.tasks(states=("held",))} == {mailbox_claim.PUT_BACK, ""}
    assert again.conversation("ZZZZZZ") is None
    assert again.fact("restored") == NOW.isoformat()
    assert again.faults() == ()
    again.commit(Changes(conversations=(conversation(id="YYYYYY"),)))
    again.close()
    with sqlite3.connect(kept) as old:
        assert old.execute("SELECT count(*) FROM documents WHERE id = 'ZZZZZZ'").fetchone() == (1,)
    old.close()


def test_a_restore_over_a_damaged_store_keeps_the_damage_beside(store: tinydb.TinyStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.db")
    store.close()
    path = tmp_path / "state" / "csmail.db"
    path.write_bytes(b"not a database" * 1000)
    _, kept = put_back(tmp_path, tmp_path / "copy.db")
    assert kept.read_bytes() == b"not a database" * 1000
    again = tinydb.open(SETTINGS, tmp_path)
    assert again.message("k1") is not None
    again.close()


@pytest.mark.parametrize("how", ["cut", "foreign", "newer", "missing", "dangling"])
def test_a_bad_copy_is_not_put_back(store: tinydb.TinyStore, tmp_path: Path, how: str) -> None:
    copy = tmp_path / "copy.db"
    store.backup(copy)
    if how == "cut":
        copy.write_bytes(copy.read_bytes()[:-8192])
    if how == "missing":
        copy.unlink()
    statements = {
        "foreign": "PRAGMA application_id = 1", "newer": "PRAGMA user_version = 99",
        "dangling": "DELETE FROM documents WHERE kind = 'conversations'",
    }  # fmt: skip
    if how in statements:
        with sqlite3.connect(copy) as connection:
            connection.execute(statements[how])
        connection.close()
    with pytest.raises((StoreError, ConfigurationError)):
        put_back(tmp_path, copy)
    assert store.faults() == ()
    assert store.conversation("K7F3Q2") is not None
    assert not [one for one in (tmp_path / "state").iterdir() if "new" in one.name or "before" in one.name]


def test_nothing_is_put_back_while_somebody_works(store: tinydb.TinyStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.db")
    for name in (*NAMES, "daemon", "a desk that is no longer in rules.yaml"):
        with store.lease(name), pytest.raises(Busy):
            put_back(tmp_path, tmp_path / "copy.db")
    put_back(tmp_path, tmp_path / "copy.db")


def test_who_had_the_old_store_open_writes_no_more(store: tinydb.TinyStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.db")
    put_back(tmp_path, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="replaced"):
        store.commit(Changes(conversations=(conversation(id="ZZZZZZ"),)))
    again = tinydb.open(SETTINGS, tmp_path)
    again.commit(Changes(conversations=(conversation(id="YYYYYY"),)))
    store.close()
    assert again.conversation("YYYYYY") is not None
    assert again.faults() == ()
    again.close()


@pytest.mark.parametrize("format", [1, 2])
def test_an_old_copy_is_brought_to_this_format(store: tinydb.TinyStore, tmp_path: Path, format: int) -> None:
    store.backup(tmp_path / "copy.db")
    witness.made_older(tmp_path / "copy.db", format)
    store.close()
    assert tinydb.unsent(SETTINGS, tmp_path / "copy.db") == 1
    put_back(tmp_path, tmp_path / "copy.db")
    again = tinydb.open(SETTINGS, tmp_path)
    assert [one.message for one in again.traces(("<m1@cust.example>",))] == ["k1"]
    assert again.faults() == ()
    again.close()
