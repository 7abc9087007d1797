"""A clock that jumps sends nothing that lies more than a day ahead; a laptop that slept goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from csmail.desk.intake.poll import poll
from csmail.desk.watch.health import health
from csmail.model.desk import Promises, Tier
from csmail.model.duration import parse_span
from tests.factories import desk
from tests.workspace import Office, mail

LADDER = (
    Tier("spec@toko.example", step="specialist", at="half"),
    Tier("lead@toko.example", step="lead"),
    Tier("owner@toko.example", timedelta(hours=2), "owner"),
)
DAY = timedelta(days=1)


def office(promised: str) -> Office:
    promises = Promises(first_response=parse_span(promised))
    made = Office(desk=replace(desk(), promises=promises, escalation=LADDER))
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    return made


def told(made: Office) -> list[str]:
    return [recipient for _, recipients in made.transport.sent for recipient in recipients]


def doubts(made: Office) -> bool:
    found = health(made.store, made.desk, made.now, timedelta(days=3650))
    return "clock_jumped" in {one.code for one in found.problems}


@pytest.mark.parametrize("ahead", [2 * DAY, 30 * DAY, 3650 * DAY])
def test_a_clock_that_jumps_and_is_put_right_has_sent_nothing(ahead: timedelta) -> None:
    made = office("36h")
    right = made.now
    made.now = right + ahead
    poll(made.place)
    assert (told(made), doubts(made)) == ([], True)
    made.now = right + timedelta(minutes=1)
    poll(made.place)
    assert (told(made), doubts(made)) == ([], False)
    for _ in range(6):
        made.later(timedelta(hours=12))
        poll(made.place)
    assert told(made) == [tier.to for tier in LADDER]


def test_what_a_wrong_clock_left_undone_is_done_when_it_is_put_right() -> None:
    made = office("36h")
    right = made.now
    made.now = right + 3650 * DAY  # half of the promise lies within the day that is believed
    poll(made.place)
    made.now = right + timedelta(hours=18)
    poll(made.place)
    assert told(made) == ["spec@toko.example"]


def test_a_laptop_asleep_three_days_tells_the_one_highest_step() -> None:
    made = office("30m")
    made.later(3 * DAY)
    for _ in range(3):
        poll(made.place)
        made.later()
    assert told(made) == ["owner@toko.example"]
    assert not doubts(made)


def test_steps_on_both_sides_of_the_day_are_one_as_well() -> None:
    made = office("22h30m")
    made.later(3 * DAY)
    poll(made.place)
    assert (told(made), doubts(made)) == ([], True), "the owner is due 24.5 hours after the last pass"
    made.later()
    poll(made.place)
    assert (told(made), doubts(made)) == (["owner@toko.example"], False)


def test_whoever_polls_once_a_day_is_told_a_pass_later_at_most() -> None:
    made = office("36h")
    begun, heard = made.now, dict[str, datetime]()
    for _ in range(6):
        made.later(DAY + timedelta(seconds=2))
        poll(made.place)
        heard |= {who: made.now for who in told(made) if who not in heard}
    assert set(heard) == {"owner@toko.example", "spec@toko.example"}
    assert heard["owner@toko.example"] <= begun + timedelta(hours=38) + 2 * DAY


def test_a_clock_set_back_sends_nothing_earlier_or_twice() -> None:
    made = office("30m")
    made.later(timedelta(minutes=31))
    poll(made.place)
    before = told(made)
    made.later(-timedelta(hours=1))
    for _ in range(4):
        poll(made.place)
        made.later(timedelta(minutes=20))
    assert told(made) == before
