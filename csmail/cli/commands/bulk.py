"""One text or one action for many at once: reply, do, send; list, show, resume, stop."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _bulk_deeds, _bulk_run, _lists
from csmail.cli.commands._bulk_options import Again, Cap, Rate, Template, Where, Yes, consent, fast
from csmail.cli.documents import bulked
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import Refused
from csmail.model.bulk import Bulk
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.desk.bulk.replies import Sample
    from csmail.model.bulk import Line

app = new_app("One text or one action for many at once: a preview first, with --yes it happens, each line told.")
app.add_typer(_bulk_deeds.app, name="do", help=_bulk_deeds.HELP)
HEAD = ("ID", "CREATED", "STATE", "KIND", worded("WHAT"), "COUNT", worded("BY"), worded("FOR"))
BulkId = Annotated[str, typer.Argument(metavar="BULK", help="its id: csmail bulk list", show_default=False)]


@app.command(epilog="Example: csmail bulk reply --where 'tagged: late, status: open' --template delay --yes")
@prints(bulked.BulkDone)
def reply(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    where: Where,
    template: Template,
    cap: Cap = None,
    rate: Rate = "",
    once: Annotated[bool, typer.Option("--once-per-customer", help="of each customer only the newest")] = False,
    even_upset: Annotated[bool, typer.Option("--even-upset", help="answer upset customers too")] = False,
    again: Again = False,
    yes: Yes = False,
    desk: _lists.Desk = "",
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Answer every conversation that a selection leaves, in each customer's language; without --yes a preview.

    Every mail is filled in before the first is queued. Before each leaves csmail looks again: whoever wrote again, was
    answered meanwhile or fits the selection no more is left out. Exit 0: all sent, or left out as they should be; 69: a
    server refused, or the cap; 75: something is left that a person may fix; 78: the template.
    """
    from csmail.desk.bulk import replies

    with opened(context, rules=False) as wiring:
        workspace = desk_named(wiring, desk)
        who = acting(by, workspace.desk)
        wanted = replies.Wanted(where, template, who, even_upset, once)
        lines, sample = replies.planned(workspace, wanted)
        bulk = Bulk("", workspace.desk.name, "reply", who, workspace.now(), template, where=where)
        bulk = replace(bulk, rate=fast(rate, wiring.config.bulk))
        return _bulk_run.carried_out(
            context,
            workspace,
            _order(bulk, lines, sample),
            consent(yes, dry_run, cap, again, wiring.config.bulk),
        )


@app.command(epilog="Example: csmail bulk send customers.csv --template news --yes")
@prints(bulked.BulkDone)
def send(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="addresses, a heading above each column")],
    template: Template,
    column: Annotated[str, typer.Option("--column", help="the column of the addresses")] = "email",
    cap: Cap = None,
    rate: Rate = "",
    again: Again = False,
    yes: Yes = False,
    desk: _lists.Desk = "",
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Write to every address of a file, to each alone; without --yes a preview.

    The columns of the file are names in the template. Left out are who asked to be left alone (the mails carry a
    List-Unsubscribe, which is read), whose mail came back for good, colleagues, and whoever stands there twice.
    """
    from csmail.cli.input import recipients
    from csmail.desk.bulk import sends

    found = recipients.rows(file, column)
    with opened(context, rules=False) as wiring:
        workspace = desk_named(wiring, desk)
        who = acting(by, workspace.desk)
        lines, sample = sends.planned(workspace, found, template, who)
        bulk = Bulk("", workspace.desk.name, "send", who, workspace.now(), template, source=file.name)
        bulk = replace(bulk, rate=fast(rate, wiring.config.bulk))
        return _bulk_run.carried_out(
            context,
            workspace,
            _order(bulk, lines, sample),
            consent(yes, dry_run, cap, again, wiring.config.bulk),
        )


@app.command("list", epilog="Example: csmail bulk list")
@prints(bulked.Bulks)
def listed(context: typer.Context, desk: _lists.Desk = "", limit: _lists.Limit = _lists.LIMIT) -> None:
    """List bulks, the newest first."""
    from csmail.desk import bulk_records as records
    from csmail.desk.bulk import results

    with opened(context, rules=False) as wiring:
        every = (one for one in records.newest(wiring.store) if desk in ("", one.desk))
        some = tuple(islice(every, limit + 1))
        heads = tuple(bulked.head(one, state) for one, state in results.standing(wiring.store, some[:limit]))
    ends = _lists.ends(len(heads), limit, len(some) > limit, "no bulk")
    _lists.show(context, bulked.Bulks(heads), HEAD, lambda: map(_row, heads), ends)


@app.command(epilog="Example: csmail bulk show 7Q2M")
@prints(bulked.BulkDone)
def show(context: typer.Context, bulk: BulkId) -> int:
    """Show what became of each line of a bulk; ends with the code with which the bulk would."""
    from csmail.desk import bulk_records as records

    with opened(context, rules=False) as wiring:
        found = records.find(wiring.store, bulk)
        return _bulk_run.shown(context, wiring.desk(found.desk), found)


@app.command(epilog="Example: csmail bulk resume 7Q2M")
@prints(bulked.BulkDone)
def resume(context: typer.Context, bulk: BulkId, by: By = "") -> int:
    """Go on with a bulk that was broken off: nobody is told twice, nobody forgotten; what is in doubt stays so."""
    from csmail.desk import bulk_records as records
    from csmail.desk.bulk import deliver

    with opened(context, rules=False) as wiring:
        found = records.find(wiring.store, bulk)
        workspace = wiring.desk(found.desk)
        state, stopped_by = records.state(wiring.store, found.id)
        if state == "stopped":
            why = Reason.of("bulk_was_stopped", bulk=found.id, by=stopped_by)
            raise Refused(why, f"csmail bulk show {found.id}", code="bulk_was_stopped")
        deliver.let_go(workspace, found, acting(by, workspace.desk))
        return _bulk_run.gone(context, workspace, found, _bulk_deeds.asked(found))


@app.command(epilog="Example: csmail bulk stop 7Q2M")
@prints(bulked.BulkDone)
def stop(context: typer.Context, bulk: BulkId, by: By = "") -> int:
    """Take back what has not left yet; a program that sends it meanwhile takes notice before its next mail."""
    from csmail.desk import bulk_records as records
    from csmail.desk.bulk import deliver

    with opened(context, rules=False) as wiring:
        found = records.find(wiring.store, bulk)
        workspace = wiring.desk(found.desk)
        deliver.stop(workspace, found, acting(by, workspace.desk))
        return _bulk_run.shown(context, workspace, found)


def _order(bulk: Bulk, lines: list[Line], sample: Sample | None) -> _bulk_run.Order:
    return _bulk_run.Order(bulk, lines, sum(line.state == "planned" for line in lines), sample)


def _row(one: bulked.BulkHead) -> list[Part]:
    whom = one.where or one.source
    return [one.id, moment(one.created_at, one.desk), one.state, one.kind, one.what, str(one.count), one.by, whom]
