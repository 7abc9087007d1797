"""When a report leaves by itself, and of which days it tells."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.reports.plan import ReportPlan, due, period_key

ZONE = "Asia/Jakarta"


def plan(send: Any, **changes: Any) -> ReportPlan:
    return ReportPlan("support", send, time(8, 0), ("owner@toko.example",), **changes)


@pytest.mark.parametrize(
    ("one", "now", "left_at", "period"),
    [
        (plan("week", weekday=0), "2026-11-16T00:59+00:00", "2026-11-09T01:00+00:00", "2026-W45"),
        (plan("week", weekday=0), "2026-11-16T01:00+00:00", "2026-11-16T01:00+00:00", "2026-W46"),
        (plan("week", weekday=4), "2026-11-19T12:00+00:00", "2026-11-13T01:00+00:00", "2026-W45"),
        (plan("week", weekday=0), "2027-01-04T02:00+00:00", "2027-01-04T01:00+00:00", "2026-W53"),
        (plan("day"), "2026-11-16T00:30+00:00", "2026-11-15T01:00+00:00", "2026-11-14"),
        (plan("day"), "2026-11-16T01:30+00:00", "2026-11-16T01:00+00:00", "2026-11-15"),
        (plan("month"), "2026-12-01T01:00+00:00", "2026-12-01T01:00+00:00", "2026-11"),
        (plan("month", number=15), "2026-12-14T01:00+00:00", "2026-11-15T01:00+00:00", "2026-10"),
        (plan("month", weekday=0), "2026-12-07T01:00+00:00", "2026-12-07T01:00+00:00", "2026-11"),
        (plan("month", weekday=0), "2026-12-07T00:59+00:00", "2026-11-02T01:00+00:00", "2026-10"),
    ],
)
def test_a_report_is_of_the_last_period_that_was_over_when_it_was_to_leave(
    one: ReportPlan, now: str, left_at: str, period: str
) -> None:
    at, found = due(one, datetime.fromisoformat(now), ZONE)
    assert (at, period_key(found)) == (datetime.fromisoformat(left_at), period)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001  Hypothesis wants them without a zone
    st.sampled_from([plan("day"), *(plan("week", weekday=n) for n in range(7)), plan("month", number=28)]),
    st.sampled_from([ZONE, "Europe/Berlin", "America/New_York", "UTC"]),
)
def test_it_was_due_by_now_after_its_period_and_is_due_once_a_period(now: datetime, one: ReportPlan, zone: str) -> None:
    moment = now.replace(tzinfo=UTC)
    at, period = due(one, moment, zone)
    assert period.end <= at <= moment
    later, following = due(one, moment + timedelta(days=32), zone)
    assert later > at
    assert period_key(following) != period_key(period)
