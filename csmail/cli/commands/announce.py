"""One text to the customers of the store, by tag or by how long they are known; without --yes a preview."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _bulk_run, _lists
from csmail.cli.commands._bulk_options import Again, Cap, Rate, Template, Yes, consent, fast
from csmail.cli.documents import bulked
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.input.people import acting
from csmail.cli.typer_support.options import new_app, prints
from csmail.model.bulk import Bulk

app = new_app()


@app.command(epilog="Example: csmail announce --to 'customer: {tagged: jakarta}' --template news --yes")
@prints(bulked.BulkDone)
def announce(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="WHEN", show_default=False,
            help="which customers, as a condition of a rule: 'customer: {tagged: jakarta, since: {over: 30d}}'",
        ),
    ],
    template: Template,
    cap: Cap = None,
    rate: Rate = "",
    again: Again = False,
    yes: Yes = False,
    desk: _lists.Desk = "",
    by: By = "",
    dry_run: DryRun = False,
) -> int:  # fmt: skip
    """Write to every customer that a condition leaves, to each alone; without --yes a preview.

    It is a bulk: csmail bulk list, show, resume, stop. Left out are who asked to be left alone (the mails carry a
    List-Unsubscribe, which is read), whose mail came back for good, and colleagues.
    """
    from csmail.desk.bulk import announcements, sends

    with opened(context, rules=False) as wiring:
        workspace = desk_named(wiring, desk)
        who = acting(by, workspace.desk)
        lines, sample = sends.planned(workspace, announcements.rows(workspace, to), template, who)
        bulk = Bulk("", workspace.desk.name, "send", who, workspace.now(), template, where=to)
        bulk = replace(bulk, rate=fast(rate, wiring.config.bulk))
        mails = sum(line.state == "planned" for line in lines)
        allowed = consent(yes, dry_run, cap, again, wiring.config.bulk)
        return _bulk_run.carried_out(context, workspace, _bulk_run.Order(bulk, lines, mails, sample), allowed)
