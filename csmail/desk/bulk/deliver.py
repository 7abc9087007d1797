"""Works off a bulk at its rate: pass after pass over the outbox, until nothing of it can leave any more.

| what happens | what the user sees | what is kept |
| --- | --- | --- |
| more mails than the cap; the same template within a day | Refused, exit 69 | nothing was written |
| a name that no template knows | the file, the line, the name; exit 78 | nothing was written |
| a fact that one recipient lacks | `skipped`, what is missing; exit 75 | the others get theirs |
| killed while the mails are written | nothing leaves | `resume` writes the rest, then they leave |
| killed while they leave | the rest waits; one mail a connection at most is in doubt | `resume`, or any pass, goes on |
| the customer wrote meanwhile, a colleague answered, the selection holds no more | `skipped`, why | the mail, unsent |
| the server says 421 or 451 | `deferred`; half as fast for ten minutes | tried again |
| half of the first twenty are refused for good | the rest is `held`; exit 69 | `resume` tries them again |
| somebody stops it | `dropped`, by whom | what left |
| the disk is full | exit 74 | what was committed goes on: no task without its mail |
| a mail to somebody who asked to be left alone | `skipped`, since when | |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csmail import outbox
from csmail.desk import bulk_records as records
from csmail.desk.bulk import deeds, replies, sends
from csmail.desk.bulk.results import GOING, LATER
from csmail.desk.taken_back import taken_back
from csmail.desk.workspace import Workspace
from csmail.errors import Busy
from csmail.model.bulk import Bulk, Line, bulk_of
from csmail.model.changes import Changes
from csmail.model.record import Record
from csmail.model.task import State, Task
from csmail.outbox import pace
from csmail.outbox.bulk_gate import pace_name
from csmail.reason import Reason
from csmail.rules.rule import ActionCall

LOOK_AGAIN = timedelta(seconds=1)
"""How long to leave an outbox that another process works off."""
PATIENCE = 5
"""Passes in which nothing left although it was time: a clock was set back, or somebody holds what they wait for."""
HELD: tuple[State, ...] = ("held",)
OPEN: tuple[State, ...] = ("queued", "deferred", "held")


@dataclass(frozen=True, slots=True)
class Watcher:
    """`told` hears of each task of the bulk that ends, `rest` waits so many seconds, `stopped` says to leave off."""

    told: Callable[[Task], None]
    rest: Callable[[float], None]
    stopped: Callable[[], bool]


def begin(workspace: Workspace, bulk: Bulk, lines: Sequence[Line]) -> Bulk:
    """Keep a new bulk; nothing of it leaves yet. Raises StoreError."""
    with workspace.store.lease("bulks", LOOK_AGAIN):
        id = records.fresh_id(workspace.store, workspace.unique())
        made = replace(bulk, id=id, count=len(lines))
        begun = records.begun(workspace.store, made, lines)
        told = _record(workspace, made, made.by, "bulk_begun")
        workspace.store.commit(Changes(facts=tuple(begun.items()), records=(told,)))
    return made


def _record(workspace: Workspace, bulk: Bulk, by: str, did: str) -> Record:
    """What the log says of a bulk as a whole; of its conversations speak their own receipts."""
    after = {"kind": bulk.kind, "count": str(bulk.count)}
    return Record(bulk.desk, workspace.now(), "hand", by, bulk.id, did=(did,), after=after)


def prepare(workspace: Workspace, bulk: Bulk, asked: ActionCall | None = None) -> Iterator[int]:
    """Write what is planned still, then let it go; tells how many lines are done. Raises Busy while another does."""
    with workspace.store.lease(records.lease_name(bulk.id)):
        if asked is not None:
            for _ in deeds.perform(workspace, bulk, asked):
                yield 1
        else:
            yield from (replies if bulk.kind == "reply" else sends).write(workspace, bulk)
        if records.state(workspace.store, bulk.id)[0] == "preparing":
            workspace.store.remember_all(records.moved(bulk.id, "going"))


def work_off(workspace: Workspace, bulk: Bulk, watcher: Watcher) -> int:
    """Until nothing of the bulk is queued, a way is closed, or somebody says to leave off; the code of a closed way."""

    def ended(task: Task) -> None:
        if bulk_of(task) == bulk.id:
            watcher.told(task)

    ways = replace(workspace.ways, ended=ended)
    fruitless = 0
    while not watcher.stopped():
        try:
            worked = outbox.work_off(workspace.store, bulk.desk, ways, workspace.now, watcher.stopped)
        except Busy:
            worked = None
        if (worked and worked.exit_code) or not _is_queued(workspace, bulk):
            return worked.exit_code if worked else 0
        fruitless = fruitless + 1 if worked and not set(worked.counts) - {"paced"} else 0
        if fruitless > PATIENCE:
            return LATER
        watcher.rest(max(_wait(workspace, bulk), timedelta(0) if worked else LOOK_AGAIN).total_seconds())
    return 0


def _is_queued(workspace: Workspace, bulk: Bulk) -> bool:
    if records.state(workspace.store, bulk.id)[0] != "going":
        return False
    return any(bulk_of(task) == bulk.id for task in workspace.store.tasks(bulk.desk, GOING))


def _wait(workspace: Workspace, bulk: Bulk) -> timedelta:
    known, now = pace.read(workspace.store.fact(pace_name(bulk.id))), workspace.now()
    opens: datetime = pace.opens_at(known, bulk.rate, now)
    return max(opens - now, timedelta(0))


def stop(workspace: Workspace, bulk: Bulk, by: str) -> None:
    """Take back what has not left; a mail in hand is taken back by the outbox before its content."""
    store, why = workspace.store, Reason.of("bulk_stopped", by=by)
    moved = tuple(records.moved(bulk.id, "stopped", by).items())
    store.commit(Changes(facts=moved, records=(_record(workspace, bulk, by, "bulk_taken_back"),)))
    with suppress(Busy):  # else it goes on: what it has in hand it takes back itself
        outbox.recover(store, bulk.desk, workspace.ways, workspace.now)
    for line in records.lines(store, bulk):
        for task in filter(None, map(store.task, line.tasks)):
            # In one step with the look at its state: the outbox may claim it now.
            if task.state in OPEN:
                store.advance_all((taken_back(store, task, why, workspace.now()),))


def let_go(workspace: Workspace, bulk: Bulk, by: str) -> None:
    """Before it is resumed: what a blocked server held is tried again, its counts begin anew."""
    store = workspace.store
    with store.lease(outbox.lease_name(bulk.desk), LOOK_AGAIN):
        known = pace.read(store.fact(pace_name(bulk.id)))
        if pace.hopeless(known) is None:
            return
        anew = pace_name(bulk.id), pace.written(replace(known, tried=0, refused=0, reply=""))
        store.commit(Changes(facts=(anew,), records=(_record(workspace, bulk, by, "bulk_resumed"),)))
        for task in store.tasks(bulk.desk, HELD):
            if bulk_of(task) == bulk.id and task.hold == "bulk_blocked":
                store.commit(outbox.retry(task, by, workspace.now()))
