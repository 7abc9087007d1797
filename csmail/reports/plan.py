"""When a report leaves by itself, and of which period it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from csmail.reports.groups import GroupedBy
from csmail.reports.period import Name, Period, named

Form = Literal["html", "text", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """A report that is sent every `send`: at `clock` of each day, of the `weekday` (Monday is 0; in a month the first
    one), or of the day `number` of the month, in the zone of the desk.

    `outside` are those of `to` that are no people of the house; nothing is sent to them unless that is `allowed`.
    """

    desk: str
    send: Name
    clock: time
    to: tuple[str, ...]
    weekday: int | None = None
    number: int = 1
    form: Form = "html"
    by: tuple[GroupedBy, ...] = ()
    outside: frozenset[str] = frozenset()
    allowed: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """Whom it is sent to."""
        return tuple(one for one in self.to if self.allowed or one not in self.outside)


def due(plan: ReportPlan, now: datetime, zone: str) -> tuple[datetime, Period]:
    """The last moment (aware UTC) up to `now` at which it was to leave, and the period that was over by then."""
    here = named(plan.send, now.astimezone(ZoneInfo(zone)).date(), zone)
    if _moment(plan, here) > now:
        here = here.before
    return _moment(plan, here), here.before


def period_key(period: Period) -> str:
    """Its name, the same whenever it is asked: `2026-11-09`, `2026-W46`, `2026-11`."""
    first = period.days[0]
    if period.name == "week":
        return f"{first.isocalendar().year}-W{first.isocalendar().week:02}"
    return first.isoformat() if period.name == "day" else f"{first:%Y-%m}"


def _moment(plan: ReportPlan, period: Period) -> datetime:
    """When it leaves within the period that follows the one it is about."""
    first = period.days[0]
    if plan.send == "day":
        ahead = 0
    elif plan.weekday is None:
        ahead = plan.number - 1
    else:
        ahead = (plan.weekday - first.weekday()) % 7
    return datetime.combine(first + timedelta(days=ahead), plan.clock, ZoneInfo(period.zone)).astimezone(UTC)
