"""Lists of the store that are longer than a page, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.model.changes import Changes
from csmail.model.filters import ConversationFilter
from csmail.model.task import Mail, SendMail, Task
from csmail.stores import tinydb
from csmail.stores.tinydb import TinyStore
from csmail.stores.tinydb.document_rows import PAGE
from csmail.stores.tinydb.schema import moment
from tests.factories import NOW, conversation, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    opened = tinydb.open(tinydb.Settings(), tmp_path)
    yield opened
    opened.close()


def test_a_search_over_several_pages_finds_each_conversation_once_newest_change_first(store: TinyStore) -> None:
    names = [f"{number:06}" for number in range(2 * PAGE + 1)]
    store.commit(
        Changes(
            conversations=tuple(
                conversation(id=name, subject="refund", changed_at=NOW + timedelta(minutes=number))
                for number, name in enumerate(names)
            )
        )
    )
    assert [one.id for one in store.search("refund")] == names[::-1]
    assert [one.id for one in store.conversations()] == names[::-1]


def test_a_search_finds_words_spread_over_a_conversation_and_its_messages(store: TinyStore) -> None:
    said = [
        message(key=key, message_id=f"<{key}@x>", conversation="K7F3Q2", subject="Halo", text=text)
        for key, text in (("k1", "ungu"), ("k2", "biru"))
    ]
    store.commit(Changes(conversations=(conversation(),), messages=tuple(said)))
    assert [one.id for one in store.search("pesanan UNGU biru")] == ["K7F3Q2"]
    assert list(store.search("pesanan ungu merah")) == []


def test_the_conversations_of_a_customer_are_those_of_one_desk(store: TinyStore) -> None:
    store.commit(Changes(conversations=(conversation(), conversation(id="SALES1", desk="sales"))))
    found = store.conversations(ConversationFilter("sales", customer="jane@cust.example"))
    assert [one.id for one in found] == ["SALES1"]


def test_the_report_tells_where_the_store_is_how_large_and_of_what(store: TinyStore, tmp_path: Path) -> None:
    store.commit(Changes(conversations=(conversation(),), messages=(message(), message(key="k2", message_id="<m2@x>"))))
    report = store.report()
    file = tmp_path / "state" / "csmail.db"
    assert list(report) == ["store", "path", "schema", "conversations", "messages", "bytes", "search", "integrity"]
    assert (report["store"], report["path"], report["integrity"]) == ("tinydb", str(file), "ok")
    assert (report["conversations"], report["messages"]) == ("1", "2")
    assert int(report["bytes"]) == file.stat().st_size


def test_a_copy_says_how_many_of_its_mails_are_unsent(store: TinyStore, tmp_path: Path) -> None:
    mail = Mail("m1", "<m1@toko.example>", "support@toko.example", ("jane@cust.example",), "x")
    queued = Task("t1", "support", "why", SendMail("m1", "reply"), NOW, NOW, NOW)
    store.commit(Changes(mails=(mail,), tasks=(queued, replace(queued, id="t2", cause="other", state="sent"))))
    store.backup(tmp_path / "copy.db")
    assert tinydb.unsent(tinydb.Settings(), tmp_path / "copy.db") == 1


def test_moments_are_kept_as_microseconds_since_1970_in_every_version() -> None:
    assert moment(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005


def test_two_exports_of_the_same_store_read_the_same(store: TinyStore) -> None:
    store.commit(Changes(conversations=(conversation(tags=frozenset("urgent refund vip late order".split())),)))
    (line,) = store.export()
    assert line["document"]["tags"] == ["late", "order", "refund", "urgent", "vip"]
