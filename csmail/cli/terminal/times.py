"""Moments and spans as people at a terminal read them."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from csmail.errors import UsageError
from csmail.now import now as now
from csmail.reason import Reason
from csmail.wording.dates_and_money import zone
from csmail.wording.language import language
from csmail.wording.reasons import words
from csmail.wording.spoken import spoken

ZONES: ContextVar[Mapping[str, str]] = ContextVar("zones", default=MappingProxyType({}))
"""The zone of each desk, by name, while a configuration is open and after it."""


def moment(at: datetime, desk: str = "") -> str:
    """To the minute in the zone of the desk, with the letters of the zone: `2026-07-06 16:00 WIB`.

    Without a desk in the zone that all desks share, if they do; else in that of this terminal.
    """
    from zoneinfo import ZoneInfo  # what shows no time starts without it

    zones = ZONES.get()
    shared = set(zones.values())
    name = zones.get(desk) or (next(iter(shared)) if len(shared) == 1 else "")
    local = at.astimezone(ZoneInfo(name) if name else None)
    return f"{local:%Y-%m-%d %H:%M} {zone(local)}"


def ago(at: datetime, now: datetime) -> str:
    """How long before `now`, in its largest unit: 5m, 3h, 2d; "in 5m" when it lies ahead."""
    gap = now - at
    ahead = gap < timedelta(0)
    seconds = int(abs(gap).total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= size:
            return f"in {seconds // size}{unit}" if ahead else f"{seconds // size}{unit}"
    return "now"


def past(at: datetime, now: datetime) -> str:
    """The same as an adverb: `5m ago`, `just now`, `in 5m`."""
    gap = ago(at, now)
    if gap == "now":
        return spoken("just now")
    return spoken("in {gap}", gap=gap[3:]) if gap.startswith("in ") else spoken("{gap} ago", gap=gap)


def until(at: datetime, now: datetime, desk: str = "") -> str:
    """How long until then: `-2h` when it is over, `12m` or `3h` today, `besok 09.15`, else the moment itself."""
    if at < now:
        return f"-{ago(at, now)}"
    from zoneinfo import ZoneInfo

    name = ZONES.get().get(desk, "")
    zone = ZoneInfo(name) if name else None
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today or at - now < timedelta(hours=1):
        return ago(at, now).removeprefix("in ")
    if local.date() == today + timedelta(days=1):
        return f"{words(Reason('tomorrow'), language())} {local:%H.%M}"
    return moment(at, desk)


def since(text: str, local: tzinfo | None = None) -> datetime:
    """A date (2026-07-01: midnight) or a moment in ISO 8601, as UTC. Raises UsageError.

    What names no zone is meant in the zone `local`, else in that of this terminal.
    """
    try:
        at = datetime.combine(date.fromisoformat(text), time()) if len(text) == 10 else datetime.fromisoformat(text)
        return (at if at.tzinfo is not None else at.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: midnight of 0001-01-01 east of Greenwich
        raise UsageError(Reason.of("not_a_day", written=text[:40]), Reason("advice_date")) from None
