"""Every change leaves a record that nobody can change, remove or put elsewhere without its being found."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail import registry
from csmail.cli.terminal.output import plain
from csmail.errors import Conflict
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation, Escalation, Reminder
from csmail.model.customer import Customer, Remark
from csmail.model.duration import parse_span
from csmail.model.promise import Promise
from csmail.model.receipt import Arrival, Receipt, StepRecord
from csmail.model.record import Head, Record, RecordFilter
from csmail.model.survey import Survey
from csmail.model.task import SendMail, Task
from csmail.ports import Store
from csmail.reason import Reason
from csmail.stores.shared import chain, recorded
from tests.factories import NOW, conversation

Change = Callable[[Conversation], Conversation]
PROMISE = Promise("first_response", NOW, parse_span("30m"), NOW + timedelta(minutes=30), "m", NOW)
WATCHED: dict[str, Change] = {
    "assignee": lambda one: one.amended(assignee="sari"),
    "desk": lambda one: one.amended(served_by="sales"),
    "status": lambda one: one.amended(status="closed"),
    "priority": lambda one: one.amended(priority="high"),
    "mood": lambda one: one.amended(mood="upset"),
    "targets": lambda one: one.amended(turns=(Turn.target(NOW, "resolution", parse_span("3d")),)),
    "promises": lambda one: one.amended(promises=(PROMISE,)),
    "steps": lambda one: one.amended(escalations=(Escalation("lead@toko.example", NOW, step="lead"),)),
    "snoozed": lambda one: one.amended(snoozed_until=NOW),
    "reminders": lambda one: one.amended(reminders=(Reminder(NOW, "call jane"),)),
    "ratings": lambda one: one.amended(surveys=(Survey(NOW, "m", 2, NOW, "slow, jane"),)),
    "merged_into": lambda one: one.amended(merged_into="B2M9XX"),
    "customer": lambda one: one.amended(customer=Address("jane@other.example", "Jane Roe")),
}
"""What a record names of a conversation, and a change of it."""


@pytest.fixture(params=registry.names("stores"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    module = registry.load("stores", request.param)
    opened: Store = module.open(module.Settings(), tmp_path)
    yield opened
    opened.close()


def receipt(id: str, on: Arrival = "hand", about: str = "K7F3Q2", **changes: Any) -> Receipt:
    step = StepRecord("", "assign", "sari", did=(Reason.of("assigned", to="sari"),))
    return replace(Receipt(id, "support", about, "", NOW, on, "budi", steps=(step,)), **changes)


def kept(store: Store, **changes: Any) -> Conversation:
    store.commit(Changes(conversations=(conversation(**changes), conversation(id="B2M9XX"))))
    found = store.conversation("K7F3Q2")
    assert found is not None
    return found


@pytest.mark.parametrize("name", WATCHED)
@pytest.mark.parametrize("on", [None, "hand", "arrival", "overdue"])
def test_each_change_of_a_conversation_is_recorded_whoever_makes_it(
    store: Store, name: str, on: Arrival | None
) -> None:
    before = kept(store)
    told = (receipt("r1", on),) if on else ()
    store.commit(Changes(conversations=(WATCHED[name](before),), receipts=told))
    (one,) = store.records()
    assert (one.about, one.desk, one.number, one.by) == ("K7F3Q2", "support", 1, "budi" if on else "csmail")
    assert {*one.before, *one.after} == {name}
    assert one.before.get(name, "") != one.after[name]
    assert store.faults() == ()


@pytest.mark.parametrize("name", WATCHED)
def test_no_record_holds_a_text_or_an_address_of_a_customer(store: Store, name: str) -> None:
    before = kept(store, customer=Address("jane@old.example", "Jane"), subject="jane")
    did = (Reason.of("assigned", to="jane@cust.example"),)
    told = receipt("r1", steps=(StepRecord("", "note", "jane is late", did=did),))
    store.commit(Changes(conversations=(WATCHED[name](before),), receipts=(told,)))
    written = json.dumps([plain(one) for one in store.records()]).lower()
    assert "note" in written
    assert not [word for word in ("jane", "cust.example", "other.example", "slow", "late") if word in written]


def test_what_a_person_did_is_recorded_although_nothing_else_changed(store: Store) -> None:
    store.commit(Changes(conversations=(conversation(),), receipts=(receipt("r1"), receipt("r2", by="sari"))))
    assert [(one.by, one.commands, one.did) for one in store.records()] == [
        ("budi", ("assign",), ("assigned",)),
        ("sari", ("assign",), ("assigned",)),
    ]


def test_a_mail_that_came_was_tagged_and_answered_by_a_machine_is_told_by_its_receipt_alone(store: Store) -> None:
    one = conversation(tags=frozenset({"refund"}))
    store.commit(Changes(conversations=(one,), receipts=(receipt("r1", "arrival"),)))
    assert list(store.records()) == []


def test_a_rule_that_assigns_on_arrival_is_recorded_with_its_name(store: Store) -> None:
    step = StepRecord("refund", "assign", "sari")
    withheld = StepRecord("vip", "priority", "high", withheld=Reason("held"))
    told = receipt("r1", "arrival", by="rules", steps=(step, withheld))
    store.commit(Changes(conversations=(conversation(assignee="sari"),), receipts=(told,)))
    (one,) = store.records()
    assert (one.by, one.rules, one.commands, one.after["assignee"]) == ("rules", ("refund",), ("assign",), "sari")


def test_a_receipt_that_is_written_over_is_no_second_deed(store: Store) -> None:
    store.commit(Changes(conversations=(conversation(),), receipts=(receipt("r1"),)))
    store.commit(Changes(receipts=(receipt("r1", about="B2M9XX"),)))
    store.erase(Changes(receipts=(receipt("r1"), receipt("r2", about="customer@C7F3Q2K", by="sari"))))
    assert [(one.about, one.by) for one in store.records()] == [("K7F3Q2", "budi"), ("customer@C7F3Q2K", "sari")]


def test_what_changes_beside_the_deed_of_a_person_names_that_person(store: Store) -> None:
    before = kept(store)
    told = receipt("r1", about="customer@C7F3Q2K", by="sari")
    store.erase(Changes(conversations=(before.amended(status="closed"),), receipts=(told,)))
    assert [(one.about, one.by, one.on) for one in store.records()] == [
        ("customer@C7F3Q2K", "sari", "hand"),
        ("K7F3Q2", "sari", "hand"),
    ]


def test_what_a_person_changes_of_a_customer_is_recorded_and_what_a_mail_changes_is_not(store: Store) -> None:
    jane = Customer("C7F3Q2K", "jane@cust.example", NOW, NOW, "Jane Roe")
    store.commit(Changes(customers=(jane,), receipts=(receipt("r1", "arrival"),), conversations=(conversation(),)))
    assert list(store.records()) == []
    known = store.customer(jane.id)
    assert known is not None
    noted = known.amended(tags=frozenset({"vip"}), notes=(Remark(NOW, "sari", "jane likes tea"),))
    store.commit(Changes(customers=(noted,), receipts=(receipt("r2", about="customer@C7F3Q2K"),)))
    (one,) = store.records()
    assert (dict(one.before), dict(one.after)) == ({}, {"tags": "vip", "notes": "1"})


def test_a_task_on_which_a_person_decided_is_recorded_once(store: Store) -> None:
    task = Task("t1", "support", "cause", SendMail("m", "reply"), NOW, NOW, NOW, "K7F3Q2")
    store.commit(Changes(conversations=(conversation(),), tasks=(task,)))
    dropped = task.moved("dropped", NOW, Reason.of("dropped", by="sari"))
    store.commit(Changes(updated=(dropped,)))
    store.commit(Changes(updated=(replace(dropped, waited=timedelta(1)),)))
    (one,) = store.records()
    assert (one.by, one.did, one.before, one.after) == (
        "sari", ("dropped",), {"task": "t1 queued"}, {"task": "t1 dropped"},
    )  # fmt: skip


def test_what_is_refused_leaves_no_record(store: Store) -> None:
    before = kept(store)
    store.commit(Changes(conversations=(before.amended(assignee="sari"),)))
    with suppress(Conflict):
        store.commit(Changes(conversations=(before.amended(assignee="budi"),), receipts=(receipt("r1"),)))
    assert [one.after for one in store.records()] == [{"assignee": "sari"}]


def test_records_are_found_by_what_they_are_about_by_whom_and_when(store: Store) -> None:
    for number, (desk, about, by) in enumerate((("support", "a", "sari"), ("sales", "b", "sari"), ("sales", "a", ""))):
        told = Record(desk, NOW + timedelta(hours=number), "hand", by, about, did=("assigned",))
        store.commit(Changes(records=(told,)))
    for wanted, numbers in (
        (RecordFilter(), [0, 1, 2]),
        (RecordFilter(about="a"), [0, 2]),
        (RecordFilter(by="sari"), [0, 1]),
        (RecordFilter(desk="sales", since=NOW + timedelta(hours=2)), [2]),
        (RecordFilter(since=NOW + timedelta(hours=3)), []),
    ):
        assert [(one.at - NOW) // timedelta(hours=1) for one in store.records(wanted)] == numbers


def test_anybody_can_reckon_the_hash_from_what_json_says(store: Store) -> None:
    store.commit(Changes(conversations=(conversation(),), receipts=(receipt("r1"), receipt("r2", by="Budi Šárí"))))
    previous = ""
    for one in store.records():
        said = plain(one)
        hash = said.pop("hash")
        assert said["previous"] == previous
        written = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        assert hashlib.sha256(written).hexdigest() == hash
        previous = hash


def test_many_writers_at_once_make_one_chain(store: Store) -> None:
    def write(name: str) -> None:
        for number in range(10):
            store.commit(Changes(records=(Record("support", NOW, "hand", name, str(number)),)))

    threads = [threading.Thread(target=write, args=(f"w{number}",)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.number for one in store.records()] == list(range(1, 41))
    assert store.faults() == ()


def records(count: int) -> list[Record]:
    return list(recorded.chained((Record("support", NOW, "hand", f"a{n}") for n in range(count)), {"support": Head()}))


@given(st.data())
def test_whatever_is_done_to_a_chain_is_found_and_the_first_place_is_named(data: st.DataObject) -> None:
    every = records(data.draw(st.integers(2, 8)))
    head = {"support": Head(every[-1].number, every[-1].hash)}
    assert list(chain.faults(every, head)) == []
    at = data.draw(st.integers(0, len(every) - 1))
    how = data.draw(st.sampled_from(["changed", "rehashed", "removed", "unreadable", "exchanged"]))
    harmed: list[Record | None] = list(every)
    if how == "changed":
        harmed[at] = replace(every[at], by="somebody else")
    elif how == "rehashed":
        harmed[at] = Head(every[at].number - 1, every[at].previous).chained(replace(every[at], by="somebody else"))
    elif how == "exchanged":
        other = (at + 1) % len(every)
        at, other = sorted((at, other))
        harmed[at] = replace(every[other], number=every[at].number)
        harmed[other] = replace(every[at], number=every[other].number)
    else:
        harmed[at : at + 1] = [None] if how == "unreadable" else []
    found = list(chain.faults(harmed, head))
    # A record that fits its own hash is told by the one behind it, or by the end.
    first = at + 2 if how == "rehashed" and at + 1 < len(every) else at + 1
    assert dict(found[0].evidence)["number"] == str(first)


def test_records_cut_off_at_the_end_are_missed() -> None:
    every = records(5)
    (found,) = chain.faults(every[:2], {"support": Head(5, every[-1].hash)})
    assert found == Reason.of("records_missing", desk="support", number=3, last=5)
    (found,) = chain.faults([], {"support": Head(1, every[0].hash)})
    assert found == Reason.of("record_missing", desk="support", number=1)
