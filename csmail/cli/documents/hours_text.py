"""How the documents of `hours` read: in the zone of the desk, a line a day or a shift."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from csmail.cli.documents.hours import DayLine, HoursBetween, HoursDue, HoursShown, Worked
from csmail.cli.terminal.output import line, terminal
from csmail.model import duration
from csmail.wording.dates_and_money import DAYS, MONTHS
from csmail.wording.dates_and_money import zone as letters
from csmail.wording.language import language
from csmail.wording.spoken import phrase, spoken

GAP = 3
SHIFTS = 12
REASONS = {"closed": phrase("a closed date"), "day": phrase("hours of this date")}
WHOLE_DAY = timedelta(days=1)
HALF_A_YEAR = timedelta(days=182)


def show_days(document: HoursShown) -> None:
    """The coming days. Weekdays that are always closed, and today when it is an ordinary day, are left out."""
    now = document.now.astimezone(ZoneInfo(document.timezone))
    moments = {"now": f"{_day(now)} {now:%H:%M}", "state": _state(document, now)}
    _say(spoken("{desk} ({zone}), now {now}, {state}", desk=document.desk, zone=document.timezone, **moments), 4)
    days = [(_day(date.fromisoformat(one.date), now.date()), one) for one in document.days if _worth(one, now.date())]
    column = max((len(name) for name, _ in days), default=0) + GAP
    for name, one in days:
        hours = ", ".join(one.shifts).replace(":", ".") or spoken("closed")
        _say(f"{name:<{column}}{hours:<{SHIFTS}}  {_reason(one)}", column)
    _say(f"1d = {_span(document.day)}, 1w = {_span(document.week)}", 4)


def show_due(document: HoursDue) -> None:
    """The shifts that are used up, and when that is."""
    zone = ZoneInfo(document.timezone)
    start = {"desk": document.desk, "zone": document.timezone, "start": _moment(document.start, zone)}
    _say(spoken("{desk} ({zone}), from {start}", **start), 4)
    _show_shifts(document.shifts, zone, document.start)
    length = _span(document.open_time)
    asked = document.span if document.span == length else f"{document.span} = {length}"
    _say(spoken("{span}: due {due}", span=asked, due=_moment(document.due_at, zone)), 4)


def show_between(document: HoursBetween) -> None:
    """The shifts between two moments, and their sum."""
    zone = ZoneInfo(document.timezone)
    start, end = _moment(document.start, zone), _moment(document.end, zone)
    where = {"desk": document.desk, "zone": document.timezone}
    _say(spoken("{desk} ({zone}), from {start} to {end}", **where, start=start, end=end), 4)
    _show_shifts(document.shifts, zone, document.start)
    _say(spoken("{span} open", span=_span(document.open_time)), 4)


def _show_shifts(shifts: Iterable[Worked], zone: ZoneInfo, since: datetime) -> None:
    near = since.astimezone(zone).date()
    rows = [
        (_day(one.start.astimezone(zone).date(), near), _stretch(one, zone), _span(one.open_time)) for one in shifts
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    for day, hours, length in rows:
        _say(f"{day:<{widths[0]}}   {hours:<{widths[1]}}  {length}", widths[0] + GAP)


def _state(document: HoursShown, now: datetime) -> str:
    if document.until is None:
        return spoken("always open") if document.open else spoken("not open again within ten years")
    until = document.until.astimezone(now.tzinfo)
    day = "" if until.date() == now.date() else f"{_day(until.date(), now.date())} "
    if until.time() == time() and until.date() - now.date() == WHOLE_DAY:
        return _until(document.open, "24.00")
    return _until(document.open, f"{day}{_clock(until)}")


def _until(is_open: bool, until: str) -> str:
    return spoken("open until {until}", until=until) if is_open else spoken("closed until {until}", until=until)


def _worth(one: DayLine, today: date) -> bool:
    return one.kind != "week" or (bool(one.shifts) and one.date != today.isoformat())


def _reason(one: DayLine) -> str:
    if one.kind == "joint_leave":
        return spoken("joint leave: {name}", name=one.name)
    return one.name or spoken(REASONS.get(one.kind, ""))


def _stretch(one: Worked, zone: ZoneInfo) -> str:
    """`09.00-17.00`, `22.00-06.00`; what lasts longer than a day names the day on which it ends."""
    start, end = one.start.astimezone(zone), one.end.astimezone(zone)
    if end.time() == time() and end.date() - start.date() == WHOLE_DAY:
        return f"{_clock(start)}-24.00"
    day = f" {_day(end.date(), start.date())} " if one.open_time >= WHOLE_DAY.total_seconds() else ""
    return f"{_clock(start)}-{day}{_clock(end)}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{_day(local)} {local.year} {_clock(local)} {letters(local)}"


def _day(on: date, near: date | None = None) -> str:
    """`Thu 24 Dec`, with its year when it lies so far from `near` that it could be another's."""
    more = f" {on.year}" if near is not None and abs(on - near) > HALF_A_YEAR else ""
    return f"{_weekday(on)} {on.day} {_month(on)}{more}"


def _weekday(on: date) -> str:
    return DAYS[language()][on.weekday()][:3]


def _month(on: date) -> str:
    """`Agt`, not `Agu`: as Indonesian calendars have it."""
    return {"Agustus": "Agt"}.get(name := MONTHS[language()][on.month - 1], name[:3])


def _clock(at: datetime) -> str:
    return f"{at:%H.%M.%S}" if at.second else f"{at:%H.%M}"


def _span(seconds: float) -> str:
    return duration.format(timedelta(seconds=seconds), "hms")


def _say(text: str, indent: int) -> None:
    for piece in _folded(text.rstrip(), indent):
        line(piece)


def _folded(text: str, indent: int) -> Iterator[str]:
    """On a terminal too narrow for it in several lines."""
    if not terminal():
        yield text
        return
    width = max(shutil.get_terminal_size().columns, indent + 10)
    yield from textwrap.wrap(text, width, subsequent_indent=" " * indent, break_on_hyphens=False)
