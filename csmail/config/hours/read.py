"""Reads `hours` of a desk; each of its mistakes is told with its place and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from csmail.config.hours import country, times
from csmail.config.yaml.part import Part, nearest, unknown
from csmail.config.yaml.types import Wrong, text, truth
from csmail.model.hours import Holidays, Hours, Range, Shifts
from csmail.reason import BadValue, Reason, reason_of

ALWAYS = "always"
SPECIAL = ("holidays", "closed", "days", "ranges")
RANGE = ("from", "to")
Read = TypeVar("Read")
Week = list[Shifts | None]


def hours(part: Part | None, timezone: str) -> Hours:
    """The hours of a desk; `always` when nothing is written. What is wrong is noted, and left out here."""
    if part is None:
        return Hours(timezone)
    if part.node.entries is None:
        if (part.node.text or "").lower() != ALWAYS:
            part.problem(Reason("hours_expected"))
        return Hours(timezone)
    found = part.children()
    before = len(part.source.problems)
    week = _week({key: inner for key, inner in found.items() if key not in SPECIAL}, SPECIAL)
    closed = tuple(filter(None, (_noted(item, times.days) for item in _items(found.get("closed")))))
    days = _days(found.get("days"), closed)
    ranges = _ranges(found.get("ranges"))
    made = Hours(timezone, tuple(day or () for day in week), days, closed, ranges, _holidays(found.get("holidays")))
    other = (shifts for span in ranges for shifts in span.week)
    if len(part.source.problems) == before and not any((*made.week, *other, *(shifts for _, shifts in days))):
        part.problem(Reason("desk_never_open"))
    return made


def _items(part: Part | None) -> tuple[Part, ...]:
    return part.items() if part is not None else ()


def _noted(part: Part, read: Callable[[str], Read], written: str | None = None) -> Read | None:
    """What `read` makes of the text of this part, None when it is wrong."""
    try:
        return read(text(part) if written is None else written)
    except Wrong:
        return None
    except ValueError as error:
        part.problem(reason_of(error))
        return None


def _week(found: dict[str, Part], beside: tuple[str, ...]) -> Week:
    """The shifts of each weekday, None where none is said; a weekday belongs to one key."""
    week: Week = [None] * 7
    keys: dict[int, str] = {}
    for key, inner in found.items():
        meant = nearest(key, beside)
        if meant and key[:3].lower() not in times.WEEKDAYS:
            inner.problem(unknown(key, beside, "unknown_key"))
            continue
        days = _noted(inner, times.weekdays, key)
        twice = tuple(sorted(day for day in set(days or ()) if day in keys or (days or ()).count(day) > 1))
        if twice:
            inner.problem(_said_twice(twice, key, keys))
        shifts = _shifts(inner)
        for day in days or ():
            keys.setdefault(day, key)
            week[day] = shifts
    return week


def _said_twice(twice: tuple[int, ...], key: str, keys: dict[int, str]) -> Reason:
    earlier = keys.get(twice[0], key)
    left = tuple(day for day, said in keys.items() if said == earlier and day not in twice)
    more = tuple(day for day in times.weekdays(key) if day not in twice)
    pair = (left, key) if left else (more, earlier)
    if not pair[0]:
        return Reason.of("weekday_twice", days=times.named(twice))
    return Reason.of("weekday_in_two_keys", days=times.named(twice), one=times.named(pair[0]), other=pair[1])


def _shifts(part: Part) -> Shifts | None:
    if part.node.items is None:
        return _noted(part, times.shifts)
    written = [_noted(item, str) for item in part.items()]
    return None if None in written else _noted(part, times.shifts, ", ".join(map(str, written)))


def _days(part: Part | None, closed: tuple[tuple[date, date], ...]) -> tuple[tuple[date, Shifts], ...]:
    found: dict[date, Shifts] = {}
    for key, inner in (part.children() if part is not None else {}).items():
        on, shifts = _noted(inner, times.day, key), _shifts(inner)
        if on is None or shifts is None:
            continue
        if shifts and (on, on) in closed:
            inner.problem(Reason.of("closed_and_open", date=on))
        found[on] = shifts
    return tuple(sorted(found.items()))


def _ranges(part: Part | None) -> tuple[Range, ...]:
    found: list[Range] = []
    for name, inner in (part.children() if part is not None else {}).items():
        made = _range(name, inner)
        if made is None:
            continue
        other = next((one for one in found if _collide(one, made)), None)
        if other is not None:
            inner.problem(Reason.of("ranges_overlap", one=other.name, other=name))
        found.append(made)
    return tuple(found)


def _range(name: str, part: Part) -> Range | None:
    found = part.children()
    for key in RANGE:
        if part.node.entries is not None and key not in found:
            part.problem(Reason.of("key_missing", key=key))
    first, last = (_noted(found[key], times.day) if key in found else None for key in RANGE)
    week = _week({key: inner for key, inner in found.items() if key not in RANGE}, RANGE)
    if first is None or last is None:
        return None
    if not any(shifts is not None for shifts in week):
        part.problem(Reason("range_without_days"))
    if _noted(part, lambda _: times.in_order(first, last), "") is None:
        return None
    return Range(name, first, last, tuple(week))


def _collide(one: Range, other: Range) -> bool:
    together = one.first <= other.last and other.first <= one.last
    return together and any(a is not None and b is not None for a, b in zip(one.week, other.week, strict=True))


def _holidays(part: Part | None) -> Holidays:
    if part is None:
        return Holidays()
    if part.node.entries is None:
        return country.days_off(_countries(part))
    found = part.mapping(("country", "joint_leave", "except"))
    if "country" not in found:
        part.problem(Reason("country_missing"))
    try:
        joint_leave = truth(found["joint_leave"]) if "joint_leave" in found else True
    except Wrong:
        joint_leave = True
    worked = {_noted(item, times.day) for item in _items(found.get("except"))} - {None}
    named = _countries(found["country"]) if "country" in found else ()
    return country.days_off(named, joint_leave, frozenset(on for on in worked if on is not None))


def _countries(part: Part) -> tuple[str, ...]:
    found = [_noted(item, _country) for item in part.items()]
    if not part.items():
        part.problem(Reason("country_expected"))
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _country(written: str) -> str:
    if not country.known(written.upper()):
        raise BadValue(Reason.of("country_unknown", country=written))
    return written.upper()
