"""The hot road asks by key or by index: SQLite's own plan of every question says so."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csmail.cli.input.where import conditions
from csmail.model.changes import Attempt, Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.stores import tinydb
from csmail.stores.tinydb import TinyStore
from tests.contract.test_store import draft, receipt, task
from tests.factories import NOW, conversation, message, said_in

CURSOR = Cursor("support", "INBOX", 1, 9)
IN_NEED = ConversationFilter("support", ("open", "waiting", "closed"), needs=True)
UNANSWERED = ConversationFilter("support", ("open",), needs=False, backlog=False)
ROADS: dict[str, Callable[[TinyStore], object]] = {
    "commit": lambda store: store.commit(
        Changes(
            conversations=(conversation(id="NEW222"), conversation(id="NEW223")),
            messages=(message(), message(key="n")),
            tasks=(task("t7"), task("t8")), drafts=(draft("d7"),), receipts=(receipt("r7"),), cursors=(CURSOR,),
        )
    ),
    "advance": lambda store: store.advance(task(state="claimed", attempt=1), "queued"),
    "attempting": lambda store: store.attempting(Attempt("support", "INBOX", 1, 2, 3), CURSOR),
    "attempted": lambda store: store.attempted("support", "INBOX"),
    "cursor": lambda store: store.cursor("support", "INBOX"),
    "known": lambda store: store.known("support", ["<a@b>", "<c@d>"]),
    "sighted": lambda store: store.sighted(["k1", "k2"]),
    "taken": lambda store: store.taken(["AAAAA2", "BBBBB2"]),
    "ids of customers that are taken": lambda store: store.customers_taken(["CAAAAA2", "CBBBBB2"]),
    "conversation": lambda store: store.conversation("K7F3Q2"),
    "of_customer": lambda store: list(store.conversations(ConversationFilter("support", customer="jane@cust.example"))),
    "messages": lambda store: said_in(store, "K7F3Q2"),
    "newest": lambda store: list(store.newest("K7F3Q2")),
    "acknowledged": lambda store: store.acknowledged("support", "jane@cust.example", (NOW, NOW)),
    "acknowledgements": lambda store: store.acknowledgements("support", (NOW, NOW)),
    "tasks in hand": lambda store: list(store.tasks("support", ["claimed", "transmitting"])),
    "due": lambda store: list(store.due("support", NOW)),
    "drafts": lambda store: list(store.drafts("K7F3Q2")),
    "the draft that waits": lambda store: list(store.drafts("K7F3Q2", waiting=True)),
    "receipts": lambda store: store.receipts("K7F3Q2"),
    "who needs a person": lambda store: list(store.conversations(ConversationFilter(desk="support", needs=True))),
    "who has open ones": lambda store: store.holders("support"),
    "open ones": lambda store: list(store.conversations(ConversationFilter(desk="support", status=("open",)))),
    "open ones by urgency": lambda store: [by_urgency(store, "support", known) for known in (True, False, None)],
    "those of all desks by urgency": lambda store: by_urgency(store, "", known=True),
    "those in need by urgency": lambda store: list(store.conversations(IN_NEED, urgent_first=True)),
    "counts": lambda store: [store.count(IN_NEED), store.count(UNANSWERED), store.count(ConversationFilter("support"))],
    "ids by their beginning": lambda store: store.beginning("tasks", "t"),
    "due conversations": lambda store: store.due_conversations("support", NOW, 9),
    "tally": lambda store: store.tally("support", ["queued", "held"]),
    "drafts that wait": lambda store: store.waiting("support"),
    "the newest": lambda store: list(store.conversations()),
    "open ones by a condition": lambda store: by_conditions(store, "status=open", "tags:refund"),
    "those of a customer by a condition": lambda store: by_conditions(store, "customer=jane@cust.example"),
}  # fmt: skip


def by_urgency(store: TinyStore, desk: str, known: bool | None) -> object:
    return list(store.conversations(replace(UNANSWERED, desk=desk, known=known), urgent_first=True))


def by_conditions(store: TinyStore, *written: str) -> object:
    return list(store.conversations(ConversationFilter(where=conditions(written, Conversation, NOW))))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    opened = tinydb.open(tinydb.Settings(), tmp_path)
    opened.commit(
        Changes(
            conversations=(conversation(),), messages=(message(conversation="K7F3Q2"),), tasks=(task(),),
            drafts=(draft(),), receipts=(receipt(),), cursors=(CURSOR,),
        )
    )  # fmt: skip
    yield opened
    opened.close()


def asked(store: TinyStore, road: Callable[[TinyStore], object]) -> list[str]:
    """Every statement that `road` runs, with its values in it."""
    said: list[str] = []
    with store._rows.reading() as reader, store._rows.writing() as writer:
        connections: tuple[sqlite3.Connection, ...] = (reader, writer)
    for connection in connections:
        connection.set_trace_callback(said.append)
    road(store)
    for connection in connections:
        connection.set_trace_callback(None)
    return [query for query in said if re.match(r"SELECT|INSERT|UPDATE|DELETE", query)]


@pytest.mark.parametrize("road", ROADS)
def test_the_hot_road_never_scans(store: TinyStore, road: str) -> None:
    queries = asked(store, ROADS[road])
    assert queries
    for query in queries:
        with store._rows.reading() as connection:
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        scans = [step for step in plan if step.startswith("SCAN") and "json_each" not in step]
        assert not scans, f"{query}\n{plan}"


def test_a_walk_through_everything_is_seen_as_a_scan(store: TinyStore) -> None:
    query = next(iter(asked(store, lambda store: list(store.tasks()))))
    with store._rows.reading() as connection:
        assert any(row[3].startswith("SCAN") for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
