"""An update to those who were told; the end, and who was told by a mail whose fate was unknown at the end.

| what happens | what the user sees | what is kept |
| --- | --- | --- |
| more people than the cap | Refused, exit 69 | nothing was written |
| a template that does not fill for one of them | the file, the line, the name; exit 78 | nothing was written |
| killed before the commit | nothing left | nothing |
| killed while the mails leave | the rest waits; one mail a connection at most is in doubt | any pass goes on |
| a first mail is in doubt when it is closed | who waits | once its fate is known, `resume` or any pass follows up |
| a first mail is still queued when it is closed | `skipped`: it had not left | dropped in the commit of the closing |
| the server refused it, it came back, she was forgotten | `skipped`, why | |
| closed twice | since when it is closed; exit 0 | one mail each |
| a pass of the desk is under way for long | Busy, exit 75 | nothing was written |
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from csmail import outbox
from csmail.desk import incident_records as records
from csmail.desk.bulk.skips import skipped
from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.incidents import further
from csmail.desk.incidents.mails import Plan, Wave, record, written
from csmail.desk.incidents.opening import DEFAULT_CLOSING, alone, refuse_closed, still_open
from csmail.desk.taken_back import taken_back
from csmail.desk.workspace import Workspace
from csmail.errors import Busy
from csmail.model.bulk import Line
from csmail.model.changes import Changes
from csmail.model.incident import NOTICE, OVER, Incident, Update, update
from csmail.model.task import DUE, Task
from csmail.reason import Reason


@dataclass(frozen=True, slots=True)
class Updating:
    """What is to be told. `again`: as another update, although there was one like it."""

    template: str
    by: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """How it is to be closed. `template` "" is what was said at the opening, else the usual one."""

    by: str
    template: str = ""
    silently: bool = False
    and_close: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """The plan as it is shown, its changes, and the first mails that are taken back in the same commit."""

    plan: Plan
    changes: Changes
    late: tuple[Task, ...] = ()


def tell(workspace: Workspace, incident: Incident, asked: Updating, dry_run: bool) -> tuple[Incident, str, Plan]:
    """Write an update to everybody who was told and has it not: the incident with it, the name of its mails, the plan.

    Raises Busy, Refused (it is closed), ConfigurationError.
    """
    if dry_run:
        after, wave = _updated(workspace, incident, asked)
        return after, wave.name, further.planned(workspace, wave, asked.by)
    with alone(workspace):
        after, wave = _updated(workspace, still_open(workspace, incident), asked)

        def decide() -> Decided:
            plan, changes = _queued(workspace, wave, further.planned(workspace, wave, asked.by))
            told = record(workspace, after, asked.by, "incident_updated", plan)
            return Decided(plan, replace(_with(changes, records.written(after)), records=(told,)))

        return after, wave.name, _committed(workspace, decide)


def close(workspace: Workspace, incident: Incident, closing: Closing, dry_run: bool) -> tuple[Incident, str, Plan]:
    """Close it and write to everybody who was told; a first mail that has not left does not leave any more.

    Raises Busy, Refused (it is closed), ConfigurationError.
    """
    done = incident.amended(
        closed_at=workspace.now(), closed_by=closing.by, silently=closing.silently, and_close=closing.and_close,
        closing=closing.template or incident.closing or DEFAULT_CLOSING,
    )  # fmt: skip
    if dry_run:
        return done, OVER, _plan(workspace, done, _late(workspace, done))
    with suppress(Busy):  # what a dead process had in hand is in doubt, or goes back
        outbox.recover(workspace.store, incident.desk, workspace.ways, workspace.now)
    with alone(workspace):
        done = done.amended(updates=still_open(workspace, incident).updates)
        return done, OVER, _committed(workspace, lambda: _closed(workspace, done, _late(workspace, done)))


def settle(workspace: Workspace) -> int:
    """Write the last mail to whose first one turned out to have left, of every incident; how many mails. Hold
    `opening.alone`; one look-up while nobody waits. Raises what `close` raises.
    """
    return sum(_settled(workspace, one) for one in records.unsettled(workspace.store, workspace.desk.name))


def _settled(workspace: Workspace, incident: Incident) -> int:
    lines = _plan(workspace, incident, ()).lines
    if lines and all(map(further.waits, lines)):
        return 0  # every pass comes here while somebody waits: nothing is written
    return len(_committed(workspace, lambda: _closed(workspace, incident, ())).recipients)


def _updated(workspace: Workspace, incident: Incident, asked: Updating) -> tuple[Incident, Wave]:
    """The same template again is the same update, which reaches who was told since."""
    refuse_closed(workspace, incident)
    numbers = [number for number, one in enumerate(incident.updates, 1) if one.template == asked.template]
    if numbers and not asked.again:
        return incident, Wave(incident, update(numbers[-1]), asked.template)
    made = Update(asked.template, workspace.now(), asked.by)
    after = incident.amended(updates=(*incident.updates, made))
    return after, Wave(after, update(len(after.updates)), asked.template)


def _closed(workspace: Workspace, incident: Incident, late: tuple[Task, ...]) -> Decided:
    """Who may still turn out to have been told is looked at again by the next pass, those among them whose mail is
    taken back now: another process may just have begun it."""
    wave = Wave(incident, OVER, incident.closing)
    plan, changes = _queued(workspace, wave, _plan(workspace, incident, late))
    waiting = bool(late) or any(map(further.waits, plan.lines))
    kept = _with(changes, records.closed(workspace.store, incident, waiting))
    ended = record(workspace, incident, incident.closed_by, "incident_ended", plan)
    return Decided(plan, replace(kept, records=(ended,)), late)


def _plan(workspace: Workspace, incident: Incident, late: tuple[Task, ...]) -> Plan:
    if incident.silently:
        return Plan(())
    plan = further.planned(workspace, Wave(incident, OVER, incident.closing), incident.closed_by)
    taken = {task.id for task in late}
    return replace(plan, lines=tuple(_told_why(line, taken) for line in plan.lines))


def _told_why(line: Line, taken: set[str]) -> Line:
    is_late = further.waits(line) and not taken.isdisjoint(value for _, value in line.values)
    return skipped(line, Reason("notice_never_left")) if is_late else line


def _late(workspace: Workspace, incident: Incident) -> tuple[Task, ...]:
    """The notices that have not left. An acknowledgement is all that tells somebody that his mail arrived: it leaves,
    and he is told afterwards that it is over."""
    lines = records.lines(workspace.store, incident.name, NOTICE)
    tasks = (workspace.store.task(id) for line in lines for id in line.tasks)
    return tuple(task for task in tasks if task is not None and task.state in DUE)


def _queued(workspace: Workspace, wave: Wave, plan: Plan) -> tuple[Plan, Changes]:
    """Every mail of the plan, and the lines that say so; who waits, or was waited for until now, has none yet."""
    queued, changes = written(workspace, wave, plan.recipients)
    after = plan.with_tasks(queued)
    kept = [line for line in after.lines if not (further.waits(line) or _is_open(workspace, line))]
    facts = records.appended(workspace.store, wave.incident.name, wave.name, [replace(one, to="") for one in kept])
    return after, _with(changes, facts)


def _is_open(workspace: Workspace, line: Line) -> bool:
    ids = [value for name, value in line.values if name == NOTICE] if line.state == "skipped" else []
    return any((task := workspace.store.task(id)) is not None and task.state in DUE for id in ids)


def _committed(workspace: Workspace, decide: Callable[[], Decided]) -> Plan:
    def commit(decided: Decided) -> None:
        why, store = Reason("incident_over"), workspace.store
        store.advance_all([taken_back(store, one, why, workspace.now()) for one in decided.late], decided.changes)

    return committed(decide, commit, KEEPS_CHANGING, Reason("advice_again")).plan


def _with(changes: Changes, facts: dict[str, str]) -> Changes:
    return replace(changes, facts=(*changes.facts, *facts.items()))
