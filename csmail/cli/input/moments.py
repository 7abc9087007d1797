"""Reads a moment that lies ahead, as people type it: `17:00`, `mon 9`, `besok 08.30`, `2026-12-24`, `3d`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

from csmail.cli.terminal import times
from csmail.errors import UsageError
from csmail.model import duration
from csmail.reason import Reason

WEEKDAYS = (
    ("mon", "monday", "senin"), ("tue", "tuesday", "selasa"), ("wed", "wednesday", "rabu"),
    ("thu", "thursday", "kamis"), ("fri", "friday", "jumat"), ("sat", "saturday", "sabtu"), ("sun", "sunday", "minggu"),
)  # fmt: skip
DAYS = {"today": 0, "hari ini": 0, "tomorrow": 1, "besok": 1}
CLOCK = r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
WRITTEN = re.compile(rf"(?:(?P<day>[a-z]+(?: ini)?|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}))?\s*(?:{CLOCK})?")
SPAN = re.compile(r"(?:[0-9]+[smhdw])+")
HINT = Reason.of("moment_hint", examples="17:00, mon 9, tomorrow, 2026-12-24, 2026-12-24 13:00, 3d")


def ahead(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment in the wall time of `zone`; a span is real time. Raises UsageError, also when it is over."""
    at = _moment(" ".join(text.split()).casefold(), text, now, zone)
    if at <= now:
        raise UsageError(Reason.of("moment_over", written=text[:40]), HINT)
    return at.astimezone(now.tzinfo)


def _moment(folded: str, text: str, now: datetime, zone: tzinfo) -> datetime:
    if SPAN.fullmatch(folded.replace(" ", "")):
        try:
            return now + duration.parse(folded)
        except (ValueError, OverflowError):
            raise UsageError(Reason.of("span_too_long", written=text[:40]), HINT) from None
    found = WRITTEN.fullmatch(folded)
    if found is None or not folded:
        return times.since(text.strip(), zone)
    clock = _clock(found, text)
    if found["day"] is None:
        return datetime.combine(now.astimezone(zone).date(), clock, zone)
    return _on(found["day"], clock, text, now.astimezone(zone))


def _clock(found: re.Match[str], text: str) -> time:
    try:
        return time(int(found["hour"] or 0), int(found["minute"] or 0))
    except ValueError:
        raise UsageError(Reason.of("moment_unclear", written=text[:40]), HINT) from None


def _on(day: str, clock: time, text: str, local: datetime) -> datetime:
    """On a day that is named; a weekday is the next one of which this time lies ahead."""
    if day in DAYS:
        return datetime.combine(local.date() + timedelta(days=DAYS[day]), clock, local.tzinfo)
    number = next((number for number, names in enumerate(WEEKDAYS) if day in names), None)
    if number is None:
        on = times.since(day, local.tzinfo).astimezone(local.tzinfo).date()
        return datetime.combine(on, clock, local.tzinfo)
    at = datetime.combine(local.date() + timedelta(days=(number - local.weekday()) % 7), clock, local.tzinfo)
    return at if at > local else at + timedelta(days=7)
