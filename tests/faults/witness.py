"""A store with every noun in it, all that can be read of it, the verdict on what somebody did to its files."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from csmail.errors import ConfigurationError, StoreError
from csmail.model.address import Address
from csmail.model.changes import Acknowledged, Attempt, Changes, Cursor, UidAccount
from csmail.model.conversation import Priority
from csmail.model.filters import ConversationFilter
from csmail.model.message import Place
from csmail.model.task import SendMail, State
from csmail.outbox import mailbox_claim
from csmail.ports.families import Restoration
from csmail.reason import Reason
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, TinyStore
from tests.contract.test_store import draft, receipt, task
from tests.factories import NOW, conversation, message, said_in
from tests.unit.outbox.test_worker import mail

SETTINGS = Settings()
STATES: tuple[State, ...] = ("queued", "deferred", "sent", "held")
UNSENT = frozenset({"queued", "deferred", "claimed", "transmitting"})
HOME, COUNT = 6, 12
"""Matters that stand in the file itself, matters in all: the rest stands in its log."""
WORK = (
    ConversationFilter("support", ("open", "waiting", "closed"), needs=True),
    ConversationFilter("support", ("open",), needs=False, backlog=False, known=True),
    ConversationFilter("support", ("open",), needs=False, backlog=False, known=False),
)
"""What `csmail todo` asks for."""
Verdict = Literal["whole", "refused"]
Reading = Mapping[str, Any]


@dataclass(frozen=True)
class Crash:
    """What a death of the machine left: the folder with a log, one with an older log, an older store; a copy."""

    state: Path
    older_log: Path
    older: Path
    copy: Path
    said: Reading


def opened(folder: Path) -> TinyStore:
    return tinydb.open(SETTINGS, folder)


def read_and_write(folder: Path) -> None:
    with closing(opened(folder)) as store:
        one = store.conversation("AFTER") or conversation(id="AFTER")
        store.commit(Changes(conversations=(one,)))


def matter(number: int) -> Changes:
    """One mail taken in, answered, with all that it leaves."""
    id, sender = f"C{number:05}", f"jane{number % 3}@cust.example"
    said = message(
        key=f"k{number}", message_id=f"<M{number}@cust.example>", conversation=id, place=Place("INBOX", 1, number + 1),
        further_ids=(f"env-{number}",) if number % 2 else (), unseen=(f"<gone{number}@x>",) if number % 3 else (),
    )  # fmt: skip
    written = mail(number=number)
    priority: Priority = "high" if number % 2 else "low"
    assignee, next_moment = ("sari", NOW) if number % 2 else ("", None)
    one = conversation(
        id=id, assignee=assignee, tags=frozenset({"refund"}), priority=priority, next_moment=next_moment,
        needs=(Reason("look"),) if number % 3 == 0 else (), answered_at=NOW if number == 5 else None,
        customer=Address(f"jane{number % 3}@cust.example"),
    )  # fmt: skip
    return Changes(
        conversations=(one,),
        messages=(said,), mails=(written,), drafts=(draft(f"d{number}", conversation=id, mail=written.key),),
        tasks=tuple(task(f"t{number}-{state}", SendMail(written.key, "reply"), state=state, conversation=id)
                    for state in STATES),
        receipts=(receipt(f"r{number}", conversation=id, message=said.key),),
        cursors=(Cursor("support", "INBOX", 1, number + 1),),
        acknowledged=(Acknowledged("support", sender, NOW, id),),
        accounts=(UidAccount("support", f"Folder {number}", 1, "before", ((1, number + 1),)),),
    )  # fmt: skip


def fill(store: TinyStore, start: int, stop: int) -> None:
    for number in range(start, stop):
        store.commit(matter(number))
        store.remember(f"day {number}", str(number))
        if number % 4 == 0:  # and some that are changed afterwards
            one = store.conversation(f"C{number:05}")
            assert one is not None
            store.commit(Changes(conversations=(one.amended(status="closed"),)))
    store.attempting(Attempt("support", "INBOX", 1, 2, 3), Cursor("support", "Else", 1, 1))


def read(store: TinyStore, count: int) -> Reading:
    """All that a pass, an outbox, a person or a script can be told. Raises what the store raises."""
    ids = [f"C{number:05}" for number in range(count)]
    every: dict[str, Any] = {
        "key": store.key(),
        "facts": [store.fact(f"day {number}") for number in range(count)],
        "cursor": store.cursor("support", "INBOX"),
        "attempted": store.attempted("support", "INBOX"),
        "sighted": store.sighted([f"k{number}" for number in range(count)]),
        "taken": store.taken(ids),
        "known": store.known("support", [f"<M{number}@cust.example>" for number in range(count)]),
        "traces": store.traces([f"{kind}{number}{end}" for number in range(count)
                                for kind, end in (("<m", "@CUST.example>"), ("env-", ""), ("<gone", "@x>"))]),
        "conversations": list(store.conversations()),
        "by person": [list(store.conversations(ConversationFilter("support", assignee=who))) for who in ("", "sari")],
        "by status": [list(store.conversations(ConversationFilter(status=(status,)))) for status in ("open", "closed")],
        "by urgency": [list(store.conversations(wanted, urgent_first=True)) for wanted in WORK],
        "moments": store.due_conversations("support", NOW),
        "count": store.count(ConversationFilter("support")),
        "counts": [store.tally("support", STATES), store.waiting("support")],
        "in need": [list(store.conversations(ConversationFilter("support", needs=needs))) for needs in (True, False)],
        "of customer": list(store.conversations(ConversationFilter("support", customer="jane1@cust.example"))),
        "by id": [store.conversation(id) for id in ids],
        "messages": [(store.message(f"k{number}"), said_in(store, id)) for number, id in enumerate(ids)],
        "mails": [store.mail(mail(number=number).key) for number in range(count)],
        "acknowledged": [store.acknowledged("support", f"jane{n}@cust.example", (NOW, NOW)) for n in range(3)],
        "acknowledgements": store.acknowledgements("support", (NOW, NOW)),
        "tasks": [list(store.tasks("support", [state])) for state in STATES],
        "due": list(store.due("support", NOW)),
        "task": [store.task(f"t{number}-{state}") for number in range(count) for state in STATES],
        "drafts": [(store.draft(f"d{number}"), list(store.drafts(id))) for number, id in enumerate(ids)],
        "receipts": [store.receipts(id) for id in ids],
        "accounts": [store.accounts("support", f"Folder {number}") for number in range(count)],
        "sightings": sorted(store.sightings("support"), key=repr),
        "search": list(store.search("pesanan")),
        "tinydb": sorted(map(repr, store.documents.table("receipts").all())),
        "export": list(store.export()),
    }  # fmt: skip
    return every


def judge(folder: Path, before: Reading, count: int) -> tuple[Verdict, str]:
    """Whether a process that reads everything and then writes is told the truth, or is refused; and the words.

    Raises AssertionError for the third: it was let write after it had read something else. What the index of words
    finds may be wrong, as long as `csmail store check` says so.
    """
    now: Reading = {}
    refusal: StoreError | ConfigurationError | None = None
    try:
        with closing(tinydb.open(SETTINGS, folder)) as store:
            now = read(store, count)
            store.commit(Changes(conversations=(conversation(id="AFTER"),)))
    except (StoreError, ConfigurationError) as error:
        refusal = error
    if refusal is not None:
        assert refusal.hint
        return "refused", refusal.message
    wrong = [road for road in before if before[road] != now[road]]
    if wrong == ["search"]:  # decides nothing, so it is not looked through before every write, but by `store check`
        with closing(tinydb.open(SETTINGS, folder)) as store:
            said = [one.code for one in store.faults()]
        assert "words_misindexed" in said or "words_unreadable" in said, said
        return "whole", ""
    assert not wrong, f"it was let write, though it had read something else: {wrong}"
    return "whole", ""


def put_back(folder: Path, copy: Path) -> TinyStore:
    """The store after `csmail store restore`; everything unsent is seen to be held."""
    tinydb.restore(SETTINGS, folder, Restoration(copy, NOW, partial(mailbox_claim.put_back, now=NOW), ()))
    store = tinydb.open(SETTINGS, folder)
    states = {one.state for one in store.tasks()}
    assert states
    assert not states & UNSENT
    store.commit(Changes(conversations=(conversation(id="AFTER"),)))
    assert store.faults() == ()
    return store


def copied(state: Path, folder: Path) -> Path:
    """The state folder as it lies there, in `folder`: what a death of the machine would leave. The database file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # Without the note of the last look: what is damaged here was damaged after it, and the next look is waited for.
    shutil.copytree(state, folder / "state", ignore=shutil.ignore_patterns("*-shm", "csmail.look"))
    return folder / "state" / "csmail.db"


def made_older(path: Path, format: int) -> None:
    """Make the closed store `path` one that csmail wrote when its format was 1, or 2."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for kind, name in store.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL").fetchall():
            if kind in ("trigger", "index"):
                store.execute(f"DROP {kind} {name}")
        for statement in (*OLDER, *(OLDEST if format == 1 else ()), f"PRAGMA user_version={format}"):
            store.execute(statement)
    path.with_name("csmail.count").unlink(missing_ok=True)


OLDER = (
    "DROP TABLE balance",
    "DROP TABLE search",
    "DELETE FROM facts WHERE name = 'search'",
    "DELETE FROM facts WHERE name = 'schema'",
    "ALTER TABLE facts DROP COLUMN sum",
    "ALTER TABLE documents DROP COLUMN sum",
    "UPDATE facts SET value = CAST(value AS TEXT) WHERE name LIKE 'told/%'",
    *(
        f"ALTER TABLE conversations_index DROP COLUMN {column}"
        for column in ("priority", "since", "answered", "backlog", "next_moment")
    ),
    "ALTER TABLE drafts_index DROP COLUMN desk",
    "CREATE INDEX acknowledgements_by_time ON acknowledgements_index (desk, at, sender)",
    "CREATE INDEX messages_by_folded_id ON messages_index (lower(message_id)) WHERE message_id <> ''",
    "CREATE INDEX tasks_by_state ON tasks_index (state, desk)",
)
OLDEST = (
    "DROP TABLE message_traces",
    "DROP INDEX messages_by_folded_id",
    "DROP INDEX acknowledgements_by_time",
    "CREATE INDEX messages_by_id ON messages_index (message_id, desk) WHERE message_id <> ''",
)
