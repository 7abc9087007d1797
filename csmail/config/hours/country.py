"""Days off of a country, from the library `holidays`: the one module that knows it.

Its import costs 67 ms of processor time and each country 90 more (measured, 0.109), so that it waits until a year is
asked for; the countries most desks name are known without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache, partial

from csmail.model.hours import Holiday, Holidays

# Asked of the library in a test.
KNOWN = frozenset({"ID", "DE", "DE-BY"})
PUBLIC, GOVERNMENT = "public", "government"
# Indonesia's joint leave is decreed a year at a time; the library keeps it as days on which the government is closed.
WITH_JOINT_LEAVE = ("ID",)


def known(country: str) -> bool:
    """Whether there are days off of `ID`, or of a part of a country: `DE-BY`."""
    if country in KNOWN:
        return True
    from holidays import list_supported_countries

    name, _, part = country.partition("-")
    supported = list_supported_countries()
    return name in supported and (not part or part in supported[name])


def days_off(countries: tuple[str, ...], joint_leave: bool = True, worked: frozenset[date] = frozenset()) -> Holidays:
    """Their days off; the library is asked for a year when somebody needs it."""
    return Holidays(countries, joint_leave, worked, partial(_of_year, countries, joint_leave, worked))


def unannounced(holidays: Holidays, year: int) -> tuple[str, ...]:
    """The countries whose joint leave of that year nobody has announced yet."""
    asked = (name for name in holidays.countries if holidays.joint_leave and name in WITH_JOINT_LEAVE)
    return tuple(name for name in asked if not any(day.joint_leave for _, day in _days(name, year)))


@lru_cache(maxsize=64)
def _of_year(
    countries: tuple[str, ...], joint_leave: bool, worked: frozenset[date], year: int
) -> Mapping[date, Holiday]:
    found: dict[date, Holiday] = {}
    for country in countries:
        for on, holiday in _days(country, year):
            if on not in worked and (joint_leave or not holiday.joint_leave):
                found.setdefault(on, holiday)
    return found


@lru_cache(maxsize=64)
def _days(country: str, year: int) -> tuple[tuple[date, Holiday], ...]:
    """Public holidays first: one that is joint leave too is closed either way."""
    categories = (PUBLIC, GOVERNMENT) if country in WITH_JOINT_LEAVE else (PUBLIC,)
    return tuple(one for category in categories for one in _category(country, year, category))


def _category(country: str, year: int, category: str) -> Iterator[tuple[date, Holiday]]:
    from holidays import country_holidays

    name, _, part = country.partition("-")
    spoken = country_holidays(name).default_language
    table = country_holidays(name, subdiv=part or None, years=year, categories=(category,), language=spoken)
    mark = str(table.tr(getattr(table, "estimated_label", ""))).replace("%s", "").strip()
    for on, title in sorted(table.items()):
        yield on, Holiday(title, category == GOVERNMENT, bool(mark) and mark in title)
