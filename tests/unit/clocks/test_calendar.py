"""Business time against a recount, minute by minute, over random hours, zones and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.clocks import Calendar
from csmail.errors import NeverOpen
from csmail.model.hours import MIDNIGHT, Hours, Range, Shift, Shifts

MINUTE = timedelta(minutes=1)
# Zones whose clocks change by an hour, by half an hour, at midnight, by a whole day; and some that never change.
ZONES = ("Asia/Jakarta", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia", "Asia/Kathmandu")
CHANGES = (
    datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC), datetime(2011, 12, 30, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC),
)  # fmt: skip


@st.composite
def shifts(draw: st.DrawFn) -> Shifts:
    edges = sorted(draw(st.sets(st.integers(0, MIDNIGHT // 15 - 1), max_size=4)))
    pairs = [Shift(a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    if draw(st.booleans()) and edges and edges[-1] * 15 > (pairs[-1].closes if pairs else -1):
        pairs.append(Shift(edges[-1] * 15, MIDNIGHT + draw(st.integers(0, edges[0])) * 15))
    return tuple(pairs)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    near = draw(st.sampled_from(CHANGES)) + timedelta(minutes=draw(st.integers(-3000, 3000)))
    week = tuple(draw(shifts()) for _ in range(7))
    first = near.date() + timedelta(days=draw(st.integers(-3, 3)))
    span = Range("r", first, first + timedelta(days=2), tuple(draw(st.none() | shifts()) for _ in range(7)))
    closed = ((first + timedelta(days=4),) * 2,)
    return Calendar(Hours(draw(st.sampled_from(ZONES)), week, closed=closed, ranges=(span,))), near


def moment(zone: ZoneInfo, on: date, minutes: int) -> datetime:
    """Reckoned apart from the product: the offset that holds just before a gap, the first of two."""
    wall = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minutes)
    return wall - (wall.replace(tzinfo=zone, fold=0).utcoffset() or timedelta(0))


def open_minutes(times: Calendar, start: datetime, end: datetime) -> list[datetime]:
    """Every minute between the two that lies in a shift, one by one."""
    days = [start.date() + timedelta(days=step) for step in range(-4, (end - start).days + 5)]
    spans = [
        (moment(times.zone, day, one.opens), moment(times.zone, day, one.closes))
        for day in days for one in times.day(day).shifts
    ]  # fmt: skip
    count = int((end - start) / MINUTE)
    every = (start + step * MINUTE for step in range(count))
    return [at for at in every if any(opens <= at < closes for opens, closes in spans)]


@given(calendars(), st.integers(0, 5000))
def test_elapsed_is_the_recount(drawn: tuple[Calendar, datetime], minutes: int) -> None:
    times, start = drawn
    end = start + minutes * MINUTE
    counted = open_minutes(times, start, end)
    assert times.elapsed(start, end) == len(counted) * MINUTE
    assert sum((one.end - one.start for one in times.stretches(start, end)), timedelta(0)) == len(counted) * MINUTE
    assert times.is_open(start) == (start in open_minutes(times, start, start + MINUTE))


@given(calendars(), st.integers(1, 40_000))
def test_due_is_the_earliest_moment_by_which_the_span_has_passed(
    drawn: tuple[Calendar, datetime], seconds: int
) -> None:
    times, start = drawn
    span = timedelta(seconds=seconds)
    try:
        due = times.due(start, span)
    except NeverOpen:
        return
    assert times.elapsed(start, due) == span
    assert times.elapsed(start, due - timedelta(seconds=1)) == span - timedelta(seconds=1)
    assert times.due(start, span + MINUTE) > due, "monotone"


@given(calendars(), st.integers(0, 3000), st.integers(0, 3000))
def test_elapsed_adds_up(drawn: tuple[Calendar, datetime], first: int, second: int) -> None:
    times, start = drawn
    between, end = start + first * MINUTE, start + (first + second) * MINUTE
    assert times.elapsed(start, between) + times.elapsed(between, end) == times.elapsed(start, end)
    assert times.elapsed(end, start) == timedelta(0)


@given(calendars(), st.integers(0, 40_000))
def test_the_last_edge_is_the_last_minute_at_which_it_opened_or_closed(
    drawn: tuple[Calendar, datetime], minutes: int
) -> None:
    times, start = drawn
    end = start + minutes * MINUTE
    is_open = [times.is_open(start + number * MINUTE) for number in range(minutes + 1)]
    turns = [number for number in range(1, minutes + 1) if is_open[number] != is_open[number - 1]]
    expected = (start + turns[-1] * MINUTE, is_open[turns[-1]]) if turns else None
    assert times.last_edge(start, end) == expected


def test_an_edge_after_a_clock_that_jumped_by_decades_costs_no_walk_through_them() -> None:
    shifts = (Shift(9 * 60, 17 * 60),)
    times = Calendar(Hours("UTC", (shifts,) * 5 + ((), ())))
    edge = times.last_edge(datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 16, 12, tzinfo=UTC))
    assert edge == (datetime(2038, 1, 15, 17, tzinfo=UTC), False)
    assert len(times._open) < 40


@given(calendars())
def test_opening_and_closing_are_the_next(drawn: tuple[Calendar, datetime]) -> None:
    times, at = drawn
    try:
        opens, closes = times.opens_at(at), times.closes_at(at)
    except NeverOpen:
        return
    assert times.is_open(opens)
    assert times.elapsed(at, opens) == timedelta(0)
    if closes is not None:
        assert not times.is_open(closes)
        assert times.elapsed(opens, closes) == closes - opens


def test_a_desk_without_any_open_time_says_so() -> None:
    never = Calendar(Hours(week=((),) * 7))
    at = datetime(2026, 11, 2, tzinfo=UTC)
    for ask in (never.opens_at, never.closes_at, lambda at: never.due(at, MINUTE)):
        with pytest.raises(NeverOpen):
            ask(at)
    assert never.due(at, timedelta(0)) == at


def test_the_end_of_time_is_never_open_and_no_crash() -> None:
    office = Calendar(Hours(week=((Shift(540, 1020),),) * 5 + ((),) * 2))
    with pytest.raises(NeverOpen):
        office.due(datetime(9999, 12, 1, tzinfo=UTC), timedelta(days=30))


def test_always_never_closes() -> None:
    assert Calendar(Hours("Europe/Berlin")).closes_at(datetime(2026, 11, 2, tzinfo=UTC)) is None
