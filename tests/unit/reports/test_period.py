"""The days of a report are those of the desk, however long they are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from csmail.reports.period import NAMES, Name, Period, named

ZONES = st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "UTC"])
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(DAYS, st.sampled_from(NAMES), ZONES)
def test_the_period_before_ends_where_this_one_begins(day: date, name: Name, zone: str) -> None:
    period = named(name, day, zone)
    assert day in period.days
    assert period.before.end == period.start
    assert period.before.name == name
    assert len(period.days) in {"day": {1}, "week": {7}, "month": {28, 29, 30, 31}}[name]
    assert not period.is_cut


@given(DAYS, ZONES)
def test_a_week_that_is_not_over_is_compared_with_as_much_of_the_one_before(day: date, zone: str) -> None:
    whole = named("week", day, zone)
    cut = whole.cut(whole.start + timedelta(hours=60))
    assert cut.is_cut
    assert cut.before.end - cut.before.start == timedelta(hours=60)
    assert cut.before.start == whole.before.start


def test_a_day_on_which_clocks_are_set_back_has_twenty_five_hours() -> None:
    day = named("day", date(2026, 10, 25), "Europe/Berlin")
    assert day.end - day.start == timedelta(hours=25)


def test_a_period_chosen_freely_is_compared_with_one_as_long() -> None:
    start, end = (datetime.fromisoformat(f"2026-11-{day}T00:00+07:00") for day in ("10", "13"))
    assert Period(start, end, "Asia/Jakarta").before == Period(start - (end - start), start, "Asia/Jakarta")
