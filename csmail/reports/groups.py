"""The figures that make sense of a part: by tag, agent, hour, customer, language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from csmail.mail.address import key
from csmail.model.clock import Clock
from csmail.reports.figures import Response, response
from csmail.reports.matter import Matter
from csmail.reports.period import Period
from csmail.reports.shares import share

GroupedBy = Literal["tag", "agent", "hour", "customer", "language"]
MOST = 50
"""So many rows a group has; the rest is told by its number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One tag, agent, hour ("09"), customer or language. What is None makes no sense of it."""

    name: str
    opened: int | None
    received: int | None
    answers: int
    first_p50: timedelta | None = None
    next_p50: timedelta | None = None
    kept_share: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The rows, those with most work first, hours in their order; `more` rows were left out."""

    by: GroupedBy
    rows: tuple[Row, ...]
    more: int = 0


def grouped(matters: Iterable[Matter], period: Period, by: Iterable[GroupedBy]) -> tuple[Group, ...]:
    """A group for each of `by`. Spam counts nowhere."""
    counted = [one for one in matters if not one.spam]
    return tuple(_group(counted, period, each) for each in by)


def received_by_day(matters: Iterable[Matter], period: Period) -> tuple[int, ...]:
    """How many messages came on each day of the period, in its zone."""
    zone = ZoneInfo(period.zone)
    came = [at.astimezone(zone).date() for one in matters if not one.spam for at in one.received if period.holds(at)]
    return tuple(came.count(day) for day in period.days)


def _group(matters: Sequence[Matter], period: Period, by: GroupedBy) -> Group:
    if by == "hour":
        return Group(by, tuple(_hour(matters, period, hour) for hour in range(24)))
    if by == "agent":
        names = {answer.by for one in matters for answer in one.answers if period.holds(answer.at)}
        rows = [_agent(matters, period, name) for name in names]
    else:
        parts: dict[str, list[Matter]] = {}
        for one in matters:
            for name in NAMES[by](one):
                parts.setdefault(name, []).append(one)
        rows = [_part(name, some, period) for name, some in parts.items()]
    rows = [row for row in rows if row.opened or row.received or row.answers]
    rows.sort(key=lambda row: (-(row.received or 0), -row.answers, row.name))
    return Group(by, tuple(rows[:MOST]), max(0, len(rows) - MOST))


NAMES: dict[str, Callable[[Matter], Iterable[str]]] = {
    "tag": lambda one: sorted(one.conversation.tags) or ("",),
    "customer": lambda one: (key(one.conversation.customer.spec) if one.conversation.customer else "",),
    "language": lambda one: (one.conversation.language,),
}


def _part(name: str, some: Sequence[Matter], period: Period) -> Row:
    first, following = (response(some, clock, period) for clock in ("first_response", "next_response"))
    return Row(
        name,
        sum(period.holds(one.opened_at) for one in some),
        sum(period.holds(at) for one in some for at in one.received),
        sum(period.holds(answer.at) for one in some for answer in one.answers),
        first.p50, following.p50, _kept(first, following),
    )  # fmt: skip


def _agent(matters: Sequence[Matter], period: Period, name: str) -> Row:
    """What he answered; how long the customer had waited, whoever let her wait."""
    by = partial(_answered_by, name)
    first, following = (response(matters, clock, period, by) for clock in ("first_response", "next_response"))
    answers = sum(answer.by == name and period.holds(answer.at) for one in matters for answer in one.answers)
    return Row(name, None, None, answers, first.p50, following.p50, _kept(first, following))


def _answered_by(name: str, one: Matter, run: Clock) -> bool:
    answer = one.answer(run)
    return answer is not None and answer.by == name


def _hour(matters: Sequence[Matter], period: Period, hour: int) -> Row:
    zone = ZoneInfo(period.zone)

    def within(at: datetime) -> bool:
        return period.holds(at) and at.astimezone(zone).hour == hour

    received = sum(within(at) for one in matters for at in one.received)
    return Row(f"{hour:02}", None, received, sum(within(answer.at) for one in matters for answer in one.answers))


def _kept(*clocks: Response) -> int | None:
    kept = sum(one.kept or 0 for one in clocks)
    return share(kept, kept + sum(one.broken or 0 for one in clocks))
