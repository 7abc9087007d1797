"""The log of a store file: what somebody writes into the file is found and named; a copy that is put back says so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from csmail.model.changes import Changes
from csmail.model.record import Record
from csmail.ports.families import Restoration
from csmail.reason import Reason
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, TinyStore
from csmail.stores.tinydb.checksums import checksum
from tests.factories import NOW

PATH = ("state", "csmail.db")
Harm = Callable[[sqlite3.Connection], object]


def written(folder: Path, count: int = 5) -> None:
    with closing(tinydb.open(Settings(), folder)) as store:
        for number in range(count):
            for desk in ("support", "sales"):
                store.commit(Changes(records=(Record(desk, NOW, "hand", f"agent{number}", "K7F3Q2"),)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path)
    return tmp_path


def row(raw: sqlite3.Connection, number: int) -> tuple[int, str, bytes]:
    found: tuple[int, str, bytes] = raw.execute(
        "SELECT row, id, body FROM documents WHERE kind = 'records' AND id = ?", (f"support\t{number:012d}",)
    ).fetchone()
    return found


def rewrite(raw: sqlite3.Connection, number: int, body: bytes) -> None:
    at, id, _ = row(raw, number)
    raw.execute("UPDATE documents SET body = ?, sum = ? WHERE row = ?", (body, checksum("records", id, body), at))


def change(raw: sqlite3.Connection) -> None:
    said = json.loads(row(raw, 3)[2])
    rewrite(raw, 3, json.dumps(said | {"by": "somebody"}).encode())


def exchange(raw: sqlite3.Connection) -> None:
    second, fourth = (json.loads(row(raw, number)[2]) for number in (2, 4))
    rewrite(raw, 2, json.dumps(fourth | {"number": 2}).encode())
    rewrite(raw, 4, json.dumps(second | {"number": 4}).encode())


def remove(raw: sqlite3.Connection) -> None:
    at = row(raw, 2)[0]
    raw.execute("DELETE FROM documents WHERE row = ?", (at,))
    raw.execute("DELETE FROM records_index WHERE row = ?", (at,))


def cut(raw: sqlite3.Connection) -> None:
    for number in (4, 5):
        at = row(raw, number)[0]
        raw.execute("DELETE FROM documents WHERE row = ?", (at,))
        raw.execute("DELETE FROM records_index WHERE row = ?", (at,))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (change, Reason.of("record_changed", desk="support", number=3)),
        (exchange, Reason.of("record_changed", desk="support", number=2)),
        (remove, Reason.of("record_missing", desk="support", number=2)),
        (cut, Reason.of("records_missing", desk="support", number=4, last=5)),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_record_that_somebody_changed_in_the_file_is_named(folder: Path, harm: Harm, said: Reason) -> None:
    with closing(sqlite3.connect(folder.joinpath(*PATH), isolation_level=None)) as raw:
        harm(raw)
    with closing(tinydb.open(Settings(), folder)) as store:
        found = [one for one in store.faults() if one.code.startswith("record")]
    assert found[0] == said


def test_a_record_that_is_removed_through_the_documents_is_named(folder: Path) -> None:
    with closing(tinydb.open(Settings(), folder)) as store:
        store.documents.table("records").remove(doc_ids=["sales\t000000000001"])  # type: ignore[list-item]
        assert store.faults() == (Reason.of("record_missing", desk="sales", number=1),)


def put_back(folder: Path, copy: Path) -> None:
    tinydb.restore(Settings(), folder, Restoration(copy, NOW, lambda one: one))


def test_the_chain_of_a_copy_that_is_put_back_goes_on_and_says_so(folder: Path) -> None:
    copy = folder / "copy.db"
    with closing(tinydb.open(Settings(), folder)) as store:
        store.backup(copy)
        store.commit(Changes(records=(Record("support", NOW, "hand", "sari", "K7F3Q2"),)))
    put_back(folder, copy)
    with closing(tinydb.open(Settings(), folder)) as store:
        last = {one.desk: one for one in store.records()}
        assert set(last) == {"support", "sales"}
        for one in last.values():
            assert (one.number, one.on, one.did) == (6, "restored", ("copy_put_back",))
        assert last["support"].after == {"goes_on_from": "5", "held": "0"}
        store.commit(Changes(records=(Record("support", NOW, "hand", "sari", "K7F3Q2"),)))
        assert store.faults() == ()


def test_two_processes_worth_of_stores_write_one_chain(tmp_path: Path) -> None:
    with closing(tinydb.open(Settings(), tmp_path)) as one, closing(tinydb.open(Settings(), tmp_path)) as two:
        for number in range(6):
            store: TinyStore = (one, two)[number % 2]
            store.commit(Changes(records=(Record("support", NOW, "hand", f"agent{number}"),)))
        assert [record.by for record in one.records()] == [f"agent{number}" for number in range(6)]
        assert two.faults() == ()
