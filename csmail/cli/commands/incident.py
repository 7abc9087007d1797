"""Something many write about: tell each who is affected once, and once more when it is over."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _incident_run as _run
from csmail.cli.commands import _lists
from csmail.cli.commands._bulk_options import Template, Yes
from csmail.cli.documents import incidents as documents
from csmail.cli.documents.reasons import words
from csmail.cli.input import identify, moments
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.columns import gives
from csmail.cli.terminal.output import Part, note
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.model.incident import NOTICE, Incident
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.wiring import Wiring

app = new_app("Something many write about: a preview first, with --yes each who is affected is told, once.")
HEAD = ("NAME", "OPENED", "STATE", "TOLD", "WAITING", gives("TITLE"))
CAP = 200
Name = Annotated[str, typer.Argument(metavar="NAME", help="its name: csmail incident list", show_default=False)]
Ids = Annotated[list[str], typer.Argument(metavar="CONVERSATION", help="ids of conversations", show_default=False)]


@app.command("open", epilog="Example: csmail incident open 'Payment fails' --match 'text: [payment failed]' --yes")
@prints(documents.IncidentDone)
def open_(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="what it is, for us", show_default=False)],
    template: Template = "incident-notice",
    match: Annotated[
        str,
        typer.Option(
            "--match",
            metavar="WHEN",
            show_default=False,
            help="which messages, as `when` of a rule in one line: 'text: [payment failed, pembayaran gagal]'",
        ),
    ] = "",
    since: Annotated[str, typer.Option("--since", metavar="24h", help="how far back, or since when")] = "24h",
    closing: Annotated[
        str, typer.Option("--closing", metavar="NAME", show_default=False, help="the template for the end")
    ] = "",
    cap: Annotated[int, typer.Option("--cap", **COUNTED, help="people who may be told")] = CAP,
    but: Annotated[
        list[str] | None, typer.Option("--except", metavar="ID", show_default=False, help="leave this one out")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="PAY1", show_default=False, help="how it is called")] = "",
    everything: Annotated[bool, typer.Option("--everything", help="although --match fits every message")] = False,
    yes: Yes = False,
    desk: _lists.Desk = "",
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Tell every customer who wrote what fits that we know, once; new mail that fits is acknowledged so from then on.

    Without --yes a preview: whom, and the first mail. Told are customers, each once and where he wrote last, closed
    conversations too. Exit 0: all told, or left out as they should be; 69: a server refused, or the cap; 78: the
    template.
    """
    from csmail.desk.incidents import breadth, naming, opening
    from csmail.desk.incidents.affected import Span

    with opened(context, rules=False) as wiring:
        workspace = desk_named(wiring, desk)
        now, who = workspace.now(), acting(by, workspace.desk)
        begin = moments.past(since, "--since", now, ZoneInfo(workspace.desk.timezone))
        span = Span(breadth.condition_of(workspace, match, everything), begin, who)
        incident = Incident(
            naming.named_so(workspace, title, name), title, workspace.desk.name, match if span.condition else "",
            template, begin, now, who, closing,
        )  # fmt: skip
        spared = tuple(identify.conversation(wiring.store, one, identify.CHANGING).id for one in but or ())
        asked = opening.Asked(span, spared, cap)
        if dry_run or not yes:
            done = _run.Done(incident, NOTICE, opening.planned(workspace, incident, asked))
            code = _run.previewed(context, done, _would_tell(done), ends=dry_run)
            if dry_run:
                opening.refuse_over_cap(_count(done), cap)
            return code
        done = _run.Done(incident, NOTICE, opening.open_(workspace, incident, asked))
        code = _run.gone(context, workspace, done)
        note(context, words(Reason.of("incident_is_open_now", name=incident.name)))
        return code


@app.command("list", epilog="Example: csmail incident list")
@prints(documents.Incidents)
def listed(context: typer.Context, desk: _lists.Desk = "", limit: _lists.Limit = _lists.LIMIT) -> None:
    """List incidents, the newest first."""
    from csmail.desk import incident_records as records

    with opened(context, rules=False) as wiring:
        every = (records.find(wiring.store, name) for name in reversed(records.names(wiring.store)))
        some = tuple(islice((one for one in every if desk in ("", one.desk)), limit + 1))
        heads = tuple(_run.head(wiring.store, one) for one in some[:limit])
    ends = _lists.ends(len(heads), limit, len(some) > limit, "no incident")
    _lists.show(context, documents.Incidents(heads), HEAD, lambda: map(_row, heads), ends)


@app.command(epilog="Example: csmail incident show PAY1")
@prints(documents.IncidentDone)
def show(context: typer.Context, name: Name) -> int:
    """Show what became of each mail of an incident."""
    with opened(context, rules=False) as wiring:
        incident, _ = _found(wiring, name)
        return _run.shown(context, wiring.store, incident, _run.everything(wiring.store, incident))


@app.command(epilog="Example: csmail incident add PAY1 K7F3Q2 --yes")
@prints(documents.IncidentDone)
def add(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context, name: Name, conversations: Ids, yes: Yes = False, by: By = "", dry_run: DryRun = False
) -> int:
    """Tell the customers of these conversations too, whether what they wrote fits or not."""
    from csmail.desk.incidents import opening

    with opened(context, rules=False) as wiring:
        incident, workspace = _found(wiring, name)
        ids = [identify.conversation(wiring.store, one, identify.CHANGING).id for one in conversations]
        dry = dry_run or not yes
        plan = opening.add(workspace, incident, ids, acting(by, workspace.desk), dry)
        return _carried_out(context, workspace, _run.Done(incident, NOTICE, plan), dry)


@app.command(epilog="Example: csmail incident update PAY1 --template incident-update --yes")
@prints(documents.IncidentDone)
def update(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    name: Name,
    template: Template = "incident-update",
    again: Annotated[bool, typer.Option("--again", help="as another update, although there was one like it")] = False,
    yes: Yes = False,
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Write to everybody who was told; the same template later reaches who was told since, and nobody twice."""
    from csmail.desk.incidents import following

    with opened(context, rules=False) as wiring:
        incident, workspace = _found(wiring, name)
        asked = following.Updating(template, acting(by, workspace.desk), again)
        dry = dry_run or not yes
        return _carried_out(context, workspace, _run.Done(*following.tell(workspace, incident, asked, dry)), dry)


@app.command(epilog="Example: csmail incident close PAY1 --and-close --yes")
@prints(documents.IncidentDone)
def close(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    name: Name,
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", show_default=False, help="instead of that of the opening")
    ] = "",
    silently: Annotated[bool, typer.Option("--silently", help="write to nobody")] = False,
    and_close: Annotated[
        bool, typer.Option("--and-close", help="close the conversations too, where nothing newer came")
    ] = False,
    yes: Yes = False,
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """It is over: write to exactly those who were told; new mail gets the ordinary acknowledgement again.

    Left out, and named, is whose notice was refused, came back or never left, and who was forgotten. Whose notice is in
    doubt waits: csmail outbox resolve, then csmail incident resume.
    """
    from csmail.desk.incidents import following, naming

    with opened(context, rules=False) as wiring:
        incident, workspace = _found(wiring, name)
        if incident.closed_at is not None:
            note(context, words(naming.standing(incident, workspace)))
            return 0
        closing = following.Closing(acting(by, workspace.desk), template, silently, and_close)
        dry = dry_run or not yes
        done = _run.Done(*following.close(workspace, incident, closing, dry))
        return _carried_out(context, workspace, done, dry, "incident_would_close" if silently else "")


@app.command(epilog="Example: csmail incident resume PAY1")
@prints(documents.IncidentDone)
def resume(context: typer.Context, name: Name) -> int:
    """Go on with what was broken off: the rest leaves, and whose notice turned out to have left is followed up."""
    from csmail.desk.incidents import following, opening

    with opened(context, rules=False) as wiring:
        incident, workspace = _found(wiring, name)
        closed = _run.work_off(workspace)
        with opening.alone(workspace):
            following.settle(workspace)
        closed = max(closed, _run.work_off(workspace))
        found = _run.everything(wiring.store, incident)
        return max(closed, _run.shown(context, wiring.store, incident, found))


def _found(wiring: Wiring, name: str) -> tuple[Incident, Workspace]:
    from csmail.desk import incident_records as records

    incident = records.find(wiring.store, name)
    return incident, wiring.desk(incident.desk)


def _would_tell(done: _run.Done) -> Reason:
    return Reason.of("incident_would_tell", count=_count(done))


def _count(done: _run.Done) -> int:
    return sum(line.state == "planned" for line in done.plan.lines)


def _carried_out(context: typer.Context, workspace: Workspace, done: _run.Done, dry_run: bool, code: str = "") -> int:
    if not dry_run:
        return _run.gone(context, workspace, done)
    summary = Reason.of(code, name=done.incident.name) if code else _would_tell(done)
    return _run.previewed(context, done, summary, _run.head(workspace.store, done.incident))


def _row(one: documents.IncidentHead) -> list[Part]:
    return [one.name, moment(one.opened_at, one.desk), one.state, str(one.told), str(one.waiting), one.title]
