"""Hours and promises that change in the file count from the pass that saw them; what was counted stays counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.clocks import reckoned
from csmail.clocks.fold import latest
from csmail.config.hours.country import days_off
from csmail.desk.intake.poll import poll
from csmail.desk.terms import noted, remembered
from csmail.model.changes import Changes
from csmail.model.clock import Clock
from csmail.model.desk import Desk, Goals, Promises
from csmail.model.duration import parse_span
from csmail.model.hours import Holiday, Holidays, Hours, Range, Shift
from csmail.stores.memory import MemoryStore
from tests import factories
from tests.factories import NOW
from tests.workspace import Office, mail

DAY = (Shift(9 * 60, 17 * 60),)
OFFICE = Hours("Asia/Jakarta", (DAY, DAY, DAY, DAY, DAY, (), ()))
RICH = Hours(
    "Asia/Jakarta", (DAY, DAY, DAY, DAY, (Shift(9 * 60, 690), Shift(810, 17 * 60)), (Shift(22 * 60, 30 * 60),), ()),
    days=((date(2026, 12, 24), (Shift(540, 720),)), (date(2026, 12, 25), ())),
    closed=((date(2026, 12, 31), date(2026, 12, 31)),),
    ranges=(Range("ramadan", date(2027, 2, 8), date(2027, 3, 7), (DAY, None, (), None, None, None, None)),),
    holidays=days_off(("ID", "DE-BY"), False, frozenset({date(2026, 8, 17)})),
)  # fmt: skip
PROMISES = Promises(
    first_response=parse_span("8h"), resolution=parse_span("3d"),
    by_priority={"urgent": Goals(first_response=parse_span("15m")), "low": Goals(resolution=parse_span("1w"))},
)  # fmt: skip


def desk(hours: Hours = OFFICE, promises: Promises = PROMISES, **changes: Any) -> Desk:
    return factories.desk(hours=hours, promises=promises, **changes)


def clock(made: Office, at: datetime) -> Clock:
    (one,) = made.store.conversations()
    return latest(reckoned(one, remembered(made.desk, made.store, at), at))["first_response"]


def office(first: Desk) -> Office:
    made = Office(desk=first)
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def changed(made: Office, to: Desk) -> None:
    """The file says something else from now on."""
    made.desk = to
    made.place = replace(made.place, desk=to)


def test_open_time_used_so_far_stays_and_the_rest_is_counted_by_the_new_hours() -> None:
    """Asked on Monday 16.00 in Jakarta; from 20.00 on somebody is always there."""
    made = office(desk())
    made.later(timedelta(hours=4))
    changed(made, desk(Hours("Asia/Jakarta")))
    poll(made.place)
    made.later(timedelta(hours=2))
    poll(made.place)
    now = clock(made, made.now)
    assert now.used == timedelta(hours=3)
    assert now.due_at == NOW + timedelta(hours=4 + 7)


def test_a_command_before_the_pass_reckons_from_now_and_writes_nothing() -> None:
    made = office(desk())
    made.later(timedelta(hours=4))
    changed(made, desk(Hours("Asia/Jakarta")))
    before = made.store.fact("hours/support")
    assert clock(made, made.now).used == timedelta(hours=1)
    assert made.store.fact("hours/support") == before


def test_a_promise_that_is_changed_in_the_file_moves_what_runs_and_never_what_is_late() -> None:
    made = office(desk(Hours("Asia/Jakarta")))
    made.later(timedelta(hours=1))
    changed(made, desk(Hours("Asia/Jakarta"), Promises(first_response=parse_span("30m"))))
    poll(made.place)
    assert clock(made, made.now).due_at == NOW + timedelta(hours=1, minutes=30)
    made.later(timedelta(hours=1))
    changed(made, desk(Hours("Asia/Jakarta"), Promises(first_response=parse_span("9h"))))
    poll(made.place)
    assert clock(made, made.now).due_at == NOW + timedelta(hours=1, minutes=30)
    assert clock(made, made.now).state == "overdue"


def test_the_ladder_goes_by_what_held() -> None:
    """A desk that shortens its promise does not break it in the moment in which it is read."""
    made = office(desk(Hours("Asia/Jakarta")))
    made.later(timedelta(hours=2))
    changed(made, desk(Hours("Asia/Jakarta"), Promises(first_response=parse_span("30m"))))
    poll(made.place)
    made.later(timedelta(minutes=29))
    assert clock(made, made.now).state == "running"


def test_what_is_kept_is_read_as_it_was_written() -> None:
    store = MemoryStore()
    made = Office(desk=desk(RICH), store=store)
    noted(made.place)
    made.later(timedelta(days=1))
    changed(made, desk())
    (before,) = noted(made.place).desk.before
    assert before.until == made.now
    assert before.promises == PROMISES
    same = replace(before.hours, holidays=RICH.holidays)
    assert same == RICH
    for year in (2025, 2026, 2027):
        assert before.hours.holidays.of(year) == RICH.holidays.of(year)
    assert before.hours != RICH  # or a calendar of today would stand for it


def test_nothing_is_written_while_nothing_changes_and_the_coming_year_is_added() -> None:
    written: list[str] = []

    class Noting(MemoryStore):
        def commit(self, changes: Changes) -> None:
            written.extend(name for name, _ in changes.facts)
            super().commit(changes)

    made = Office(desk=desk(RICH), store=Noting())
    for _ in range(3):
        noted(made.place)
    assert written == ["hours/support"]
    made.later(timedelta(days=400))
    assert noted(made.place).desk.before == ()
    made.later(timedelta(minutes=1))
    noted(made.place)
    assert written == ["hours/support"] * 2


def test_days_off_that_a_newer_library_moves_count_from_the_first_pass_of_a_day() -> None:
    moved = {date(2026, 7, 7): Holiday("Libur baru")}
    plain = replace(OFFICE, holidays=Holidays(("ID",), True, frozenset(), lambda year: {}))
    other = replace(OFFICE, holidays=Holidays(("ID",), True, frozenset(), lambda year: moved if year == 2026 else {}))
    made = Office(desk=desk(plain))
    noted(made.place)
    changed(made, desk(other))
    assert noted(made.place).desk.before == ()  # the same day: nobody looks twice
    made.later(timedelta(days=1))
    (before,) = noted(made.place).desk.before
    assert before.hours.holidays.of(2026) == {}
    assert before.hours != other


@pytest.mark.parametrize("said", ["", "{", "[]", "null", '{"looked": "x"}', "7"])
def test_what_cannot_be_read_is_as_if_nobody_had_looked(said: str) -> None:
    made = Office(desk=desk())
    made.store.remember("hours/support", said)
    assert remembered(made.desk, made.store, NOW).before == ()
    assert noted(made.place).desk.before == ()


def test_other_desks_are_looked_at_as_well() -> None:
    care = Desk("care", "care@toko.example", hours=OFFICE, promises=PROMISES)
    made = Office(desk=desk(others=(care,)))
    noted(made.place)
    made.later(timedelta(hours=1))
    changed(made, desk(others=(replace(care, hours=Hours("Asia/Jakarta")),)))
    (other,) = noted(made.place).desk.others
    assert [one.hours for one in other.before] == [OFFICE]
    assert noted(made.place).desk.before == ()


SPANS = st.sampled_from(["30m", "1h", "8h", "2d", "1w"])
WEEKS = st.lists(st.sampled_from([(), DAY, (Shift(0, 1440),), (Shift(1320, 1800),)]), min_size=7, max_size=7)


@given(st.lists(st.tuples(WEEKS, SPANS), min_size=1, max_size=4), st.integers(0, 4000))
def test_however_the_file_changes_what_was_used_never_shrinks(changes: list[Any], minutes: int) -> None:
    made = office(desk())
    used = timedelta(0)
    for week, span in changes:
        made.later(timedelta(minutes=minutes))
        used = clock(made, made.now).used
        changed(made, desk(Hours("Asia/Jakarta", tuple(week)), Promises(first_response=parse_span(span))))
        made.place = noted(made.place)
        assert clock(made, made.now).used == used
    assert made.now >= datetime(2026, 7, 6, tzinfo=UTC)
