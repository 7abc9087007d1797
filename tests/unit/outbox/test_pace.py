"""How fast a bulk leaves: never over its rate, half of it when a server is busy, nothing when it is hopeless."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.identity import new_task
from csmail.model.bulk import Rate
from csmail.model.task import Delivery, SendMail, State, Task
from csmail.outbox import pace
from csmail.outbox.pace import Pace
from tests.factories import NOW

SECONDS = st.integers(0, 90)
RATES = st.builds(Rate, st.integers(1, 9), st.sampled_from((timedelta(seconds=10), timedelta(minutes=1))))


def task(state: State, reply: str = "") -> Task:
    delivery = "queued" if state == "held" else state
    said = (Delivery("a@x.example", delivery, reply),)  # type: ignore[arg-type]
    return new_task("support", "support/bulk/7Q2M/a@x.example", SendMail("k", "announcement"), NOW).amended(
        state=state, deliveries=said
    )


@given(RATES, st.lists(SECONDS, max_size=60))
def test_within_a_period_from_its_first_mail_no_more_leave_than_the_rate_allows(rate: Rate, waits: list[int]) -> None:
    known, now, begun = Pace(), NOW, []
    for wait in waits:
        now += timedelta(seconds=wait)
        while pace.room(known, rate, now):
            known = pace.read(pace.written(pace.begun(known, rate, now)))  # as after a death
            begun.append(now)
    windows = dict.fromkeys(begun)
    start = None
    for at in windows:
        if start is None or at >= start + rate.period:
            start = at
            assert sum(start <= one < start + rate.period for one in begun) <= rate.count


@given(RATES, st.integers(0, 200))
def test_where_there_is_no_room_it_opens_at_a_moment_that_comes(rate: Rate, seconds: int) -> None:
    known = Pace()
    for _ in range(rate.count):
        known = pace.begun(known, rate, NOW)
    now = NOW + timedelta(seconds=seconds)
    opens = pace.opens_at(known, rate, now)
    assert now <= opens <= max(now, NOW + rate.period)
    assert pace.room(known, rate, opens) > 0


def test_a_clock_that_is_set_back_stops_nothing_for_ever() -> None:
    known = pace.begun(Pace(), Rate(1), NOW)
    assert pace.room(known, Rate(1), NOW - timedelta(hours=1)) == 1


def test_421_and_451_halve_the_rate_for_ten_minutes_and_nothing_else_does() -> None:
    for reply in ("421 4.7.0 slow down", "451 4.7.1 later"):
        slowed = pace.heard(Pace(), task("deferred", reply), NOW)
        assert pace.limit(slowed, Rate(9), NOW + timedelta(minutes=9)) == 4
        assert pace.limit(slowed, Rate(1), NOW) == 1
        assert pace.limit(slowed, Rate(9), NOW + timedelta(minutes=10)) == 9
    for other in (task("deferred", "450 4.2.0 greylisted"), task("refused", "550 no"), task("sent", "250 ok")):
        assert pace.limit(pace.heard(Pace(), other, NOW), Rate(9), NOW) == 9


def test_ten_of_the_first_twenty_refused_are_the_end_and_nine_are_not() -> None:
    known = Pace()
    for _ in range(9):
        known = pace.heard(known, task("refused", "550 5.7.1 blocked"), NOW)
    assert pace.hopeless(known) is None
    for _ in range(11):
        known = pace.heard(known, task("sent"), NOW)
    late = pace.heard(known, task("refused", "550 5.7.1 blocked"), NOW)
    assert pace.hopeless(late) is None, "the twenty-first is not among them"
    why = pace.hopeless(pace.heard(Pace(tried=9, refused=9), task("refused", "550 5.7.1 blocked"), NOW))
    assert why is not None
    assert dict(why.evidence) == {"refused": "10", "of": "20", "reply": "550 5.7.1 blocked"}


def test_what_we_refuse_ourselves_says_nothing_about_the_server() -> None:
    assert pace.heard(Pace(), task("refused"), NOW).refused == 0
