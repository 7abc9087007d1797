"""Business time: what `Hours` mean for moments.

The time line is cut at midnight UTC, and each piece is reckoned once: a wall clock may jump by an hour, or by a day
(Samoa, 2011), UTC never does, so pieces neither overlap nor leave a gap. Nothing is built ahead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from csmail.clocks.dates import Dates
from csmail.errors import NeverOpen
from csmail.model.duration import Span
from csmail.model.hours import MIDNIGHT, Day, Hours, Shift
from csmail.reason import Reason

NOTHING = timedelta(0)
ONE_DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
# Three leap years more than ten years: whoever waits that long without an open minute waits for nothing.
FARTHEST = 3660
# A closing lies at most two dates after its shift's, and a zone may skip a whole date; offsets are below a day.
BEFORE, AFTER = 3, 2
FIRST, LAST = date.min.toordinal() + BEFORE, date.max.toordinal() - BEFORE
KEPT = 20_000
LOOKED_BACK = (2, 16, 128, FARTHEST)


class Stretch(NamedTuple):
    """Open from `start` up to, not including, `end`."""

    start: datetime
    end: datetime


class Calendar:
    """The hours of a desk, asked in moments. Remembers the days it was asked about."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.zone = ZoneInfo(hours.timezone)
        self._dates = Dates(hours)
        self._moments: dict[int, tuple[Stretch, ...]] = {}
        self._open: dict[int, tuple[Stretch, ...]] = {}

    def day(self, on: date) -> Day:
        """What this date is, and why."""
        return self._dates.day(on)

    def shifts(self, on: date) -> tuple[Stretch, ...]:
        """The shifts that begin on this date, as moments; each for itself, also where they touch."""
        return self._begun_on(on.toordinal())

    def length(self, span: Span) -> timedelta:
        """The open time of a span: `d` is the longest ordinary day, `w` the open time of the ordinary week."""
        return span.exact + span.days * self._dates.longest_day + span.weeks * self._dates.week

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there: the moment of opening is open, that of closing is not."""
        return any(start <= at < end for start, end in self._stretches(_ordinal(at)))

    def opens_at(self, at: datetime) -> datetime:
        """The first moment from `at` on at which it is open. Raises NeverOpen."""
        return max(at, next(self._from(at)).start)

    def closes_at(self, at: datetime) -> datetime | None:
        """When the stretch that is open at `at`, or the next one, ends; None when it is always open. Raises NeverOpen.

        None stands for an end that lies beyond ten years, too.
        """
        walk = self._from(at)
        end = next(walk).end
        limit = end + timedelta(days=FARTHEST)
        for start, following in walk:
            if start > end:
                break
            end = following
            if end > limit:
                return None
        return end

    def last_edge(self, after: datetime, until: datetime) -> tuple[datetime, bool] | None:
        """When, after `after` and not after `until`, it last opened (True) or closed (False); None when it did not.

        Looked for backwards, in the last days first: a clock that jumped by decades costs no walk through them. What
        lies more than ten years back is not found.
        """
        for days in () if self.hours.always else LOOKED_BACK:
            far = until - after > timedelta(days=days)
            begin = until - timedelta(days=days) if far else after
            moments = [
                (moment, opens)
                for stretch in self.stretches(begin - INSTANT, until + INSTANT)
                for moment, opens in ((stretch.start, True), (stretch.end, False))
                if begin < moment <= until
            ]
            if moments or begin == after:
                return max(moments, default=None)
        return None

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The open time from `start` up to `end`; nothing when `end` is not later."""
        return sum((closes - opens for opens, closes in self.stretches(start, end)), NOTHING)

    def due(self, start: datetime, span: timedelta) -> datetime:
        """The earliest moment by which `span` of open time has passed since `start`. Raises NeverOpen.

        It may be a moment of closing; of no span it is `start` itself.
        """
        if span <= NOTHING:
            return start
        left = span
        for opens, closes in self._from(start):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise AssertionError("the walk ends by raising")

    def stretches(self, start: datetime, end: datetime) -> tuple[Stretch, ...]:
        """The open time between two moments, a stretch for each shift; shifts that touch are one."""
        found: list[Stretch] = []
        for ordinal in range(_ordinal(start), _ordinal(end) + 1) if start < end else ():
            for opens, closes in self._stretches(ordinal):
                if opens < end and closes > start:
                    _append(found, Stretch(max(opens, start), min(closes, end)))
        return tuple(found)

    def _from(self, at: datetime) -> Iterator[Stretch]:
        """Each open stretch that ends after `at`, cut at midnight UTC, without end. Raises NeverOpen."""
        ordinal = _ordinal(at)
        barren = ordinal + FARTHEST
        while ordinal <= min(barren, LAST):
            for stretch in self._stretches(ordinal):
                if stretch.end > at:
                    barren = ordinal + FARTHEST
                    yield stretch
            ordinal += 1
        raise NeverOpen(Reason("never_opens_again"), "csmail hours")

    def _stretches(self, ordinal: int) -> tuple[Stretch, ...]:
        """The open time of this day of UTC, in order."""
        known = self._open.get(ordinal)
        if known is None:
            if len(self._open) >= KEPT:
                self._open.clear()
                self._moments.clear()
            known = self._open[ordinal] = tuple(self._cut(ordinal))
        return known

    def _cut(self, ordinal: int) -> list[Stretch]:
        if not FIRST <= ordinal <= LAST:
            return []
        begins = datetime.combine(date.fromordinal(ordinal), time(), UTC)
        ends = begins + ONE_DAY
        near = (stretch for on in range(ordinal - BEFORE, ordinal + AFTER) for stretch in self._begun_on(on))
        found: list[Stretch] = []
        for start, end in sorted(stretch for stretch in near if stretch.start < ends and stretch.end > begins):
            _append(found, Stretch(max(start, begins), min(end, ends)))
        return found

    def _begun_on(self, ordinal: int) -> tuple[Stretch, ...]:
        """The shifts that begin on this date, as moments; one of nothing is left out."""
        known = self._moments.get(ordinal)
        if known is None:
            on = date.fromordinal(ordinal)
            moments = (self._moment_of(on, shift) for shift in self.day(on).shifts)
            known = self._moments[ordinal] = tuple(one for one in moments if one.start < one.end)
        return known

    def _moment_of(self, on: date, shift: Shift) -> Stretch:
        return Stretch(self._moment(on, shift.opens), self._moment(on, shift.closes))

    def _moment(self, on: date, minutes: int) -> datetime:
        """As RFC 5545 section 3.3.5: of two the first; one in a gap with the offset before it (PEP 495, fold=0)."""
        days, minute = divmod(minutes, MIDNIGHT)
        wall = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=self.zone)
        return (wall + timedelta(days=days)).astimezone(UTC)


def _append(found: list[Stretch], stretch: Stretch) -> None:
    """Add the next one in order; what touches or overlaps the last becomes part of it, so that it is counted once."""
    if found and stretch.start <= found[-1].end:
        found[-1] = Stretch(found[-1].start, max(found[-1].end, stretch.end))
    else:
        found.append(stretch)


def _ordinal(at: datetime) -> int:
    return at.astimezone(UTC).toordinal()


@lru_cache(maxsize=64)
def calendar(hours: Hours) -> Calendar:
    """The calendar of these hours; one for all who ask, so that a day is reckoned once."""
    return Calendar(hours)
