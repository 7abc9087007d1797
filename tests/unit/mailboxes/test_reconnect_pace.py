"""Connections that a server ends again and again are made ever more rarely."""

from __future__ import annotations

import pytest

from csmail.mailboxes.imap import reconnect_pace
from csmail.mailboxes.imap.reconnect_pace import LONGEST_SECONDS, Pace


class Clock:
    """A monotonic clock that a test sets."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(reconnect_pace, "time", made)
    return made


def logins(pace: Pace, clock: Clock, seconds: float, listening: bool) -> int:
    """How many connections are made in that time when each is lost at once."""
    until, count = clock.now + seconds, 0
    while clock.now <= until:
        count += 1
        pace.made()
        pace.lost(listening=listening)
        clock.now += pace.left + 0.001
    return count


def test_listening_costs_few_logins_however_often_the_server_hangs_up(clock: Clock) -> None:
    assert logins(Pace(), clock, 20, listening=True) <= 7
    assert logins(Pace(), clock, 86_400, listening=True) < 120


def test_a_pass_that_meets_a_bad_moment_has_its_tries_and_no_more(clock: Clock) -> None:
    assert 6 <= logins(Pace(), clock, 20, listening=False) <= 12


def test_the_wait_is_bounded(clock: Clock) -> None:
    pace = Pace()
    for _ in range(2000):
        pace.lost()
    assert pace.left == LONGEST_SECONDS


def test_mails_that_came_or_a_long_life_begin_the_count_anew(clock: Clock) -> None:
    pace = Pace()
    for _ in range(12):
        pace.made()
        pace.lost()
    assert pace.left > 0
    pace.worked()
    pace.lost()
    assert pace.left == 0
    for _ in range(12):
        pace.lost()
    pace.made()
    clock.now += 61
    pace.lost()
    assert pace.left == 0
