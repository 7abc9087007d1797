"""One pass over a desk: take in what is new, decide, commit, work off.

| what can fail                      | what the user sees                     | what is kept                        |
| ---------------------------------- | -------------------------------------- | ----------------------------------- |
| another pass holds the lease       | nothing; exit 75                       | the other pass takes in what is new |
| server unreachable, login refused  | one line, exit 75 or 77                | the cursor: nothing is skipped      |
| a folder does not exist            | one line with the folders there are    | the other folders were taken in     |
| the store cannot be written        | one line, exit 74                      | the mail on the server, taken again |
| a message kills the process        | after three deaths, needs a person     | the message; the pass goes on       |
| a mail the server does not give    | its conversation needs a person        | the message; the pass goes on       |
| a template cannot be filled        | the step withholds itself and says why | the conversation, asking for a person |
| that of an incident that is over   | one line, exit 78                      | who waits for it                    |
| the Sent mailbox cannot be read    | one line, once; `health`               | the pass goes on without it         |
| the server puts a folder back      | one line, exit 75; `todo`, `health`    | all is read anew, nothing repeated  |
| a model suggests nothing for a draft | one line                             | the draft as it was                 |
| death anywhere                     | nothing                                | what was committed; the rest is redone |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from csmail import outbox
from csmail.desk import notices, numbering, terms
from csmail.desk.by_hand.take_back import pull_back
from csmail.desk.customers import backfill, forgotten
from csmail.desk.intake import beginning, incident_ends
from csmail.desk.intake.hand_out import hand_out
from csmail.desk.intake.report import Arrived, PassReport
from csmail.desk.intake.sent_folder import visit
from csmail.desk.intake.shift_edges import visit as visit_edges
from csmail.desk.intake.sweep import Swept, sweep
from csmail.desk.intake.taking_in import TakingIn
from csmail.desk.intake.walk import Walk
from csmail.desk.mirror.folder import visit as visit_folder
from csmail.desk.mirror.visit import visit as visit_drafts
from csmail.desk.watch import pass_days
from csmail.desk.watch.health import note_pass
from csmail.desk.watch.probe import settle
from csmail.desk.workspace import Workspace
from csmail.errors import Busy, CsmailError, LoginRefused, NotFound
from csmail.ports import Mailbox


@dataclass(frozen=True, slots=True)
class Backlog:
    """Take in what lay in the mailbox before: all of it, or what arrived since a moment. Never acknowledged."""

    since: datetime | None = None


Listener = Callable[[Arrived], None]


def silent(arrived: Arrived) -> None:
    """A listener that does not listen."""


def never() -> bool:
    """The question "shall we stop?", answered no."""
    return False


@dataclass(frozen=True, slots=True)
class Pass:
    """One round of one desk. `stop` is asked between batches; what was committed by then stays. `note` is told
    of a good end, instead of a write of its own."""

    workspace: Workspace
    backlog: Backlog | None = None
    listener: Listener = silent
    stop: Callable[[], bool] = never
    expect: Callable[[int], None] = lambda count: None
    note: Callable[[str, datetime], None] | None = None

    def run(self) -> PassReport:
        """Raises Busy when another pass is under way, and what mailbox and store raise.

        A fault of one folder does not keep the others, or the outbox, from their work; it is raised at the end.
        """
        if self.workspace.lookups is not None:
            self.workspace.lookups.begin()
        return replace(self, workspace=terms.noted(self.workspace))._round()

    def _round(self) -> PassReport:
        """The same, with the hours and promises that held before known."""
        report = PassReport(self.workspace.desk.name)
        with self.workspace.store.lease(f"pass-{self.workspace.desk.name}"):
            forgotten.again(self.workspace)
            backfill.fill(self.workspace)
            # Before what is new: whoever is there now takes what waited longest.
            hand_out(self.workspace)
            fault = self._every_folder(report)
            self._follow_drafts(report, fault)
            pull_back(self.workspace)
            self.work_off(report)
            # After what it answers, for an answer without its question is passed over for good; after the outbox, whose
            # copies would be news to the next pass.
            if fault is None or isinstance(fault, NotFound):
                fault = self._sent(report) or fault
            # After the Sent mailbox: an answer found there stops the clock. Handovers before the ladder, which changes.
            if fault is None and visit_edges(self.workspace):
                self.work_off(report)
            swept = sweep(self.workspace) if fault is None else Swept()
            report.escalated = swept.escalated
            ends = incident_ends.write(self.workspace)
            if swept.queued or ends.queued:
                self.work_off(report)
            fault = fault or ends.fault
            hand_out(self.workspace)
            if fault is None:
                pass_days.note(self.workspace)
                self._report(report)
            refused = LoginRefused.exit_code in (fault.exit_code if fault else 0, report.exit_code)
            notices.watch(self.workspace.store, self.workspace.desk, self.workspace.now(), refused)
        if fault is not None:
            raise fault
        settled = settle(self.workspace)
        if settled:
            report.worked["sent"] = report.worked.get("sent", 0) + settled
        note = self.note or partial(note_pass, self.workspace.store)
        note(report.desk, self.workspace.now())
        self._suggest(report)
        return report

    def _every_folder(self, report: PassReport) -> CsmailError | None:
        """A folder that does not exist keeps no other from being taken in; anything else does."""
        fault: CsmailError | None = None
        for name in self._mailbox().folders:
            try:
                self._folder(name, report)
            except NotFound as error:
                fault = error
            except CsmailError as error:
                return error
        return fault

    def work_off(self, report: PassReport) -> None:
        """Do what is due and add it to the report; another process that is at it does ours as well."""
        workspace = self.workspace
        if not outbox.waits(workspace.store, workspace.desk.name, workspace.now()):
            return
        try:
            worked = outbox.work_off(workspace.store, workspace.desk.name, workspace.ways, workspace.now, self.stop)
        except Busy:
            return
        for state, count in worked.counts.items():
            report.worked[state] = report.worked.get(state, 0) + count
        report.problems.extend(worked.problems)
        report.exit_code = max(report.exit_code, worked.exit_code)

    def _suggest(self, report: PassReport) -> None:
        """When all else is done and nobody waits for this pass any more; most desks ask no model."""
        if self.workspace.assist is None:
            return
        from csmail.desk.assisting import passes

        report.remarks.extend(passes.visit(self.workspace, self.stop))

    def _report(self, report: PassReport) -> None:
        """Last: figures of the days before count what this pass found."""
        if not self.workspace.reports:
            return
        from csmail.desk.intake import report_mail  # most passes send none

        if report_mail.queue(self.workspace, report):
            self.work_off(report)

    def _follow_drafts(self, report: PassReport, fault: CsmailError | None) -> None:
        """Before anything leaves: what somebody is changing, or sending, with another program stays here."""
        if fault is None and not self.stop():
            report.problems.extend(visit_drafts(self.workspace))

    def _sent(self, report: PassReport) -> CsmailError | None:

        def read(name: str) -> bool:
            self._folder(name, report, sent=True)
            return not self.stop()

        try:
            if not self.stop():
                visit(self.workspace, report, read)
        except CsmailError as error:
            return error
        return None

    def _mailbox(self) -> Mailbox:
        return self.workspace.ways.mailbox()

    def _folder(self, name: str, report: PassReport, sent: bool = False) -> None:
        taking_in = TakingIn(self.workspace, self.listener, self.stop, self.expect, self.work_off)
        folder = self._mailbox().open_folder(name)
        cursor = self.workspace.store.cursor(self.workspace.desk.name, name)
        if cursor is None:
            cursor = beginning.begin(self.workspace, self._mailbox(), folder)
            report.started = report.started if sent else (*report.started, folder.name)
        elif self.backlog is None and self.workspace.quiet.holds(folder, cursor, self.workspace.now()):
            return
        why = numbering.renumbered(self.workspace, folder, cursor)
        if why:
            # All are listed again; the content key knows what was taken in before, and nothing older than max_age is
            # acknowledged.
            cursor = numbering.begin_again(self.workspace, cursor, folder, why, tell=not sent)
            if not sent:  # what is missing there, nobody wrote to us
                report.problems.append(numbering.Renumbered(name, why, self.workspace.now()).reason)
        if self.backlog is not None and not sent:
            old = [uid for uid in self._mailbox().uids(name, 0, self.backlog.since) if uid <= cursor.uid]
            taking_in.some(Walk(cursor, True, report, folder.uidnext), old)
        began = beginning.began(self.workspace, cursor) if why else None
        walk = Walk(cursor, False, report, folder.uidnext, began, sent)
        uids = self._mailbox().uids(name, cursor.uid)
        taking_in.some(walk, uids)
        if walk.last:
            numbering.keep(self.workspace.store, cursor, walk.last)
        followed = sent or visit_folder(self.workspace, folder, dict(walk.placed))
        if followed and not (uids or why):
            self.workspace.quiet.note(folder, cursor, self.workspace.now())


def poll(workspace: Workspace, backlog: Backlog | None = None, listener: Listener = silent) -> PassReport:
    """One pass; see Pass.run."""
    return Pass(workspace, backlog, listener).run()
