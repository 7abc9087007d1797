"""How the agents of a desk stand: who is there, what each has, what is due next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from csmail.clocks import back_at, open_run, presence, reckoned
from csmail.clocks.presence import Presence
from csmail.desk.crew import waiting
from csmail.desk.presence import away_of
from csmail.desk.workspace import Workspace
from csmail.model.team import Agent, Away


@dataclass(frozen=True, slots=True)
class AgentState:
    """`back_at` is None for who is there, or never is. `due_at` is the earliest moment promised to a customer who
    waits for this agent, in `conversation`."""

    agent: Agent
    presence: Presence
    back_at: datetime | None
    away: Away | None
    load: int
    at_most: int | None
    due_at: datetime | None = None
    conversation: str = ""


def states(workspace: Workspace) -> Iterator[AgentState]:
    """Every agent in the order of the file. Raises StoreError."""
    desk, now = workspace.desk, workspace.now()
    homes = {one.name: one for one in (desk, *desk.others)}
    for agent in desk.team.people:
        away = away_of(workspace.store, agent.address)
        here = presence(agent, desk, away, now)
        held = tuple(waiting(workspace.store, agent.address, now))
        runs = ((one.id, open_run(reckoned(one, homes.get(one.desk, desk), now))) for one in held)
        due = min(((run.due_at, id) for id, run in runs if run is not None and run.due_at is not None), default=None)
        most = desk.team.assign.at_most if agent.at_most is None else agent.at_most
        returns = None if here == "there" else back_at(agent, desk, away, now)
        yield AgentState(agent, here, returns, away if here == "away" else None, len(held), most, *(due or (None, "")))
