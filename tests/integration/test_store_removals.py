"""What is taken out of the store through TinyDB leaves nothing behind that a later document could stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csmail.errors import Conflict
from csmail.model.changes import Acknowledged, Changes
from csmail.model.task import SendMail, Task
from csmail.stores import tinydb
from csmail.stores.tinydb import TinyStore
from tests.factories import NOW, conversation, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    opened = tinydb.open(tinydb.Settings(), tmp_path)
    yield opened
    opened.close()


def task(name: str) -> Task:
    return Task(name, "support", name, SendMail("m1", "reply"), NOW, NOW, NOW)


def test_the_traces_of_a_removed_message_do_not_lead_to_the_next_one(store: TinyStore) -> None:
    store.commit(Changes(messages=(message(further_ids=("<given@x.example>",), unseen=("<cited@x.example>",)),)))
    store.documents.table("messages").remove(doc_ids=["k1"])
    store.commit(Changes(messages=(message(key="k2", message_id="<m2@cust.example>"),)))
    assert store.traces(["<given@x.example>", "<cited@x.example>"]) == ()
    assert store.faults() == ()


def test_the_removal_of_another_kind_leaves_the_traces_of_messages(store: TinyStore) -> None:
    store.commit(
        Changes(
            messages=(message(further_ids=("<given@x.example>",)),), conversations=(conversation(),), tasks=(task("a"),)
        )
    )
    store.documents.table("conversations").remove(doc_ids=["K7F3Q2"])
    store.documents.table("tasks").remove(doc_ids=["a"])
    assert [trace.id for trace in store.traces(["<given@x.example>"])] == ["<given@x.example>"]
    assert store.faults() == ()


def test_an_acknowledgement_that_was_forgotten_counts_no_more(store: TinyStore) -> None:
    store.commit(Changes(acknowledged=(Acknowledged("support", "jane@cust.example", NOW, "K7F3Q2"),)))
    assert store.acknowledged("support", "jane@cust.example", (NOW, NOW)) == 1
    store.documents.table("acknowledgements").truncate()
    assert store.acknowledged("support", "jane@cust.example", (NOW, NOW)) == 0


def test_a_document_removed_while_the_list_is_read_is_left_out(store: TinyStore) -> None:
    store.commit(Changes(tasks=(task("a"), task("b"), task("c"))))
    found = store.tasks()
    store.documents.table("tasks").remove(doc_ids=["b"])
    assert [one.id for one in found] == ["a", "c"]


def test_ids_that_are_no_unicode_are_asked_for_beside_others(store: TinyStore) -> None:
    store.commit(Changes(messages=(message(),)))
    assert store.sighted(["k1", "\udcff"]) == {"k1"}


@pytest.mark.parametrize("version", [0, 7])
def test_a_conflict_names_what_was_changed_meanwhile(store: TinyStore, version: int) -> None:
    store.commit(Changes(conversations=(conversation(),)))
    with pytest.raises(Conflict, match="conversation K7F3Q2"):
        store.commit(Changes(conversations=(conversation(version=version),)))
