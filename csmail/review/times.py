"""Moments as the screens show them: business time of the desk until something is due, the wall clock for the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from csmail.clocks import calendar
from csmail.model.desk import Desk
from csmail.review.said import said
from csmail.wording.dates_and_money import MONTHS
from csmail.wording.language import language

FAR = timedelta(days=30)
"""Beyond that the wall clock is good enough, and reckoning every day of it would take long."""


def clock(at: datetime, desk: Desk) -> str:
    """`09:04` in the zone of the desk."""
    return f"{at.astimezone(ZoneInfo(desk.timezone)):%H:%M}"


def day_clock(at: datetime, now: datetime, desk: Desk) -> str:
    """`08:41` today, else `6 Jul 08:41`."""
    local = at.astimezone(ZoneInfo(desk.timezone))
    return f"{local:%H:%M}" if local.date() == today(now, desk) else f"{date_of(at, desk)} {local:%H:%M}"


def leaving(at: datetime, now: datetime, desk: Desk) -> str:
    """The same, to the second when it is soon: until then it can be taken back."""
    soon = at - now < timedelta(hours=1) and at.second
    return f"{at.astimezone(ZoneInfo(desk.timezone)):%H:%M:%S}" if soon else day_clock(at, now, desk)


def today(now: datetime, desk: Desk) -> date:
    """The day that it is at the desk."""
    return now.astimezone(ZoneInfo(desk.timezone)).date()


def date_of(at: datetime, desk: Desk) -> str:
    """`6 Jul`."""
    return day_of(at.astimezone(ZoneInfo(desk.timezone)).date())


def day_of(day: date) -> str:
    """The same of a day."""
    return f"{day.day} {MONTHS[language()][day.month - 1][:3]}"


def due(at: datetime, now: datetime, desk: Desk) -> str:
    """`in 8m`, `-12m` when it is over; open time of the desk counts."""
    length = until(at, now, desk)
    return length if length.startswith("-") else said("review_in", span=length)


def until(at: datetime, now: datetime, desk: Desk) -> str:
    """`8m`, `-12m` when it is over."""
    return f"-{span(_open(at, now, desk))}" if at < now else span(_open(now, at, desk))


def span(length: timedelta) -> str:
    """In its largest unit: `8m`, `3h`, `2d`."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return said("span_minutes", count=minutes)
    return said("span_hours", count=minutes // 60) if minutes < 60 * 24 else said("span_days", count=minutes // 1440)


def _open(start: datetime, end: datetime, desk: Desk) -> timedelta:
    return end - start if end - start > FAR else calendar(desk.hours).elapsed(start, end)
