"""Say that an agent is there again."""

from __future__ import annotations

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands._absence import Absent, AgentName, places_of, tell
from csmail.cli.input import people
from csmail.cli.input.configuration import opened
from csmail.cli.typer_support.options import new_app, prints

app = new_app()


@app.command(epilog="Example: csmail back")
@prints(Absent)
def back(context: typer.Context, agent: AgentName = "", by: By = "", dry_run: DryRun = False) -> None:
    """Say that an agent is there again.

    What waits for somebody is given out by the next pass.
    """
    from csmail.desk.by_hand.absence import come_back

    with opened(context, rules=False) as wiring:
        desks = [place.desk for place in wiring.desks.values()]
        who = people.agent(agent, by, desks).address
        places = places_of(wiring, who)
        done = come_back(tuple(wiring.desks.values()), who, people.acting(by, *desks), dry_run)
    tell(context, done, places, dry_run)
