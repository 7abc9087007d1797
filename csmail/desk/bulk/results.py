"""What became of each line of a bulk, and with which code a command ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csmail.actions.base import DONE_ALREADY
from csmail.desk import bulk_records as records
from csmail.desk.bulk.skips import BY_DESIGN
from csmail.model.bulk import Bulk, Line, bulk_of
from csmail.model.reason import Reason
from csmail.model.task import OPEN, Delivery, State, Task
from csmail.ports import Store

REFUSED = 69
LATER = 75
BY_PEOPLE = frozenset({"bulk_stopped", "dropped"})
"""Codes of mails that a person took back; others that were dropped were left out."""
GOING: frozenset[State] = frozenset({"queued", "claimed", "transmitting"})


@dataclass(frozen=True, slots=True)
class Result:
    """`word`: sent, done, skipped, queued, deferred, refused, held, in_doubt, dropped, or what would be."""

    line: Line
    word: str
    why: Reason | None = None


def preview(line: Line, word: str = "would_send") -> Result:
    """What would become of a line."""
    return Result(line, "skipped" if line.state == "skipped" else word, line.why)


def result(store: Store, line: Line) -> Result:
    """What became of a line. Raises StoreError."""
    if line.state == "skipped":
        return Result(line, "skipped", line.why)
    tasks = [task for id in line.tasks if (task := store.task(id)) is not None]
    if not tasks:
        return Result(line, "done" if line.state == "done" else "queued")
    worst = max(tasks, key=lambda task: ORDER.index(task.state) if task.state in ORDER else 0)
    return of_task(line, worst)


ORDER = ("done", "sent", "dropped", "deferred", "transmitting", "claimed", "queued", "held", "refused", "in_doubt")


def of_task(line: Line, task: Task) -> Result:
    """What became of a line whose mail this task sends."""
    if task.state == "dropped":
        word = "dropped" if task.reason and task.reason.code in BY_PEOPLE else "skipped"
        return Result(line, word, task.reason)
    if task.state in GOING:
        return Result(line, "queued")
    word = "sent" if task.state == "done" else task.state
    return Result(line, word, None if task.state == "sent" else _said(task))


def _said(task: Task) -> Reason | None:
    """The last word of the server, where it said one; else our own reason."""
    reply = next((each.reply for each in task.deliveries if _is_bad(each) and each.reply), "")
    return Reason.verbatim(reply) if reply and not task.hold else task.reason


def _is_bad(each: Delivery) -> bool:
    return each.state in ("refused", "deferred", "in_doubt")


def results(store: Store, bulk: Bulk) -> Iterator[Result]:
    """Every line in its order; one is in memory at a time."""
    state, by = records.state(store, bulk.id)
    for line in records.lines(store, bulk):
        if line.state == "planned" and state == "stopped":
            yield Result(line, "dropped", Reason.of("bulk_stopped", by=by))
        else:
            yield result(store, line)


def standing(store: Store, bulks: Iterable[Bulk]) -> Iterator[tuple[Bulk, str]]:
    """Each bulk with its state: "ended" when nothing of it is under way any more. Raises StoreError."""
    open_ones: set[str] | None = None
    for bulk in bulks:
        state, _ = records.state(store, bulk.id)
        if state == "going" and open_ones is None:
            open_ones = {bulk_of(task) for task in store.tasks("", OPEN)}
        ended = state == "going" and bulk.id not in (open_ones or ())
        yield bulk, "ended" if ended else state


def exit_code(found: Iterable[Result]) -> int:
    """0: all left, or was left out as it should be; 69: refused by a server; 75: later, in doubt, for a person."""
    codes = set(map(_code, found))
    return REFUSED if REFUSED in codes else max(codes, default=0)


def _code(one: Result) -> int:
    match one.word:
        case "refused":
            return REFUSED
        case "held":
            return REFUSED if one.why and one.why.code == "bulk_blocked" else LATER
        case "in_doubt" | "deferred" | "queued":
            return LATER
        case "skipped":
            design = one.why is None or one.why.code in BY_DESIGN | DONE_ALREADY
            return 0 if design else LATER
        case _:
            return 0
