"""What a due moment costs, beside walking through the minutes one by one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from csmail.clocks import Calendar
from csmail.config.hours.country import days_off
from csmail.model.hours import Hours, Shift

DAY = (Shift(480, 720), Shift(780, 1020))
FRIDAY = (Shift(480, 690), Shift(810, 1020))
HOURS = Hours("Asia/Jakarta", (*(DAY,) * 4, FRIDAY, (), ()), holidays=days_off(("ID",)))
SPANS = {"30m": timedelta(minutes=30), "4h": timedelta(hours=4), "3d": timedelta(hours=24), "1w": timedelta(hours=39)}
STARTS = tuple(datetime(2026, 11, 2, 2, tzinfo=UTC) + timedelta(hours=7 * step) for step in range(100))
ROUNDS = 9
MINUTE = timedelta(minutes=1)


def main() -> None:
    """Print microseconds of processor time a due moment, the best of some rounds, and the ratio to the walk."""
    times = Calendar(HOURS)
    for name, span in SPANS.items():
        ours = min(spent(times.due, STARTS, span) for _ in range(ROUNDS))
        naive = spent(lambda start, span: walked(times, start, span), STARTS[:10], span)
        print(f"due {name}: {ours * 1e6:.1f} us, {naive / ours:.0f} times faster than minute by minute")
    first = spent(Calendar(HOURS).due, STARTS[:1], SPANS["3d"])
    print(f"due 3d, the first of a calendar: {first * 1e6:.0f} us")


def spent(due: Callable[[datetime, timedelta], datetime], starts: tuple[datetime, ...], span: timedelta) -> float:
    """Seconds of processor time a call."""
    began = time.process_time()
    for start in starts:
        due(start, span)
    return (time.process_time() - began) / len(starts)


def walked(times: Calendar, start: datetime, span: timedelta) -> datetime:
    """The same, by asking the wall clock of every minute."""
    at, left = start, span
    while left > timedelta(0):
        wall = at.astimezone(times.zone)
        minute = wall.hour * 60 + wall.minute
        if any(shift.opens <= minute < shift.closes for shift in times.day(wall.date()).shifts):
            left -= MINUTE
        at += MINUTE
    return at


if __name__ == "__main__":
    main()
