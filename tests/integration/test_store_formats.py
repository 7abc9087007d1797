"""A store of every earlier format is brought to that of today when it is opened, and then says what it said."""

from __future__ import annotations

import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from csmail.desk.intake.poll import poll
from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.model.filters import EVERY, ConversationFilter
from csmail.outbox import mailbox_claim
from csmail.ports.families import Restoration
from csmail.stores import tinydb
from csmail.stores.memory import MemoryStore
from csmail.stores.tinydb import Settings, TinyStore, migrations
from tests.factories import NOW
from tests.workspace import Office

ARCHIVE = Path(__file__).parents[1] / "data" / "store_format_4.tar.gz"
"""Made by the product when its format was 4: conversations of every status, priority and need, drafts of two desks."""
ASKED = (
    EVERY,
    ConversationFilter(needs=True),
    ConversationFilter("sales", ("open",), needs=False, backlog=False),
    ConversationFilter("support", ("open",), needs=False, backlog=False, known=True),
    ConversationFilter("support", ("open",), needs=False, backlog=False, known=False),
)


BEFORE_CUSTOMERS = ARCHIVE.with_name("store_format_5.tar.gz")
"""Made by the product when its format was 5: 96 conversations of 40 people, one of them a colleague."""

BEFORE_LOG = ARCHIVE.with_name("store_format_6.tar.gz")
"""Made by the product when its format was 6: twelve conversations that a rule assigned, a note, a remark."""


def unpacked(folder: Path, source: Path = ARCHIVE) -> Path:
    """The file of the older store, in `folder`."""
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    (folder / "state").chmod(0o700)
    for file in (folder / "state").iterdir():
        file.chmod(0o600)
    return folder / "state" / "csmail.db"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    with closing(sqlite3.connect(unpacked(tmp_path))) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (4,)
    with closing(tinydb.open(Settings(), tmp_path)) as opened:
        yield opened


def test_a_store_of_format_4_is_sound_in_the_format_of_today(store: TinyStore) -> None:
    assert store.faults() == ()
    assert store.report()["schema"] == str(migrations.VERSION)
    assert store.report()["search"] == "whole"


@pytest.mark.parametrize("wanted", ASKED, ids=str)
def test_its_conversations_are_listed_and_counted_as_those_of_a_new_store(
    store: TinyStore, wanted: ConversationFilter
) -> None:
    fresh = MemoryStore()
    every = sorted(store.conversations(), key=lambda one: one.id)
    fresh.commit(Changes(conversations=tuple(one.amended(version=0) for one in every)))
    assert len(every) > 100
    for urgent_first in (True, False):
        found = [one.id for one in store.conversations(wanted, urgent_first)]
        assert found
        assert sorted(found) == sorted(one.id for one in fresh.conversations(wanted, urgent_first))
    urgent = [one.urgency for one in store.conversations(wanted, urgent_first=True)]
    assert urgent == sorted(urgent)
    assert store.count(wanted) == len(urgent)


def test_its_drafts_are_counted_by_desk_and_it_asks_for_no_step_of_a_clock(store: TinyStore) -> None:
    drafts = list(store.drafts(waiting=True))
    for desk in ("support", "sales"):
        assert store.waiting(desk) == sum(1 for one in drafts if one.desk == desk) > 0
    assert store.due_conversations("support", NOW.replace(year=NOW.year + 9)) == ()


def test_a_copy_of_format_4_is_verified_by_the_columns_it_has_and_put_back(tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    copy = unpacked(tmp_path / "older")
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
    held, _ = tinydb.restore(Settings(), tmp_path, Restoration(copy, NOW, lambda one: mailbox_claim.put_back(one, NOW)))
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        assert (again.faults(), held > 0, again.count(EVERY) > 100) == ((), True, True)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("UPDATE drafts_index SET state = 'sent' WHERE row = (SELECT min(row) FROM drafts_index)")
    with pytest.raises(StoreError, match="is not indexed as it is"):
        tinydb.unsent(Settings(), copy)


def test_an_older_store_with_a_garbled_conversation_stays_as_it_is(tmp_path: Path) -> None:
    path = unpacked(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER stale")
        raw.execute("UPDATE documents SET body = x'7b' WHERE id = 'W00001'")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="conversations W00001 is not as it was written"):
        tinydb.open(Settings(), tmp_path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (4,)
    assert path.read_bytes() == before


def test_a_store_of_format_5_gets_the_records_of_its_customers_by_the_next_passes(tmp_path: Path) -> None:
    with closing(sqlite3.connect(unpacked(tmp_path, BEFORE_CUSTOMERS))) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (5,)
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert (store.faults(), store.report()["schema"]) == ((), str(migrations.VERSION))
        assert list(store.customers()) == []
        made = Office(store=store)
        poll(made.place)
        found = {one.key: one for one in store.customers()}
        # One is a colleague, of one nobody ever read a mail.
        assert len(found) == 38
        assert not {"sari@toko.example", "c9@cust.example"} & found.keys()
        assert [one.key for one in found.values() if one.bounced_at] == ["c5@cust.example"]
        assert found["c0@cust.example"].name == "Customer 0"
        assert store.faults() == ()


def test_a_copy_of_format_5_is_verified_without_the_table_that_it_lacks_and_put_back(tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    copy = unpacked(tmp_path / "older", BEFORE_CUSTOMERS)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
    tinydb.restore(Settings(), tmp_path, Restoration(copy, NOW, lambda one: mailbox_claim.put_back(one, NOW)))
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        assert (again.faults(), again.count(EVERY)) == ((), 96)


def test_a_store_of_format_6_gets_an_empty_log_that_begins_with_the_next_change(tmp_path: Path) -> None:
    with closing(sqlite3.connect(unpacked(tmp_path, BEFORE_LOG))) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (6,)
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert (store.faults(), store.report()["schema"]) == ((), str(migrations.VERSION))
        assert list(store.records()) == []
        one = next(store.conversations())
        assert one.assignee == "sari@toko.example"
        store.commit(Changes(conversations=(one.amended(assignee="budi"),)))
        (told,) = store.records()
        assert (told.number, told.before, told.after) == (1, {"assignee": "sari@toko.example"}, {"assignee": "budi"})
        assert store.faults() == ()


@pytest.mark.parametrize("older", [BEFORE_CUSTOMERS, BEFORE_LOG])
def test_a_copy_of_before_the_log_is_put_back_and_its_log_begins_then(tmp_path: Path, older: Path) -> None:
    (tmp_path / "older").mkdir()
    copy = unpacked(tmp_path / "older", older)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
    tinydb.restore(Settings(), tmp_path, Restoration(copy, NOW, lambda one: mailbox_claim.put_back(one, NOW)))
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        assert (again.faults(), list(again.records())) == ((), [])
