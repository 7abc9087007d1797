"""The moment a Date field names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

USUAL = re.compile(
    r"(?:[A-Za-z]{3}, *)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)([0-5]\d)"
    r"(?: *\([^()]*\))?",
    re.ASCII,
)
FIRST_YEAR, LAST_YEAR = 1970, 9000
NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for number, name in enumerate(NAMES.split(), 1)}


def moment(value: str) -> datetime | None:
    """The moment in UTC, None when `value` names none. A missing zone is read as UTC (RFC 5322 section 4.3)."""
    try:
        match = USUAL.fullmatch(value)
        found = _usual(match) if match else _odd(value[:100])
    except (ValueError, KeyError, OverflowError, TypeError, IndexError):
        return None
    # Years at the ends of the calendar overflow as soon as somebody shows them in another time zone.
    return found if found is not None and FIRST_YEAR <= found.year < LAST_YEAR else None


def _usual(match: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    # 60 is a leap second, which datetime does not know.
    seconds = min(int(second or 0), 59)
    return datetime(int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), seconds, tzinfo=UTC) - offset


def _odd(value: str) -> datetime | None:
    from email.utils import parsedate_tz

    found = parsedate_tz(value)
    if found is None:
        return None
    zone = timezone(timedelta(seconds=found[9] or 0))
    return datetime(*found[:5], min(found[5], 59), tzinfo=zone).astimezone(UTC)
