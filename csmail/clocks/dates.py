"""Which shifts begin on a date, and how long an ordinary day is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from csmail.model.hours import MIDNIGHT, Day, Hours, Shift, Shifts

WEEK = 7 * MIDNIGHT


class Dates:
    """The dates of `Hours`: `days` before `closed` before `holidays` before `ranges` before the ordinary week."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours
        self._days = dict(hours.days)

    def day(self, on: date) -> Day:
        """What begins on this date; a holiday takes its shifts whole, the night of the eve runs to its end."""
        hours = self._hours
        if on in self._days:
            return Day(on, self._days[on], "day")
        if any(first <= on <= last for first, last in hours.closed):
            return Day(on, (), "closed")
        holiday = hours.holidays.of(on.year).get(on)
        if holiday is not None:
            return Day(on, (), "joint_leave" if holiday.joint_leave else "holiday", holiday.name, holiday.estimated)
        weekday = on.weekday()
        for span in hours.ranges:
            other = span.week[weekday]
            if span.first <= on <= span.last and other is not None:
                return Day(on, other, "range", span.name)
        return Day(on, hours.week[weekday])

    @cached_property
    def longest_day(self) -> timedelta:
        """The longest ordinary day; where no week is ordinary, the longest there is."""
        return max(map(_open_time, self._ordinary), default=timedelta(0))

    @cached_property
    def week(self) -> timedelta:
        """The open time of the ordinary week, each minute once; where none is ordinary, seven of the longest day."""
        week = self._hours.week
        if not any(week):
            return 7 * self.longest_day
        minutes = {
            minute % WEEK
            for weekday, shifts in enumerate(week)
            for shift in shifts
            for minute in range(weekday * MIDNIGHT + shift.opens, weekday * MIDNIGHT + shift.closes)
        }
        return timedelta(minutes=len(minutes))

    @property
    def _ordinary(self) -> Iterable[Shifts]:
        hours = self._hours
        if any(hours.week):
            return hours.week
        other = (shifts for span in hours.ranges for shifts in span.week if shifts)
        return (*other, *(shifts for _, shifts in hours.days))


def _open_time(shifts: Iterable[Shift]) -> timedelta:
    return timedelta(minutes=min(sum(shift.closes - shift.opens for shift in shifts), MIDNIGHT))
