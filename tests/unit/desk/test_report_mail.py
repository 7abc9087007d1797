"""Reports that are sent by themselves: once a period to each person, late rather than never, to the house alone."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from typing import Any

import pytest

from csmail.desk.intake import report_mail
from csmail.desk.intake.poll import poll
from csmail.reports.plan import ReportPlan
from tests.factories import desk
from tests.faults.test_sweep_death import Death, Died, Line
from tests.workspace import Office, mail

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
"""08.00 in Jakarta."""
DAY = timedelta(days=1)
OWNER = "owner@toko.example"
WEEKLY = ReportPlan("support", "week", time(8), (OWNER, "sari@toko.example"), weekday=0)


def office(*plans: ReportPlan, days: int = 6) -> Office:
    """A desk that was looked at every morning of so many days before that Monday."""
    made = Office(desk=replace(desk(), timezone="Asia/Jakarta"), now=MONDAY - days * DAY)
    made.place = replace(made.place, reports=plans or (WEEKLY,))
    for _ in range(days):
        poll(made.place)
        made.later(DAY)
    return made


def told(made: Office) -> list[tuple[str, str]]:
    """To whom reports went, of what."""
    sent = ((message_from_bytes(one.data)["Subject"], some) for one, some in made.transport.sent)
    return sorted((to, str(subject)) for subject, some in sent for to in some)


def test_a_week_is_reported_once_to_each_however_many_passes_follow() -> None:
    made = office()
    assert not told(made), "the week was not over"
    for _ in range(3):
        poll(made.place)
        made.later()
    assert [to for to, _ in told(made)] == [OWNER, "sari@toko.example"]


def test_it_is_marked_as_made_by_a_machine_and_tells_the_same_as_text_and_as_a_page() -> None:
    made = office()
    made.deliver(mail(1))
    poll(made.place)
    one, recipients = made.transport.sent[0]
    sent = message_from_bytes(one.data)
    assert (sent["Auto-Submitted"], sent["To"], recipients) == ("auto-generated", OWNER, (OWNER,))
    plain, page = sent.get_payload()  # type: ignore[misc]
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")  # type: ignore[union-attr]
    assert b"2026" in plain.get_payload(decode=True)  # type: ignore[union-attr, operator]
    assert b"<script" not in page.get_payload(decode=True)  # type: ignore[union-attr, operator]


def test_tables_come_as_files() -> None:
    made = office(replace(WEEKLY, form="csv", by=("tag",)))
    poll(made.place)
    names = [part.get_filename() for part in message_from_bytes(made.transport.sent[0][0].data).walk()]
    assert [name for name in names if name] == ["figures.csv", "received.csv", "by-tag.csv"]


def test_after_a_sleep_of_weeks_the_last_week_alone_is_told_and_not_twice() -> None:
    made = office()
    made.later(15 * DAY)
    for _ in range(4):
        poll(made.place)
        made.later(timedelta(minutes=1))
    weeks = Counter(subject for _, subject in told(made))
    assert len(weeks) <= 2  # the one that was due within a day of the last pass, and the last
    assert all(count == 2 for count in weeks.values())


def test_after_a_sleep_a_day_that_was_overtaken_is_left_out() -> None:
    made = office(ReportPlan("support", "day", time(7), (OWNER,)))
    before = len(told(made))
    made.later(5 * DAY)
    for _ in range(3):
        poll(made.place)
        made.later()
    assert len(told(made)) == before + 1


def test_a_clock_that_jumped_ahead_and_is_put_right_sends_nothing() -> None:
    made = office(days=3)
    made.now = MONDAY + 30 * DAY
    poll(made.place)
    assert len(told(made)) <= 2, "at most what was due within the day that is believed"


def test_nothing_is_told_of_a_time_before_the_desk_began() -> None:
    made = office(days=0)
    for _ in range(3):
        poll(made.place)
        made.later()
    assert not told(made)


def test_strangers_get_none_unless_that_is_allowed() -> None:
    stranger = "owner@mail.example"
    plan = replace(WEEKLY, to=(OWNER, stranger), outside=frozenset({stranger}))
    for allowed, expected in ((False, [OWNER]), (True, [stranger, OWNER])):
        made = office(replace(plan, allowed=allowed))
        poll(made.place)
        assert [to for to, _ in told(made)] == sorted(expected)


def test_what_was_due_before_the_store_was_put_back_is_held() -> None:
    made = office()
    made.store.remember("restored", (MONDAY + DAY).isoformat())
    made.later(timedelta(hours=2))
    poll(made.place)
    assert not told(made)
    assert {task.state for task in made.store.tasks() if task.purpose == "report"} == {"held"}


def points() -> Iterator[Line]:
    """Every line of what reports, and every one of the pass beside it that comes after the first look."""
    made, walk = office(), Death()
    sys.settrace(walk)
    try:
        poll(made.place)
    finally:
        sys.settrace(None)
    rooms = ("/report_mail.py", "/pass_days.py", "/activity.py", "/intake/poll.py", "/reports/plan.py")
    return (line for line in walk.seen if line[0].endswith(rooms))


def test_a_death_at_any_line_sends_none_twice_and_forgets_none() -> None:
    every = list(points())
    assert len(every) > 100
    assert any(name == report_mail.__file__ for name, _ in every)
    for line in every[::3]:
        made = office(days=2)
        _die(made, line)
        for _ in range(2):
            poll(made.place)
        assert [to for to, _ in told(made)] == [OWNER, "sari@toko.example"], line


def _die(made: Office, line: Line) -> None:
    sys.settrace(Death(line))
    try:
        poll(made.place)
    except Died:
        pass
    finally:
        sys.settrace(None)


@pytest.mark.parametrize("missing", [(), (2,), (2, 3)])
def test_days_on_which_nobody_looked_are_named(missing: tuple[int, ...]) -> None:
    made = Office(desk=replace(desk(), timezone="Asia/Jakarta"), now=MONDAY)
    for number in range(6):
        if number not in missing:
            poll(made.place)
        made.later(DAY)
    spots = _spots(made)
    assert [str(one) for one in spots.days_without_pass] == [f"2026-11-{16 + number}" for number in missing]


def _spots(made: Office) -> Any:
    from csmail.desk.watch.activity import reported
    from csmail.reports import Period, Wanted

    period = Period(MONDAY - timedelta(hours=8), MONDAY + 7 * DAY, "Asia/Jakarta")
    return reported(made.place, period, Wanted(), made.now).blind_spots


def test_a_day_that_is_not_over_and_those_before_the_desk_began_are_none_of_them() -> None:
    made = Office(desk=replace(desk(), timezone="Asia/Jakarta"), now=MONDAY + 2 * DAY)
    poll(made.place)
    made.later(DAY)
    assert _spots(made).days_without_pass == ()


def test_a_clock_that_was_years_ahead_for_a_pass_makes_no_gap_of_the_days_after_it() -> None:
    made = Office(desk=replace(desk(), timezone="Asia/Jakarta"), now=MONDAY)
    for ahead in (0, 3650, 1, 2, 3):
        made.now = MONDAY + ahead * DAY
        poll(made.place)
    assert _spots(made).days_without_pass == ()
