"""What one date is, and what 1d and 1w come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csmail.clocks.dates import Dates
from csmail.model.hours import MIDNIGHT, Day, Holiday, Holidays, Hours, Range, Shift, Shifts

OFFICE: Shifts = (Shift(540, 1020),)
SHORT: Shifts = (Shift(540, 780),)
NIGHT: Shifts = (Shift(1320, MIDNIGHT + 360),)
NOTHING: Shifts = ()
SHOP = (*(OFFICE,) * 5, SHORT, NOTHING)
EMPTY = (NOTHING,) * 7
MONDAY = date(2026, 12, 21)
HOUR = timedelta(hours=1)


def on(day: int) -> date:
    return date(2026, 12, day)


DAYS_OFF = {on(24): Holiday("eve", joint_leave=True), on(25): Holiday("feast", estimated=True), on(26): Holiday("x")}
SPAN = Range("short days", on(22), on(28), (SHORT, SHORT, None, SHORT, SHORT, NOTHING, None))
LONGER = Range("r", on(1), on(2), (None, OFFICE, *EMPTY[2:]))
WHOLE = Hours(
    week=SHOP, days=((on(26), SHORT), (on(30), SHORT)), closed=((on(29), on(30)),), ranges=(SPAN,),
    holidays=Holidays(("ID",), of=lambda year: DAYS_OFF if year == 2026 else {}),
)  # fmt: skip


@pytest.mark.parametrize(
    "expected",
    [
        Day(on(21), OFFICE), Day(on(22), SHORT, "range", "short days"), Day(on(23), OFFICE),
        Day(on(24), NOTHING, "joint_leave", "eve"), Day(on(25), NOTHING, "holiday", "feast", estimated=True),
        Day(on(26), SHORT, "day"), Day(on(27), NOTHING), Day(on(28), SHORT, "range", "short days"),
        Day(on(29), NOTHING, "closed"), Day(on(30), SHORT, "day"), Day(on(31), OFFICE),
    ],
)  # fmt: skip
def test_the_strongest_entry_says_what_a_date_is(expected: Day) -> None:
    assert Dates(WHOLE).day(expected.date) == expected


def test_a_range_without_holidays_around_it_has_both_of_its_ends() -> None:
    dates = Dates(Hours(week=SHOP, ranges=(Range("r", MONDAY, on(22), (SHORT,) * 7),)))
    assert [dates.day(on(day)).kind for day in (20, 21, 22, 23)] == ["week", "range", "range", "week"]


@pytest.mark.parametrize(
    ("hours", "day", "week"),
    [
        (Hours(), 24, 168),
        (Hours(week=SHOP), 8, 44),
        (Hours(week=SHOP, days=((MONDAY, ((Shift(0, MIDNIGHT)),)),)), 8, 44),
        (Hours(week=(NIGHT,) * 7), 8, 56),
        (Hours(week=(*EMPTY[:6], NIGHT)), 8, 8),
        (Hours(week=(*EMPTY[:5], NIGHT, (Shift(0, 480),))), 8, 10),
        (Hours(week=((Shift(0, MIDNIGHT), Shift(MIDNIGHT, MIDNIGHT + 60)), *EMPTY[1:])), 24, 25),
        (Hours(week=EMPTY, days=((on(1), SHORT), (on(2), (Shift(540, 600), Shift(660, 720))))), 4, 28),
        (Hours(week=EMPTY, ranges=(LONGER,), days=((on(1), SHORT),)), 8, 56),
        (Hours(week=EMPTY), 0, 0),
    ],
)  # fmt: skip
def test_a_day_is_the_longest_ordinary_one_and_a_week_counts_each_minute_once(
    hours: Hours, day: int, week: int
) -> None:
    dates = Dates(hours)
    assert (dates.longest_day, dates.week) == (day * HOUR, week * HOUR)
