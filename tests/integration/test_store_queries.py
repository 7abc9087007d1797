"""TinyDB's own interface over our rows: what scripts and searches use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import Query, where
from tinydb.operations import increment
from tinydb.table import Document

from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.filters import ConversationFilter
from csmail.stores import tinydb
from csmail.stores.tinydb import TinyStore
from csmail.stores.tinydb.document_rows import PAGE
from tests.factories import conversation, message

COUNT = PAGE * 2 + 7


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    opened = tinydb.open(tinydb.Settings(), tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def full(store: TinyStore) -> TinyStore:
    everything = tuple(
        conversation(id=f"{number:06}", tags=frozenset({"refund"} if number % 5 == 0 else ()), assignee=str(number % 3))
        for number in range(COUNT)
    )
    store.commit(Changes(conversations=everything, messages=(message(),)))
    return store


def test_a_query_sees_what_was_committed(full: TinyStore) -> None:
    table = full.documents.table("conversations")
    found = table.search(Query().tags.any(["refund"]) & (where("assignee") == "1"))
    assert [one.doc_id for one in found] == [f"{n:06}" for n in range(COUNT) if n % 5 == 0 and n % 3 == 1]
    assert table.count(where("assignee") == "1") == len([n for n in range(COUNT) if n % 3 == 1])
    assert table.get(doc_id="000007")["id"] == "000007"
    assert table.get(where("id") == "000008").doc_id == "000008"
    assert [one.doc_id for one in table.get(doc_ids=["000009", "000001"])] == ["000001", "000009"]
    assert table.get(doc_id="none") is None
    assert table.contains(where("id") == "000007")
    assert not table.contains(doc_id="none")
    assert len(table) == COUNT == len(table.all()) == len(list(table))


def test_an_answer_is_never_stale_nor_shared(full: TinyStore, tmp_path: Path) -> None:
    table, asked = full.documents.table("conversations"), where("subject") == "changed elsewhere"
    assert table.search(asked) == []
    other = tinydb.open(tinydb.Settings(), tmp_path)
    one = other.conversation("000001")
    assert one is not None
    other.commit(Changes(conversations=(one.amended(subject="changed elsewhere"),)))
    other.close()
    first = table.search(asked)
    first[0]["subject"] = "scribbled upon"
    assert [one["subject"] for one in table.search(asked)] == ["changed elsewhere"]


def test_an_update_is_seen_by_csmail_and_makes_what_was_read_before_stale(full: TinyStore) -> None:
    read = full.conversation("000005")
    assert read is not None
    changed = full.documents.table("conversations").update({"status": "closed"}, where("tags").any(["refund"]))
    assert len(changed) == len(range(0, COUNT, 5))
    assert {one.id for one in full.conversations(ConversationFilter(status=("closed",)))} == set(changed)
    with pytest.raises(Conflict):
        full.commit(Changes(conversations=(read.amended(subject="late"),)))
    untouched = full.conversation("000001")
    assert untouched is not None
    assert untouched.version == 1


def test_updates_by_id_by_function_and_of_all_work(full: TinyStore) -> None:
    table = full.documents.table("conversations")
    assert table.update({"subject": "a"}, doc_ids=["000001", "none"]) == ["000001"]
    assert table.update(lambda fields: fields.update(subject="b"), where("id") == "000002") == ["000002"]
    assert table.update_multiple([({"subject": "c"}, where("id") == "000003")]) == ["000003"]
    subjects = [one.subject for number in (1, 2, 3) if (one := full.conversation(f"{number:06}"))]
    assert subjects == ["a", "b", "c"]
    assert len(table.update({"language": "id"})) == COUNT
    assert all(one.language == "id" for one in full.conversations())


def test_what_is_removed_is_gone_from_every_lookup(full: TinyStore) -> None:
    table = full.documents.table("conversations")
    assert table.remove(doc_ids=["000001", "none"]) == ["000001"]
    assert len(table.remove(where("assignee") == "0")) == len(range(0, COUNT, 3))
    assert full.conversation("000001") is None
    assert not list(full.conversations(ConversationFilter(assignee="0")))
    full.documents.table("messages").truncate()
    assert full.known("support", ["<m1@cust.example>"]) == {}


def test_a_document_from_a_script_is_indexed(full: TinyStore) -> None:
    table = full.documents.table("conversations")
    fields = {**table.get(doc_id="000001"), "id": "SCRIPT", "assignee": "script"}
    assert table.insert(fields) == "SCRIPT"
    assert [one.id for one in full.conversations(ConversationFilter(assignee="script"))] == ["SCRIPT"]
    with pytest.raises(ValueError, match="already exists"):
        table.insert(fields)
    assert table.insert_multiple([{**fields, "id": "S2"}, {**fields, "id": "S3"}]) == ["S2", "S3"]
    assert table.upsert({"subject": "up"}, where("id") == "S2") == ["S2"]
    assert table.upsert(Document({**fields, "id": "S4"}, doc_id="S4")) == ["S4"]
    assert full.taken(["S2", "S3", "S4"]) == {"S2", "S3", "S4"}


def test_a_document_that_csmail_could_not_read_is_refused_and_nothing_of_the_update_stays(full: TinyStore) -> None:
    table = full.documents.table("conversations")
    with pytest.raises(ValueError, match="not a document of conversations"):
        table.insert({"id": "BROKEN"})
    with pytest.raises(ValueError, match="not a document of conversations"):
        table.update(lambda fields: fields.update(status="closed" if fields["id"] < "000009" else "no such status"))
    assert not list(full.conversations(ConversationFilter(status=("closed",))))
    with pytest.raises(ValueError, match="says it is"):
        table.update({"id": "OTHER"}, doc_ids=["000001"])
    assert full.conversation("000001") is not None


def test_a_script_may_keep_tables_of_its_own(store: TinyStore) -> None:
    table = store.documents.table("notebook")
    first, second = table.insert({"count": 1}), table.insert({"count": 5, "nested": {"a": [1]}})
    table.update(increment("count"), where("count") > 2)
    assert table.get(doc_id=second) == {"count": 6, "nested": {"a": [1]}}
    assert first != second
    assert store.documents.tables() == {"notebook"}
    assert store.documents.insert({"default": "table"})
    assert [one["kind"] for one in store.export()] == ["notebook", "notebook", "_default"]
    store.documents.drop_table("notebook")
    assert store.documents.tables() == {"_default"}
    store.documents.drop_tables()
    assert store.documents.tables() == set()


def test_a_query_holds_one_page_in_memory(store: TinyStore) -> None:
    import tracemalloc

    text = "x" * 20_000
    for start in range(0, 2000, 500):
        store.commit(Changes(messages=tuple(message(key=f"{n:06}", text=text) for n in range(start, start + 500))))
    table = store.documents.table("messages")
    tracemalloc.start()
    try:
        assert table.search(where("key") == "000777")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * PAGE * len(text) < 2000 * len(text)
