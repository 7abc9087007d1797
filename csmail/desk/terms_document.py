"""Hours and promises as a JSON document, with the days off of each year as a library told them; and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date, datetime
from functools import partial
from typing import Any

from csmail.model.desk import Desk, Goals, Promises, Share, Terms
from csmail.model.duration import Span, parse_span
from csmail.model.hours import Holiday, Holidays, Hours, Range, Shift, Shifts

Document = dict[str, Any]


def written(desk: Desk) -> Document:
    """What the file says of a desk's time, as JSON gives it back."""
    hours = desk.hours
    holidays = hours.holidays
    promises = desk.promises
    return {
        "timezone": hours.timezone,
        "week": [_shifts(one) for one in hours.week],
        "days": [[on.isoformat(), _shifts(shifts)] for on, shifts in hours.days],
        "closed": [[first.isoformat(), last.isoformat()] for first, last in hours.closed],
        "ranges": [
            [
                one.name,
                one.first.isoformat(),
                one.last.isoformat(),
                [None if day is None else _shifts(day) for day in one.week],
            ]
            for one in hours.ranges
        ],
        "holidays": [list(holidays.countries), holidays.joint_leave, sorted(map(date.isoformat, holidays.worked))],
        "goals": _goals(promises),
        "shares": [float(promises.warn), float(promises.apologise)],
        "by_priority": {name: _goals(goals) for name, goals in sorted(promises.by_priority.items())},
    }


def _shifts(shifts: Shifts) -> list[list[int]]:
    return [[one.opens, one.closes] for one in shifts]


def _goals(goals: Goals) -> dict[str, str]:
    spans = {name: getattr(goals, name) for name in ("first_response", "next_response", "resolution")}
    return {name: str(span) for name, span in spans.items() if span is not None}


def days_off(holidays: Holidays, years: range) -> dict[str, list[list[Any]]]:
    if not holidays.countries:
        return {str(year): [] for year in years}
    return {
        str(year): [[on.isoformat(), *astuple(day)] for on, day in sorted(holidays.of(year).items())] for year in years
    }


def terms(kept: Document) -> Terms:
    said = kept["written"]
    warn, apologise = said["shares"]
    promises = Promises(
        **_read_goals(said["goals"]),
        by_priority={name: Goals(**_read_goals(goals)) for name, goals in said["by_priority"].items()},
        warn=Share(warn),
        apologise=Share(apologise),
    )
    return Terms(_hours(said, kept["days"], kept["until"]), promises, datetime.fromisoformat(kept["until"]))


def _hours(said: Document, days: Mapping[str, list[list[Any]]], edition: str) -> Hours:
    countries, joint_leave, worked = said["holidays"]
    off = {int(year): {date.fromisoformat(on): Holiday(*rest) for on, *rest in table} for year, table in days.items()}
    return Hours(
        timezone=said["timezone"],
        week=tuple(map(_read_shifts, said["week"])),
        days=tuple((date.fromisoformat(on), _read_shifts(shifts)) for on, shifts in said["days"]),
        closed=tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in said["closed"]),
        ranges=tuple(
            Range(name, date.fromisoformat(first), date.fromisoformat(last),
                  tuple(None if day is None else _read_shifts(day) for day in week))
            for name, first, last, week in said["ranges"]
        ),
        holidays=Holidays(
            tuple(countries), joint_leave, frozenset(map(date.fromisoformat, worked)), partial(_of_year, off),
            # Two are equal when the same is written, and a calendar is made once for equal hours: these are others.
            edition if countries else "",
        ),
    )  # fmt: skip


def _of_year(off: Mapping[int, Mapping[date, Holiday]], year: int) -> Mapping[date, Holiday]:
    return off.get(year, {})


def _read_shifts(shifts: list[list[int]]) -> Shifts:
    return tuple(Shift(opens, closes) for opens, closes in shifts)


def _read_goals(goals: dict[str, str]) -> dict[str, Span]:
    return {name: parse_span(text) for name, text in goals.items()}
