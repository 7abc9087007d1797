"""Who is away, and when somebody was last given a conversation: small facts in the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from csmail.model.address import key
from csmail.model.team import Agent, Away
from csmail.ports import Facts

Fact = tuple[str, str]


def away_of(store: Facts, agent: str) -> Away | None:
    """When an agent (address) is, or was last, away. Raises StoreError."""
    written = store.fact(_away(agent))
    if not written:
        return None
    said = json.loads(written)
    return Away(datetime.fromisoformat(said["since"]), datetime.fromisoformat(said["until"]), said["by"])


def away_fact(agent: str, away: Away | None) -> Fact:
    """What is kept of it; None: he is back."""
    if away is None:
        return _away(agent), ""
    said = {"since": away.since.isoformat(), "until": away.until.isoformat(), "by": away.by}
    return _away(agent), json.dumps(said)


def given_at(store: Facts, desk: str, people: Iterable[Agent]) -> Mapping[str, datetime]:
    """When each agent (address key) was last given a conversation of the desk. Raises StoreError."""
    told = {key(one.address): store.fact(_given(desk, one.address)) for one in people}
    return {agent: datetime.fromisoformat(at) for agent, at in told.items() if at}


def given_fact(desk: str, agent: str, at: datetime) -> Fact:
    """What is kept of an agent who is given a conversation."""
    return _given(desk, agent), at.isoformat()


def _away(agent: str) -> str:
    return f"away/{key(agent)}"


def _given(desk: str, agent: str) -> str:
    return f"given/{desk}/{key(agent)}"
