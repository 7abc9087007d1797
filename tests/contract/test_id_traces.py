"""What every store answers about ids: every spelling, every desk, every kind; one of them also from an older file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csmail.model.changes import Changes
from csmail.model.message import Trace
from csmail.ports import Known, Store
from csmail.stores import memory, tinydb
from csmail.stores.tinydb import migrations
from tests.factories import message
from tests.faults import witness

SENT = message(key="k1", message_id="<AbC1@toko.example>", conversation="K7F3Q2", further_ids=("010f-000000", "env-1"))
CITING = message(key="k2", message_id="<m2@cust.example>", conversation="D1D1D1", unseen=("<Ghost@x.example>",))


@pytest.fixture(params=["memory", "tinydb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = (
        memory.open(memory.Settings(), tmp_path)
        if request.param == "memory"
        else tinydb.open(tinydb.Settings(), tmp_path)
    )
    made.commit(Changes(messages=(SENT, CITING)))
    yield made
    made.close()


def test_an_id_is_found_in_any_letter_case_and_told_as_it_is_spelled(store: Store) -> None:
    (found,) = store.traces(["<abc1@TOKO.example>"])
    assert found == Trace("<AbC1@toko.example>", "own", "support", "K7F3Q2", "k1")
    assert store.known("support", ["<abc1@toko.example>"]) == {}


def test_further_and_unseen_ids_are_told_apart(store: Store) -> None:
    traces = store.traces(["ENV-1", "010f-000000", "<ghost@x.example>"])
    found = {trace.id: (trace.kind, trace.message) for trace in traces}
    assert found == {
        "env-1": ("further", "k1"), "010f-000000": ("further", "k1"), "<Ghost@x.example>": ("unseen", "k2"),
    }  # fmt: skip
    assert store.known("support", ["env-1", "<Ghost@x.example>"]) == {"env-1": Known("K7F3Q2", "k1")}


def test_every_desk_is_told(store: Store) -> None:
    store.commit(Changes(messages=(replace(SENT, key="k3", desk="sales", conversation="SALES2"),)))
    assert [trace.desk for trace in store.traces([SENT.message_id])] == ["support", "sales"]


def test_a_message_that_moves_takes_its_traces_along_and_leaves_none(store: Store) -> None:
    moved = replace(SENT, conversation="D1D1D1", further_ids=("env-2",))
    store.commit(Changes(messages=(moved, replace(CITING, unseen=()))))
    assert store.traces(["env-1", "010f-000000", "<ghost@x.example>"]) == ()
    assert [trace.conversation for trace in store.traces(["env-2", SENT.message_id])] == ["D1D1D1", "D1D1D1"]


def test_nothing_asked_or_nothing_known_is_nothing(store: Store) -> None:
    assert store.traces([]) == store.traces(["", "<other@x.example>"]) == ()


def test_an_id_that_is_no_unicode_breaks_nothing(store: Store) -> None:
    store.commit(Changes(messages=(message(key="k9", further_ids=("\udcff-9",), unseen=("<\udcfe@x>",)),)))
    assert len(store.traces(["\udcff-9", "<\udcfe@x>"])) == 2


@pytest.mark.parametrize("format", [1, 2])
def test_a_file_of_a_format_before_is_brought_up_to_date(tmp_path: Path, format: int) -> None:
    store = tinydb.open(tinydb.Settings(), tmp_path)
    store.commit(Changes(messages=(message(key="k0", conversation="K7F3Q2"),)))
    store.close()
    witness.made_older(tmp_path / "state" / "csmail.db", format)
    for _ in range(2):
        store = tinydb.open(tinydb.Settings(), tmp_path)
        store.commit(Changes(messages=(SENT,)))
        assert store.known("support", ["<m1@cust.example>"])["<m1@cust.example>"].conversation == "K7F3Q2"
        assert [trace.kind for trace in store.traces(["env-1"])] == ["further"]
        assert store.report()["schema"] == str(migrations.VERSION)
        store.close()
