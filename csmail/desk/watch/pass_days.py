"""On which days a pass was made: figures of a day on which nobody looked come late, or not at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from csmail.desk.workspace import Workspace
from csmail.model.desk import Desk
from csmail.ports import Facts
from csmail.reports import Period

DAY = timedelta(days=1)
MOST = 400
"""Spans that are kept: the oldest go first. A desk that never rests has one."""

Span = tuple[date, date]


def note(workspace: Workspace) -> None:
    """A good pass ends; at most one write a day. Raises StoreError."""
    desk, now = workspace.desk, workspace.now()
    if workspace.quiet.kept("pass days", desk, now):
        return
    known, today = spans(workspace.store, desk), _day(now, desk)
    noted = _joined([*known, (today, today)])
    if noted != known:
        kept = " ".join(f"{first}..{last}" for first, last in noted[-MOST:])
        workspace.store.remember(_name(desk), kept)
    workspace.quiet.keep("pass days", desk, now, True)


def spans(store: Facts, desk: Desk) -> list[Span]:
    """The days on which a pass was made, in order; a store of before knows that of its last one. Raises StoreError."""
    kept = store.fact(_name(desk))
    if kept:
        days = (span.split("..") for span in kept.split())
        return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days]
    said = store.fact(f"pass/{desk.name}")
    last = _day(datetime.fromisoformat(said), desk) if said else None
    return [(last, last)] if last else []


def missed(store: Facts, desk: Desk, period: Period, now: datetime) -> tuple[date, ...]:
    """The days of the period, from the first pass up to yesterday, on which none was made. Raises StoreError."""
    known, today = spans(store, desk), _day(now, desk)
    if not known:
        return ()
    gaps = [(before + DAY, after - DAY) for (_, before), (after, _) in pairwise(known)]
    gaps.append((known[-1][1] + DAY, today - DAY))
    past = (day for day in period.days if day < today)  # a span ahead of today is of a clock that was wrong
    return tuple(day for day in past if any(first <= day <= last for first, last in gaps))


def _joined(some: list[Span]) -> list[Span]:
    """In order, what touches made one."""
    found: list[Span] = []
    for first, last in sorted(some):
        if found and first <= found[-1][1] + DAY:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _day(moment: datetime, desk: Desk) -> date:
    return moment.astimezone(ZoneInfo(desk.timezone)).date()


def _name(desk: Desk) -> str:
    return f"pass_days/{desk.name}"
