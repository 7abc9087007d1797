"""Sends the reports whose time has come, each once to each person.

| what happens | what follows |
| --- | --- |
| the pass dies before the commit | the next one makes it again: nothing had left |
| it dies after that | the task is there, its cause names desk, period and person: none is queued twice |
| nobody looked for a while | one report, of the last period that is over; a day that was overtaken is left out |
| the clock is more than a day ahead of the last pass | the next pass sends it (`believed_clock`) |
| the store was put back from a copy after it was due | held: it may have been sent already |
| the desk began after the period | none: there is nothing to tell |
| it cannot be written | one line of the pass; the next one tries again |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from csmail.desk import put_back
from csmail.desk.believed_clock import believed
from csmail.desk.intake.report import PassReport
from csmail.desk.watch import pass_days
from csmail.desk.watch.activity import reported
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, StoreError
from csmail.mail import bulk_mail, identity
from csmail.mail.address import key
from csmail.mail.compose import File, Outgoing, as_mail
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.effects import Purpose
from csmail.model.task import SendMail
from csmail.reports import Period, Report, Wanted
from csmail.reports.plan import ReportPlan, due, period_key

PURPOSE: Purpose = "report"


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that was due at `at`, and to whom."""

    plan: ReportPlan
    at: datetime
    period: Period
    to: tuple[str, ...]


def queue(workspace: Workspace, told: PassReport) -> bool:
    """Write and queue what is due; whether anything was. Hold the lease of the pass. Raises StoreError."""
    queued = False
    for owed in list(_owed(workspace)):
        try:
            changes = _written(workspace, owed)
        except StoreError:
            raise
        except CsmailError as error:
            told.problems.append(error.reason)
            continue
        workspace.store.commit(changes)
        queued = True
    return queued


def _owed(workspace: Workspace) -> Iterator[Owed]:
    store, desk = workspace.store, workspace.desk
    began = next(iter(pass_days.spans(store, desk)), None)
    now, until = workspace.now(), believed(workspace)
    for plan in workspace.reports:
        at, period = due(plan, until, desk.timezone)
        if plan.send == "day" and period != due(plan, now, desk.timezone)[1]:
            continue
        to = tuple(one for one in plan.told if store.task(identity.task_id(_cause(plan, period, one))) is None)
        if to and began is not None and began[0] <= period.days[-1]:
            yield Owed(plan, at, period, to)


def _cause(plan: ReportPlan, period: Period, to: str) -> str:
    return f"{plan.desk}/report/{plan.send}/{period_key(period)}/{key(to)}"


def _written(workspace: Workspace, owed: Owed) -> Changes:
    now = workspace.now()
    found = reported(workspace, owed.period, Wanted(owed.plan.by, compare=True), now)
    outgoing = _outgoing(workspace, owed, found)
    may_be_sent = put_back.may_have_left(workspace.store, owed.at)
    mails, tasks = [], []
    for to in owed.to:
        cause = _cause(owed.plan, owed.period, to)
        audience = replace(outgoing.audience, to=(Address(to),))
        mail = as_mail(replace(outgoing, audience=audience, message_id=_id(workspace, cause)), workspace.desk)
        task = identity.new_task(workspace.desk.name, cause, SendMail(mail.key, PURPOSE, automatic=True), now)
        mails.append(mail)
        tasks.append(put_back.held(task, now) if may_be_sent else task)
    return Changes(mails=tuple(mails), tasks=tuple(tasks))


def _outgoing(workspace: Workspace, owed: Owed, found: Report) -> Outgoing:
    """The mail, without the one whom it goes to."""
    from csmail.reports.lines import title
    from csmail.reports.page import page
    from csmail.reports.plain import plain
    from csmail.reports.sheets import sheets

    desk, now = workspace.desk, workspace.now()
    form = owed.plan.form
    tables = sheets(found) if form == "csv" else {}
    return Outgoing(
        audience=Audience("send", Address(desk.address, desk.display_name)),
        subject=title(replace(found, before=None), desk.language),
        text=plain(found, desk.language),
        message_id="",
        date=now,
        purpose=PURPOSE,
        automatic=True,
        html=page((found,), desk.language, now) if form == "html" else "",
        attachments=tuple(File(name, "text/csv", said.encode()) for name, said in tables.items()),
    )


def _id(workspace: Workspace, cause: str) -> str:
    """Of no conversation, as that of a mail to many."""
    domain = workspace.desk.address.rpartition("@")[2]
    return identity.outgoing_message_id(workspace.store.key(), bulk_mail.NO_CONVERSATION.format("0000"), cause, domain)
