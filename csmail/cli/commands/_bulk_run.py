"""Carries out a bulk before somebody's eyes: a bar on a terminal, a line a recipient, Ctrl-C leaves off.

| what happens | what the user sees | exit code |
| --- | --- | --- |
| without --yes | what would become of each, the first mail as it would be | 0 |
| --dry-run | the same | that of the real run, as far as no server decides it |
| more than the cap, the same template again | why | 69 |
| Ctrl-C | what became of each so far, how to resume; what is under way is ended first | 130 |
| Ctrl-C again | nothing: killed where it stands, which `bulk resume` can take | 130 |
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from csmail.cli.documents import bulked
from csmail.cli.documents.reasons import words
from csmail.cli.terminal.output import emit, note
from csmail.cli.terminal.progress import Progress
from csmail.cli.typer_support.options import chosen
from csmail.desk import bulk_records as records
from csmail.desk.bulk import deliver, guards, results
from csmail.errors import Refused
from csmail.model.bulk import Bulk, Line
from csmail.model.task import Task
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.bulk.replies import Sample
    from csmail.desk.workspace import Workspace
    from csmail.rules.rule import ActionCall

INTERRUPTED = 130
SLICE = 0.2
"""Seconds that a wait lasts before the next look whether somebody pressed Ctrl-C."""
FINAL = frozenset({"sent", "refused", "in_doubt", "held", "dropped"})


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: a bulk without its id, its lines; `mails` would leave, `asked` is the action of a `do`."""

    bulk: Bulk
    lines: Sequence[Line]
    mails: int
    sample: Sample | None = None
    asked: ActionCall | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What was allowed; a dry run is a preview that ends as the real run would."""

    yes: bool
    cap: int
    again: bool = False
    dry_run: bool = False

    def refuse(self, mails: int, told: Reason | None) -> None:
        """Raises Refused when more would leave than may, or the same again."""
        guards.refuse_over_cap(mails, self.cap)
        if told and not self.again:
            raise Refused(told, "csmail bulk list", code=told.code)


def carried_out(context: typer.Context, workspace: Workspace, order: Order, consent: Consent) -> int:
    """Do it, or show what would be; answers with the exit code. Raises Refused, before anything is written."""
    told = guards.told_lately(workspace, order.bulk.kind, order.bulk.what, order.lines) if order.mails else None
    if not consent.yes:
        found = _previewed(context, order, told)
        if consent.dry_run:
            consent.refuse(order.mails, told)
        return results.exit_code(found) if consent.dry_run else 0
    consent.refuse(order.mails, told)
    bulk = deliver.begin(workspace, order.bulk, order.lines)
    return gone(context, workspace, bulk, order.asked)


def gone(context: typer.Context, workspace: Workspace, bulk: Bulk, asked: ActionCall | None) -> int:
    """Write what is to be written still, send what waits, tell what became of each line."""
    said = Said(context)
    with interruptible() as stopped:
        _prepared(context, workspace, bulk, asked, stopped)
        with Progress(bulk.id, not chosen(context).quiet, moment=20) as bar:
            bar.expect(_queued(workspace, bulk))
            watcher = deliver.Watcher(partial(said.ended, bar), _rest(stopped), stopped)
            closed = deliver.work_off(workspace, bulk, watcher) if not stopped() else 0
        interrupted = stopped()
    code = shown(context, workspace, bulk, said.printed)
    if interrupted:
        note(context, words(Reason.of("bulk_interrupted", bulk=bulk.id)))
        return INTERRUPTED
    return closed if closed and code in (0, results.LATER) else code


class Said:
    """Which lines were printed when they ended: each is, once."""

    def __init__(self, context: typer.Context) -> None:
        self._shows = not chosen(context).json
        self.printed: set[str] = set()

    def ended(self, bar: Progress, task: Task) -> None:
        """A task came to a state."""
        if task.state in FINAL and task.id not in self.printed:
            bar.advance()
            self.printed.add(task.id)
            if self._shows:
                to = ", ".join(each.recipient for each in task.deliveries)
                bulked.show(results.of_task(Line(to=to, conversation=task.conversation), task))


def shown(context: typer.Context, workspace: Workspace, bulk: Bulk, printed: set[str] | None = None) -> int:
    """Every line that was not printed yet, or the document; answers with the exit code of all of them."""
    store, known = workspace.store, printed or set()
    if chosen(context).json:
        ((_, state),) = results.standing(store, (bulk,))
        document = bulked.done(bulked.head(bulk, state), results.results(store, bulk))
        emit(context, document)
        return results.exit_code(results.results(store, bulk))
    counts: dict[str, int] = {}
    worst: list[results.Result] = []
    for one in results.results(store, bulk):
        counts[one.word] = counts.get(one.word, 0) + 1
        worst = worst if results.exit_code([one]) == 0 else [*worst[:1], one] if len(worst) < 2 else worst
        if not known.intersection(one.line.tasks):
            bulked.show(one)
    _summed_up(context, bulk, counts)
    return results.exit_code(results.results(store, bulk))


def _summed_up(context: typer.Context, bulk: Bulk, counts: dict[str, int]) -> None:
    some = ", ".join(f"{count} {spoken(word)}" for word, count in sorted(counts.items())) or "0"
    left = counts.get("queued", 0) + counts.get("deferred", 0) + counts.get("held", 0)
    code = "bulk_summary_open" if left else "bulk_summary"
    note(context, words(Reason.of(code, bulk=bulk.id, counts=some)))


def _previewed(context: typer.Context, order: Order, told: Reason | None) -> list[results.Result]:
    word = "would_do" if order.asked else "would_send"
    found = [results.preview(line, word) for line in order.lines]
    if not emit(context, bulked.done(None, found, order.sample, dry_run=True)):
        for one in found:
            bulked.show(one)
    if order.sample and not chosen(context).json:
        first = Reason.of("bulk_sample", to=order.sample.to, subject=order.sample.subject)
        note(context, f"\n{words(first)}\n\n{order.sample.text.rstrip()}\n")
    planned = sum(line.state == "planned" for line in order.lines)
    if order.asked:
        note(context, words(Reason.of("bulk_would_do", count=planned)))
    else:
        note(context, words(Reason.of("bulk_would_send", count=planned)))
    if told:
        note(context, words(told))
    return found


def _prepared(
    context: typer.Context, workspace: Workspace, bulk: Bulk, asked: ActionCall | None, stopped: Callable[[], bool]
) -> None:
    if records.state(workspace.store, bulk.id)[0] != "preparing":
        return
    with Progress(bulk.id, not chosen(context).quiet) as bar:
        bar.expect(bulk.count)
        done = 0
        for some in deliver.prepare(workspace, bulk, asked):
            done += some
            bar.at(done, bulk.count)
            if stopped():
                return


def _queued(workspace: Workspace, bulk: Bulk) -> int:
    return sum(line.state == "queued" for line in records.lines(workspace.store, bulk))


def _rest(stopped: Callable[[], bool]) -> Callable[[float], None]:
    def rest(seconds: float) -> None:
        left = seconds
        while not stopped() and left > 0:
            pause(min(SLICE, left))
            left -= SLICE

    return rest


def pause(seconds: float) -> None:
    """Nothing happens for so long."""
    time.sleep(seconds)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Says whether Ctrl-C was pressed; the second time it ends the program as ever."""
    pressed: list[int] = []

    def press(number: int, frame: Any) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, press)
    except ValueError:  # not the main thread: a test, an embedding program
        yield lambda: False
        return
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
