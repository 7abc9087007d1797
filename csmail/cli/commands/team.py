"""Who is there, what each agent has, what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import typer

from csmail.cli.commands import _lists
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part, Styled
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import new_app, prints
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.watch.team import AgentState

app = new_app()
HEAD = (worded("AGENT"), "THERE", "HAS", "DUE NEXT", worded("KNOWS"), worded("LANGUAGES"))


@dataclass(frozen=True, slots=True)
class TeamLine:
    """An agent at a desk. `presence`: "off" is outside his hours; `back_at` is when he is there again.

    `load` counts the open conversations in which the customer waits, of which `assign: auto` gives `at_most`. `due_at`
    is the earliest moment promised to one of them, in `conversation`. `away_by` said that he is away.
    """

    desk: str
    agent: str
    name: str
    presence: Literal["there", "away", "off"]
    back_at: datetime | None
    away_by: str
    load: int
    at_most: int | None
    due_at: datetime | None
    conversation: str
    knows: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    team: tuple[TeamLine, ...]
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail team --desk support")
@prints(Team)
def team(context: typer.Context, desk: _lists.Desk = "", limit: _lists.Limit = _lists.LIMIT) -> None:
    """Show who is there, how many waiting customers each agent has, and what is due next."""
    from csmail.desk.watch.team import states

    with opened(context, rules=False) as wiring:
        places = [desk_named(wiring, desk)] if desk else wiring.desks.values()
        every = (_line(place.desk.name, one) for place in places for one in states(place))
        found, more = _lists.first(every, limit)
    ends = _lists.ends(len(found), limit, more, spoken("nobody: write team.agents in rules.yaml"))
    _lists.show(context, Team(found), HEAD, lambda: map(_row, found), ends)


def _line(desk: str, one: AgentState) -> TeamLine:
    return TeamLine(
        desk, one.agent.address, one.agent.name, one.presence, one.back_at, one.away.by if one.away else "",
        one.load, one.at_most, one.due_at, one.conversation, one.agent.knows, one.agent.languages,
    )  # fmt: skip


def _row(one: TeamLine) -> list[Part]:
    back = moment(one.back_at, one.desk) if one.back_at else ""
    off = spoken("{presence}[ until {back}]", presence=spoken(one.presence), back=back)
    there: Part = Styled(spoken("yes"), "green") if one.presence == "there" else off
    has = str(one.load) if one.at_most is None else spoken("{load} of {most}", load=str(one.load), most=one.at_most)
    due = f"{moment(one.due_at, one.desk)} {one.conversation}" if one.due_at else ""
    who = f"{one.name} <{one.agent}>" if one.name else one.agent
    return [who, there, has, due, " ".join(one.knows), " ".join(one.languages)]
