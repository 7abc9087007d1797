"""When somebody is at a desk: an ordinary week, and the dates on which it is otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Wall time in minutes after the midnight with which its date begins; a night closes after `MIDNIGHT`."""

    opens: int
    closes: int


Shifts = tuple[Shift, ...]
WHOLE_DAY: Shifts = (Shift(0, MIDNIGHT),)
DayKind = Literal["day", "closed", "holiday", "joint_leave", "range", "week"]


@dataclass(frozen=True, slots=True)
class Holiday:
    """`joint_leave`: the government closes its offices, a shop may work; `estimated`: the date may still move."""

    name: str
    joint_leave: bool = False
    estimated: bool = False


def no_holidays(year: int) -> Mapping[date, Holiday]:
    """What a desk without a country has."""
    return {}


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days off of `countries` ("ID", "DE-BY"). `of` yields those of a year, and is asked when the year is needed.

    Two are equal when the same is written: what a library knows of a year changes with its version. `edition` tells
    those of before apart, which were kept as they were.
    """

    countries: tuple[str, ...] = ()
    joint_leave: bool = True
    worked: frozenset[date] = frozenset()
    of: Callable[[int], Mapping[date, Holiday]] = field(default=no_holidays, compare=False, repr=False)
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Other hours from `first` to `last`, both included; None in `week` (Monday first) leaves that weekday ordinary."""

    name: str
    first: date
    last: date
    week: tuple[Shifts | None, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """The shifts of each weekday, Monday first, in wall time of `timezone`; `closed` are first and last dates.

    Stronger comes first: `days`, `closed`, `holidays`, `ranges`, `week`.
    """

    timezone: str = "UTC"
    week: tuple[Shifts, ...] = (WHOLE_DAY,) * 7
    days: tuple[tuple[date, Shifts], ...] = ()
    closed: tuple[tuple[date, date], ...] = ()
    ranges: tuple[Range, ...] = ()
    holidays: Holidays = Holidays()

    @property
    def always(self) -> bool:
        """Whether nobody ever leaves."""
        return self == Hours(self.timezone)


@dataclass(frozen=True, slots=True)
class Day:
    """What one date is: the shifts that begin on it, and which entry of the hours says so (`name`: holiday, range)."""

    date: date
    shifts: Shifts
    kind: DayKind = "week"
    name: str = ""
    estimated: bool = False
