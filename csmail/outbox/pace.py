"""How fast the mails of a bulk may leave, and when the server has shown that it wants none of them: pure.

| what is heard | what follows |
| --- | --- |
| 421, 451 | half as many for ten minutes |
| half of the first twenty are refused for good | the rest is held: a list that is refused so often is blocked |
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from csmail.model.bulk import Rate
from csmail.model.reason import Reason
from csmail.model.task import Task

FIRST = 20
HOPELESS = FIRST // 2
SLOW = timedelta(minutes=10)
SLOWER = ("421", "451")
"""RFC 5321 section 4.2.3: closing the channel, local error; providers that limit a rate answer with one of them."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`gone` mails were begun since `since`. Of the `tried` first FIRST the server refused `refused`, `reply` last."""

    since: datetime | None = None
    gone: int = 0
    slow_until: datetime | None = None
    tried: int = 0
    refused: int = 0
    reply: str = ""


def room(pace: Pace, rate: Rate, now: datetime) -> int:
    """How many may be begun now."""
    return max(0, limit(pace, rate, now) - (pace.gone if _counts(pace, rate, now) else 0))


def limit(pace: Pace, rate: Rate, now: datetime) -> int:
    """How many may be begun within one period."""
    return max(1, rate.count // 2) if pace.slow_until and now < pace.slow_until else rate.count


def opens_at(pace: Pace, rate: Rate, now: datetime) -> datetime:
    """When one may be begun."""
    return now if pace.since is None or room(pace, rate, now) else pace.since + rate.period


def begun(pace: Pace, rate: Rate, now: datetime) -> Pace:
    """One more was begun."""
    if _counts(pace, rate, now):
        return replace(pace, gone=pace.gone + 1)
    return replace(pace, since=now, gone=1)


def heard(pace: Pace, task: Task, now: datetime) -> Pace:
    """What became of one."""
    replies = [each.reply for each in task.deliveries if each.state in ("deferred", "refused") and each.reply]
    if task.state == "deferred" and any(reply.startswith(SLOWER) for reply in replies):
        pace = replace(pace, slow_until=now + SLOW)
    if task.state not in ("sent", "refused") or pace.tried >= FIRST:
        return pace
    refused = task.state == "refused" and bool(replies)
    return replace(
        pace,
        tried=pace.tried + 1,
        refused=pace.refused + refused,
        reply=replies[-1] if refused else pace.reply,
    )


def hopeless(pace: Pace) -> Reason | None:
    """Why the rest is held."""
    if pace.refused < HOPELESS:
        return None
    return Reason.of("bulk_blocked", refused=pace.refused, of=FIRST, reply=pace.reply)


def written(pace: Pace) -> str:
    """As it is kept."""
    return json.dumps(asdict(pace), default=datetime.isoformat)


def read(text: str) -> Pace:
    """As it was kept; a new one of ""."""
    kept = json.loads(text or "{}")
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("since", "slow_until") if kept.get(name)}
    return Pace(**{**kept, **moments})


def _counts(pace: Pace, rate: Rate, now: datetime) -> bool:
    """Whether what was begun since `since` counts still; where the clock was set back, it counts no more."""
    return pace.since is not None and pace.since <= now < pace.since + rate.period
