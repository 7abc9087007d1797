"""Say that an agent is away; nothing is given to him meanwhile."""

from __future__ import annotations

from typing import Annotated

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands._absence import Absent, AgentName, places_of, tell
from csmail.cli.input import moments, people
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.times import now
from csmail.cli.typer_support.options import new_app, prints

app = new_app()
Until = Annotated[
    str,
    typer.Option("--until", metavar="MOMENT", help="17:00, mon 9, tomorrow, 2026-12-24 (its beginning), or a span: 3d"),
]


@app.command(epilog='Example: csmail away budi --until "mon 9" --release')
@prints(Absent)
def away(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    until: Until,
    agent: AgentName = "",
    release: Annotated[bool, typer.Option("--release", help="nobody has then what the agent has now")] = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Say that an agent is away; nothing is given to him meanwhile.

    Times are those of the desk. It ends by itself, or with `csmail back`.
    """
    from zoneinfo import ZoneInfo

    from csmail.desk.by_hand.absence import leave
    from csmail.model.team import Away

    with opened(context, rules=False) as wiring:
        desks = [place.desk for place in wiring.desks.values()]
        who = people.agent(agent, by, desks).address
        places = places_of(wiring, who)
        at = now()
        said = Away(at, moments.ahead(until, at, ZoneInfo(places[0].desk.timezone)), people.acting(by, *desks))
        done = leave(tuple(wiring.desks.values()), who, said, release, dry_run)
    tell(context, done, places, dry_run)
