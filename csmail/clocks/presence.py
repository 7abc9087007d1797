"""Whether an agent is there: neither away nor outside his hours."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from csmail.clocks.calendar import calendar
from csmail.errors import NeverOpen
from csmail.model.desk import Desk
from csmail.model.team import Agent, Away

Presence = Literal["there", "away", "off"]


def presence(agent: Agent, desk: Desk, away: Away | None, now: datetime) -> Presence:
    """How it is at `now`: away because somebody said so, or off because his day is over."""
    if away is not None and away.since <= now < away.until:
        return "away"
    return "there" if calendar(agent.hours or desk.hours).is_open(now) else "off"


def back_at(agent: Agent, desk: Desk, away: Away | None, now: datetime) -> datetime | None:
    """The first moment from `now` on at which he is there; None when he never is."""
    start = max(now, away.until) if away is not None and away.since <= now else now
    try:
        return calendar(agent.hours or desk.hours).opens_at(start)
    except NeverOpen:
        return None
