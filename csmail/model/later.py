"""A moment that lies ahead, as people write it: `17:00`, `mon 9`, `besok 08.30`, `2026-12-24`, `3d`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from csmail.model import duration
from csmail.reason import BadValue, Reason

WEEKDAYS = (
    ("mon", "monday", "senin"), ("tue", "tuesday", "selasa"), ("wed", "wednesday", "rabu"),
    ("thu", "thursday", "kamis"), ("fri", "friday", "jumat"), ("sat", "saturday", "sabtu"), ("sun", "sunday", "minggu"),
)  # fmt: skip
DAYS = {"yesterday": -1, "kemarin": -1, "today": 0, "hari ini": 0, "tomorrow": 1, "besok": 1, "lusa": 2}
CLOCK = r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
WRITTEN = re.compile(rf"(?:(?P<day>[a-z]+(?: ini)?|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}))?\s*(?:{CLOCK})?")
SPAN = re.compile(r"(?:[0-9]+[smhdw])+")
LONGEST = timedelta(days=3660)
FIRST_YEAR, LAST_YEAR = 1970, 9990
HINT = Reason("moment_hint")


@dataclass(frozen=True, slots=True)
class Later:
    """`span` is real time from now on; `days` counts from today, `weekday` (Monday is 0) is the next one of which
    `clock` lies ahead; `on` is a date, `exact` a moment that names its zone or a date and a time without one.

    All but a span is meant in the wall time of whoever reads it; `written` is how it was written. `whole_day`: a day
    without a time of day, whose `clock` is midnight.
    """

    written: str
    span: timedelta | None = None
    days: int = 0
    weekday: int | None = None
    on: date | None = None
    clock: time = time(0)
    exact: datetime | None = None
    whole_day: bool = False

    def at(self, now: datetime, zone: tzinfo) -> datetime:
        """The moment, in the zone of `now`; it may be over already."""
        if self.span is not None:
            return now + self.span
        local = now.astimezone(zone)
        if self.exact is not None:
            found = self.exact if self.exact.tzinfo is not None else self.exact.replace(tzinfo=zone)
        elif self.weekday is not None:
            day = local.date() + timedelta(days=(self.weekday - local.weekday()) % 7)
            found = datetime.combine(day, self.clock, zone)
            found = found if found > local else datetime.combine(day + timedelta(days=7), self.clock, zone)
        else:
            day = self.on or local.date() + timedelta(days=self.days)
            found = datetime.combine(day, self.clock, zone)
        return found.astimezone(now.tzinfo)

    def __str__(self) -> str:
        return self.written


def parse(text: str) -> Later:
    """What `text` says. Raises BadValue."""
    written = " ".join(text.split())
    folded = written.casefold()
    if SPAN.fullmatch(folded.replace(" ", "")):
        return Later(written, span=_span(folded, text))
    found = WRITTEN.fullmatch(folded)
    if found is None or not folded:
        return Later(written, exact=_exact(written))
    return _named(found, written)


def _span(folded: str, text: str) -> timedelta:
    span = duration.parse(folded)
    if span > LONGEST:
        raise BadValue(Reason.of("span_too_long", written=text[:40]))
    return span


def _named(found: re.Match[str], written: str) -> Later:
    """A time of day, of a day that may be named."""
    try:
        clock = time(int(found["hour"] or 0), int(found["minute"] or 0))
    except ValueError:
        raise BadValue(Reason.of("moment_unclear", written=written[:40])) from None
    day, whole = found["day"], found["hour"] is None
    if day is None or day in DAYS:
        return Later(written, days=DAYS.get(day or "", 0), clock=clock, whole_day=whole)
    number = next((number for number, names in enumerate(WEEKDAYS) if day in names), None)
    if number is not None:
        return Later(written, weekday=number, clock=clock, whole_day=whole)
    return Later(written, on=_exact(day).date(), clock=clock, whole_day=whole)


def _exact(written: str) -> datetime:
    """A date or a moment in ISO 8601, of a year that every zone can be reckoned in."""
    try:
        if len(written) == len("2026-12-24"):
            found = datetime.combine(date.fromisoformat(written), time())
        else:
            found = datetime.fromisoformat(written)
    except ValueError:
        raise BadValue(Reason.of("not_a_day", written=written[:40])) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadValue(Reason.of("not_a_day", written=written[:40]))
    return found
