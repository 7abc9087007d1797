"""The moment a Date field names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

USUAL = re.compile(
    r"(?:[A-Za-z]{3}, *)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)([0-5]\d)"
    r"(?: *\([^()]*\))?",
    re.ASCII,
)
# RFC 5322 section 3.3 knows no year before 1900; the clock of a mail program may well stand before 1970.
FIRST_YEAR, LAST_YEAR = 1900, 9000
LONGEST = 200
NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for number, name in enumerate(NAMES.split(), 1)}
SHORT_YEAR = re.compile(r"(?<=\d[ -][A-Za-z]{3}[ -])(\d{2,3})(?= )")
# The zones of Indonesia and its month names, as PHP and webmails write them in an Indonesian locale.
LOCAL_ZONES = {"WIB": "+0700", "WITA": "+0800", "WIT": "+0900"}
LOCAL_ZONE = re.compile(r"(?<=[ \t])(WIB|WITA|WIT)\Z", re.IGNORECASE)
LOCAL_MONTHS = {"mei": "May", "agu": "Aug", "ags": "Aug", "agt": "Aug", "okt": "Oct", "des": "Dec"}
LOCAL_MONTH = re.compile(r"(?<=\d[ -])(mei|agu|ags|agt|okt|des)[a-z]{0,6}(?=[ -]\d)", re.IGNORECASE)
COLON = re.compile(r"[ \t]*:[ \t]*")
# "+07:00" and "GMT+0700" are no zones of any mail standard and are often written.
ZONE = re.compile(r"(?:[ \t]+(?:GMT|UTC))?[ \t]*([+-]\d\d):?(\d\d)[ \t]*\Z", re.IGNORECASE)
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.{0,40}")


def moment(value: str) -> datetime | None:
    """The moment in UTC, None when `value` names none. A missing zone is read as UTC (RFC 5322 section 4.3)."""
    try:
        match = USUAL.fullmatch(value)
        found = _usual(match) if match else _odd(value[:LONGEST])
    except (ValueError, KeyError, OverflowError, TypeError, IndexError):
        return None
    # Years at the ends of the calendar overflow as soon as somebody shows them in another time zone.
    return found if found is not None and FIRST_YEAR <= found.year < LAST_YEAR else None


def _usual(match: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, *zone = match.groups()
    # 60 is a leap second, which datetime does not know.
    seconds = min(int(second or 0), 59)
    return datetime(int(year), _month(month), int(day), int(hour), int(minute), seconds, tzinfo=UTC) - _offset(*zone)


@lru_cache(maxsize=256)
def _offset(sign: str, hours: str, minutes: str) -> timedelta:
    return timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)


@lru_cache(maxsize=64)
def _month(name: str) -> int:
    lower = name.lower()
    return MONTHS[LOCAL_MONTHS.get(lower, lower).lower()]


def _odd(value: str) -> datetime | None:
    from email.utils import parsedate_tz

    plain = " ".join(_without_comments(value).split()).replace(" ,", ",")
    if ISO.fullmatch(plain):
        written = datetime.fromisoformat(plain)
        return written.astimezone(UTC) if written.tzinfo else written.replace(tzinfo=UTC)
    plain = LOCAL_MONTH.sub(lambda month: LOCAL_MONTHS[month[1].lower()], plain)
    plain = LOCAL_ZONE.sub(lambda zone: LOCAL_ZONES[zone[1].upper()], plain)
    plain = ZONE.sub(r" \1\2", COLON.sub(":", SHORT_YEAR.sub(_whole_year, plain, count=1)))
    found = parsedate_tz(plain)
    if found is None:
        return None
    zone = timezone(timedelta(seconds=found[9] or 0))
    return datetime(*found[:5], min(found[5], 59), tzinfo=zone).astimezone(UTC)


def _whole_year(match: re.Match[str]) -> str:
    """A year of two digits up to 49 is of this century, every other short one counts from 1900 (RFC 5322 4.3)."""
    year = int(match[1])
    return str(year + (2000 if len(match[1]) == 2 and year < 50 else 1900))


def _without_comments(value: str) -> str:
    """`value` without what stands in parentheses, which may be nested and anywhere (RFC 5322 section 3.2.2)."""
    depth = 0
    kept: list[str] = []
    for character in value:
        if character == "(":
            depth += 1
            kept.append(" ")
        elif character == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            kept.append(character)
    return "".join(kept)
