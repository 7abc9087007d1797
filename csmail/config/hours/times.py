"""How weekdays, shifts and dates are written. Everything here raises BadValue."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from csmail.model.hours import MIDNIGHT, Shift, Shifts
from csmail.reason import BadValue, Reason

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DASH = re.compile(r"\s*[-\u2013]\s*")
SHIFT = re.compile(r"(\d{1,2}[:.]\d{2})\s*[-\u2013]\s*(\d{1,2}[:.]\d{2})", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOSED = "closed"


def weekdays(written: str) -> tuple[int, ...]:
    """The days of a key, Monday is 0: `fri`, `mon-fri`, `sat-mon`, `mon,wed`."""
    found: list[int] = []
    for part in written.lower().split(","):
        first, *rest = DASH.split(part.strip())
        if len(rest) > 1 or any(day not in WEEKDAYS for day in (first, *rest)):
            raise BadValue(Reason.of("not_a_weekday", written=written, days=" ".join(WEEKDAYS)))
        begins, ends = WEEKDAYS.index(first), WEEKDAYS.index((first, *rest)[-1])
        found += [(begins + step) % 7 for step in range((ends - begins) % 7 + 1)]
    return tuple(found)


def named(days: tuple[int, ...]) -> str:
    """These days, in order, as a key names them."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" for run in runs)


def shifts(written: str) -> Shifts:
    """`08:00-12:00, 13:00-17:00` in order, what touches made one; none for `closed`."""
    if written.strip().lower() == CLOSED:
        return ()
    matches = [SHIFT.fullmatch(part.strip()) for part in written.split(",")]
    if not all(matches):
        raise BadValue(Reason.of("not_hours", written=written))
    found = sorted(_shift(*match.groups()) for match in matches if match)
    for one, following in pairwise(found):
        if following.opens < one.closes:
            raise BadValue(Reason.of("shifts_overlap", one=_shown(one), other=_shown(following)))
    merged: list[Shift] = []
    for one in found:
        if merged and merged[-1].closes == one.opens:
            one = Shift(merged.pop().opens, one.closes)
        merged.append(one)
    return tuple(merged)


def _shift(opening: str, closing: str) -> Shift:
    opens, closes = _minutes(opening), _minutes(closing)
    if opens == MIDNIGHT:
        raise BadValue(Reason("opens_at_midnight"))
    if opens == closes:
        raise BadValue(Reason.of("opens_as_it_closes", written=f"{opening}-{closing}"))
    return Shift(opens, closes if closes > opens else closes + MIDNIGHT)


def _minutes(written: str) -> int:
    hour, minute = map(int, re.split("[:.]", written))
    if minute > 59 or hour * 60 + minute > MIDNIGHT:
        raise BadValue(Reason.of("not_a_time_of_day", written=written))
    return hour * 60 + minute


def _shown(shift: Shift) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (shift.opens, _on_the_clock(shift.closes)))


def _on_the_clock(minutes: int) -> int:
    return minutes if minutes <= MIDNIGHT else minutes - MIDNIGHT


def day(written: str) -> date:
    """One date, as ISO 8601 writes it."""
    if DATE.fullmatch(written.strip()):
        try:
            return date.fromisoformat(written.strip())
        except ValueError:
            pass  # a month of its own, 30 February
    raise BadValue(Reason.of("not_a_date", written=written))


def days(written: str) -> tuple[date, date]:
    """First and last of `2026-12-24` or `2026-12-24..2026-12-31`."""
    first, dots, last = written.partition("..")
    try:
        found = day(first), day(last if dots else first)
    except ValueError:
        raise BadValue(Reason.of("not_dates", written=written)) from None
    return in_order(*found)


def in_order(first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise BadValue(Reason.of("ends_before_it_begins", first=first, last=last))
    return first, last
