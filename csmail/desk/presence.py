"""Who is away, and when somebody was last given a conversation: small facts in the store."""

from __future__ import annotations

import json
from datetime import datetime

from csmail.model.address import key
from csmail.model.team import Away
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


def given_at(store: Facts, agent: str) -> datetime | None:
    """When an agent (address) was last given a conversation, of whichever desk. Raises StoreError."""
    at = store.fact(_given(agent))
    return datetime.fromisoformat(at) if at else None


def given_fact(agent: str, at: datetime) -> Fact:
    """What is kept of an agent who is given a conversation."""
    return _given(agent), at.isoformat()


def _away(agent: str) -> str:
    return f"away/{key(agent)}"


def _given(agent: str) -> str:
    return f"given/{key(agent)}"
