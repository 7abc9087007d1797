"""The documents of one kind as TinyDB is given them: a mapping that writes down what is changed in place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from csmail.errors import Conflict
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.receipt import Receipt
from csmail.model.task import Draft
from csmail.stores import tinydb
from csmail.stores.tinydb import TinyStore, document_rows, verify
from csmail.stores.tinydb.documents_api import DocumentMapping, RowStorage
from tests.factories import NOW, conversation, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    opened = tinydb.open(tinydb.Settings(), tmp_path)
    opened.commit(Changes(conversations=(conversation(id="A"), conversation(id="B"))))
    yield opened
    opened.close()


@pytest.fixture
def kept(store: TinyStore) -> Iterator[DocumentMapping]:
    with store._rows.writing() as connection:
        yield DocumentMapping("conversations", lambda: nullcontext(connection))


def test_what_is_not_there_can_neither_be_read_nor_removed(kept: DocumentMapping) -> None:
    with pytest.raises(KeyError):
        kept["C"]
    with pytest.raises(KeyError):
        del kept["C"]
    assert (len(kept), "C" in kept, list(kept)) == (2, False, ["A", "B"])


def test_a_change_in_place_is_written_when_another_document_is_read_or_written(kept: DocumentMapping) -> None:
    kept["A"]["subject"] = "first"
    assert kept["B"]["subject"] == "Pesanan 12345"
    assert (kept["A"]["subject"], kept["A"]["version"]) == ("first", 2)
    kept["A"]["subject"] = "second"
    kept["B"] = {**dict(kept["B"]), "subject": "other"}
    assert (kept["A"]["subject"], kept["B"]["subject"]) == ("second", "other")


def test_a_document_that_was_written_or_removed_is_read_anew(kept: DocumentMapping) -> None:
    before = dict(kept["A"])
    kept["A"] = {**before, "subject": "new"}
    assert kept["A"]["subject"] == "new"
    del kept["A"]
    with pytest.raises(KeyError):
        kept["A"]
    kept.clear()
    assert list(kept) == []


def test_a_draft_that_a_script_changed_makes_what_was_read_before_stale(store: TinyStore) -> None:
    sender = Address("support@toko.example")
    store.commit(Changes(drafts=(Draft("D1", "support", "A", "m1", "sari", NOW, NOW, Audience("send", sender)),)))
    read = store.draft("D1")
    store.documents.table("drafts").update({"reason": "by a script"}, doc_ids=["D1"])
    assert read is not None
    with pytest.raises(Conflict, match="draft D1"):
        store.commit(Changes(drafts=(read,)))


def test_a_document_nobody_changed_is_not_written(kept: DocumentMapping) -> None:
    assert kept["A"]["version"] == 1
    kept.settle()
    assert kept["A"]["version"] == 1


def test_names_and_values_of_a_receipt_that_are_no_unicode_are_kept_as_question_marks(store: TinyStore) -> None:
    base = Receipt("r1", "support", "A", "k1", NOW, "arrival", "poll", "abc", (), {})
    store.commit(Changes(receipts=(replace(base, seen={"subject": "\udcff", "header.\udcff": "x"}),)))
    (found,) = store.receipts("k1")
    assert found.seen == {"subject": "?", "header.?": "x"}


def test_a_whole_table_may_be_written_and_what_is_left_out_goes(store: TinyStore) -> None:
    storage = RowStorage(store._rows)
    storage.write({"notebook": {"n1": {"count": 1}}, "conversations": storage.read()["conversations"]})
    assert {kind: list(kept) for kind, kept in storage.read().items()} == {
        "conversations": ["A", "B"],
        "notebook": ["n1"],
    }
    storage.write({"notebook": {"n2": {"count": 2}}})
    assert dict(storage.read()["notebook"].items()) == {"n2": {"count": 2}}
    assert store.conversation("A") is None


KINDS = "conversations messages mails tasks drafts receipts cursors attempts acknowledgements accounts".split()


@pytest.mark.parametrize("kind", KINDS)
def test_a_script_cannot_put_what_csmail_could_not_read_among_its_own(store: TinyStore, kind: str) -> None:
    with pytest.raises(ValueError, match=f"not a document of {kind}"):
        store.documents.table(kind).insert({"odd": 1})


@pytest.mark.parametrize("octets", [document_rows.TOGETHER_OCTETS, 0])
@pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
@pytest.mark.parametrize("each", [1, 7, 1000])
def test_a_batch_is_kept_whole_however_many_of_it_were_known(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch, octets: int, count: int, each: int
) -> None:
    monkeypatch.setattr(document_rows, "TOGETHER_OCTETS", octets)
    keys = [f"m{number}" for number in range(count)]
    old = tuple(message(key=key, conversation="A", text="lama", unseen=("<old@x.example>",)) for key in keys[::each])
    store.commit(Changes(messages=old))
    new = tuple(message(key=key, conversation="B", text="baru", unseen=(f"<{key}@x.example>",)) for key in keys)
    store.commit(Changes(messages=new))
    assert tuple(store.message(key) for key in keys) == new
    assert {one.key for one in store.newest("B")} == set(keys)
    with store._rows.snapshot() as connection:
        assert list(verify.faults(connection)) == []
