"""Take in what is new, decide, send what is due: one pass, for cron.

what fails                        what the user sees                          what is kept
another pass holds the lease      nothing (a line with --verbose), exit 75    that pass takes in what is new
one desk fails                    its one line; the other desks go on         the desk's cursor, to go on from
a problem in the outbox           its one line, exit 75 (a login refused: 77)  the task, to be tried again
customers wait untold             one line when they become more, exit 75     their acknowledgements, held
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.documents import build, explained, shapes
from csmail.cli.documents.reasons import ReasonLine, reasons, sentences
from csmail.cli.input.configuration import opened
from csmail.cli.main import shown
from csmail.cli.terminal.logs import Form, begin
from csmail.cli.terminal.output import Styled, line, note, plain, terminal
from csmail.cli.terminal.progress import Progress
from csmail.cli.terminal.times import since as since_moment
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.errors import Busy, CsmailError, UsageError
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.safe_text import one_line
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.intake.poll import Backlog
    from csmail.desk.intake.report import Arrived
    from csmail.desk.workspace import Workspace

app = new_app()
LATER = 75
UNSETTLED = ("in_doubt", "refused")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of `csmail poll --json`: a message that was taken in."""

    desk: str
    message: shapes.MessageLine
    conversation: shapes.ConversationLine | None
    receipt: shapes.ReceiptLine
    event: Literal["arrived"] = "arrived"
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Passed:
    """One line of `csmail poll --json`: what became of one desk; `error`, with its `code`, says why it broke off.

    `problems` are the sentences of `reasons`. `untold` is how many acknowledgements a limit holds, their customers told
    nothing, `escalated` how many conversations went up the ladder.
    """

    desk: str
    taken_in: int = 0
    known_already: int = 0
    quarantined: int = 0
    started: tuple[str, ...] = ()
    outbox: dict[str, int] | None = None
    problems: tuple[str, ...] = ()
    error: str = ""
    exit_code: int = 0
    untold: int = 0
    code: str = ""
    reasons: tuple[ReasonLine, ...] = ()
    escalated: int = 0
    event: Literal["passed"] = "passed"
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail poll support --since 2026-07-01")
@prints(Arrival | Passed)
def poll(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    desks: Annotated[list[str] | None, typer.Argument(help="only these desks; without names all")] = None,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="also take in the whole backlog")] = False,
    since: Annotated[str, typer.Option(metavar="DATE", help="also take in the backlog from this day on")] = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="tell of every mail")] = False,
    log_format: Annotated[Form, typer.Option(help="how log lines are written on stderr")] = "text",
) -> int:
    """Make one pass over all desks, or those named; what fails in one desk does not keep the others from their work.

    Backlog is filed and tagged but never acknowledged. With --json: one line a mail, then one line a desk.
    """
    if from_beginning and since:
        raise UsageError(Reason("two_beginnings"))
    begin(log_format, verbose)
    backlog = _backlog(from_beginning, since)
    with opened(context, rules=False) as wiring:
        wiring.check_rules()
        places = [wiring.desk(name) for name in desks or wiring.desks]
        codes = [_polled(place, backlog, Teller(context, place, verbose)) for place in places]
    return max(codes, default=0)


class Teller:
    """Tells of one desk's arrivals and of the end of its pass, in the form that was asked for."""

    def __init__(self, context: typer.Context, workspace: Workspace, verbose: bool) -> None:
        self.context, self.workspace, self.verbose = context, workspace, verbose
        desk = self.desk = workspace.desk.name
        self.json = chosen(context).json
        told = terminal() and not chosen(context).quiet
        self.each = verbose or told
        self.progress = Progress(desk, told and not verbose and not self.json)

    def arrived(self, arrived: Arrived) -> None:
        """One mail was taken in; beside a bar it is only counted."""
        self.progress.advance()
        if self.json:
            _print(_arrival(arrived, self.workspace))
        elif self.each and not self.progress.shown:
            _show(arrived)

    def passed(self, document: Passed) -> int:
        """The pass has ended; answers with its exit code."""
        if self.json:
            _print(document)
            return document.exit_code
        for reason in document.reasons:
            named = reason.words if "desk" in reason.evidence else f"{self.desk}: {reason.words}"
            note(self.context, f"csmail: {named}")
        if document.started:
            folders = ", ".join(document.started)
            begins = {"desk": self.desk, "folders": folders}
            note(self.context, spoken("{desk}: begins with the mail that comes from now on ({folders})", **begins))
        if self.each and not document.error:
            outbox = ", ".join(f"{count} {spoken(state)}" for state, count in (document.outbox or {}).items())
            risen = document.escalated or None
            facts = {"desk": self.desk, "count": str(document.taken_in), "risen": risen, "outbox": outbox}
            note(self.context, spoken("{desk}: {count} new[; escalated: {risen}][; outbox: {outbox}]", **facts))
        return document.exit_code


def _polled(workspace: Workspace, backlog: Backlog | None, teller: Teller) -> int:
    from csmail.desk.holds import held, untold
    from csmail.desk.intake.poll import Pass
    from csmail.desk.watch.health import customers_untold

    name = workspace.desk.name
    before = untold(held(workspace.store, name))
    try:
        with teller.progress as progress:
            report = Pass(workspace, backlog, teller.arrived, expect=progress.expect).run()
    except Busy as error:
        if teller.verbose:
            note(teller.context, f"{name}: {error.said(language())}")
        return teller.passed(Passed(name, error=error.said(language()), exit_code=error.exit_code, code=error.code))
    except CsmailError as error:
        code = shown(error, name)
        return teller.passed(Passed(name, error=error.said(language()), exit_code=code, code=error.code))
    waiting = untold(held(workspace.store, name))
    if waiting > before:
        report.problems.append(customers_untold(waiting))
    unsettled = waiting or report.problems or any(report.worked.get(state) for state in UNSETTLED)
    code = max(report.exit_code, LATER) if unsettled else 0
    said = (*report.problems, *report.remarks)
    document = Passed(
        name, report.taken_in, report.known_already, report.quarantined, report.started, dict(report.worked),
        sentences(said), exit_code=code, untold=waiting, reasons=reasons(said),
        escalated=report.escalated,
    )  # fmt: skip
    return teller.passed(document)


def _arrival(arrived: Arrived, workspace: Workspace) -> Arrival:
    conversation = build.conversation(arrived.conversation) if arrived.conversation else None
    message = build.message(arrived.message)
    return Arrival(arrived.message.desk, message, conversation, explained.of_arrival(arrived, workspace))


def _print(document: Arrival | Passed) -> None:
    print(json.dumps(plain(document)), flush=True)


def _backlog(from_beginning: bool, since: str) -> Backlog | None:
    from csmail.desk.intake.poll import Backlog

    if since:
        return Backlog(since_moment(since))
    return Backlog() if from_beginning else None


def _show(arrived: Arrived) -> None:
    message, conversation = arrived.message, arrived.conversation
    who = message.originators[0] if message.originators else None
    name = one_line(build.named(who)) if who else spoken("nobody")
    line(Styled(conversation.id if conversation else "------", "bold"), f"  {name}: {one_line(message.subject)}")
    for step in arrived.receipt.steps:
        asked = f"{step.rule}: " if step.rule else ""
        for deed in step.did:
            line(f"        {asked}{deed}")
        if step.withheld:
            withheld = spoken("{action} withheld: {why}", action=step.action, why=step.withheld)
            line(Styled(f"        {asked}{withheld}", "dim"))
