"""Shows what an incident would do to whom, or does it: the mails leave, each is told when it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from csmail import outbox
from csmail.cli.commands import _bulk_run
from csmail.cli.documents import bulked
from csmail.cli.documents import incidents as documents
from csmail.cli.documents.reasons import words
from csmail.cli.terminal.output import emit, note
from csmail.cli.terminal.progress import Progress
from csmail.cli.typer_support.options import chosen
from csmail.desk import incident_records as records
from csmail.desk.bulk import results
from csmail.desk.incidents import told
from csmail.errors import Busy
from csmail.model.incident import Incident
from csmail.outbox.context import unheard
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.incidents.mails import Plan
    from csmail.desk.workspace import Workspace
    from csmail.model.bulk import Line
    from csmail.model.task import Task
    from csmail.ports import Store

Found = tuple[str, results.Result]


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided, of which incident; `wave` is the name of its mails."""

    incident: Incident
    wave: str
    plan: Plan


def previewed(
    context: typer.Context, done: Done, summary: Reason, head: documents.IncidentHead | None = None, ends: bool = True
) -> int:
    """What would become of each, the first mail as it would be, what to add; the code with which the real run `ends`,
    as far as no server decides it, 0 where somebody only looks."""
    found = [(done.wave, results.preview(line)) for line in done.plan.lines]
    sample = done.plan.sample
    code = results.exit_code(one for _, one in found) if ends else 0
    if emit(context, documents.done(head, found, sample, dry_run=True)):
        return code
    for _, one in found:
        bulked.show(one)
    if sample:
        first = Reason.of("bulk_sample", to=sample.to, subject=sample.subject)
        note(context, f"\n{words(first)}\n\n{sample.text.rstrip()}\n")
    note(context, words(summary))
    return code


def gone(context: typer.Context, workspace: Workspace, done: Done) -> int:
    """Send what was queued, tell what became of each; the code of the whole."""
    said = _bulk_run.Said(context)
    mine = {id for line in done.plan.lines for id in line.tasks}
    with _bulk_run.interruptible() as stopped:
        with Progress(done.incident.name, not chosen(context).quiet, moment=20) as bar:
            bar.expect(len(mine))
            closed = work_off(workspace, partial(_ended, said, bar, mine), stopped)
        interrupted = stopped()
    found = [(done.wave, _result(workspace.store, line)) for line in done.plan.lines]
    code = shown(context, workspace.store, done.incident, found, said.printed)
    if interrupted:
        return _bulk_run.INTERRUPTED
    return closed if closed and code in (0, results.LATER) else code


def work_off(
    workspace: Workspace, ended: Callable[[Task], None] = unheard, stopped: Callable[[], bool] = lambda: False
) -> int:
    """One round of the outbox; the code of a way that is closed. What another process is at is left to that."""
    ways = replace(workspace.ways, ended=ended)
    try:
        return outbox.work_off(workspace.store, workspace.desk.name, ways, workspace.now, stopped).exit_code
    except Busy:
        return 0


def _ended(said: _bulk_run.Said, bar: Progress, mine: set[str], task: Task) -> None:
    if task.id in mine:
        said.ended(bar, task)


def shown(
    context: typer.Context, store: Store, incident: Incident, found: Iterable[Found], printed: set[str] | None = None
) -> int:
    """Every line that was not printed yet, or the document; the code of all of them."""
    every = list(found)
    code = results.exit_code(one for _, one in every)
    if emit(context, documents.done(head(store, incident), every)):
        return code
    counts: dict[str, int] = {}
    several = len({wave for wave, _ in every}) > 1
    for wave, one in every:
        counts[one.word] = counts.get(one.word, 0) + 1
        if not (printed or set()).intersection(one.line.tasks):
            bulked.show(one, wave if several else "")
    some = ", ".join(f"{count} {spoken(word)}" for word, count in sorted(counts.items())) or "0"
    note(context, words(Reason.of("incident_summary", name=incident.name, counts=some)))
    return code


def head(store: Store, incident: Incident) -> documents.IncidentHead:
    """The incident with how many were told."""
    fates = [one.fate for one in told.people(store, incident)]
    return documents.head(incident, fates.count("told"), fates.count("waits"))


def everything(store: Store, incident: Incident) -> Iterator[Found]:
    """What became of every mail of it, in the order in which they were written."""
    for wave in records.waves(incident):
        for line in records.lines(store, incident.name, wave):
            yield wave, _result(store, line)


def _result(store: Store, line: Line) -> results.Result:
    """With the address, which only the task and the conversation know."""
    return results.result(store, replace(line, to=line.to or _address(store, line)))


def _address(store: Store, line: Line) -> str:
    tasks = filter(None, map(store.task, line.tasks))
    to = next((told.recipient(store, task) for task in tasks), "")
    found = store.conversation(line.conversation) if not to else None
    return to or (found.customer.spec if found and found.customer else "")
