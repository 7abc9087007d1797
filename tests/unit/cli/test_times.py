"""Moments are shown in the zone of the desk, with its letters; UTC and the distance where a zone has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from csmail.cli.terminal import times
from csmail.wording.dates_and_money import zone

AT = datetime(2026, 7, 6, 9, 0, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    before = times.ZONES.set({})
    yield
    times.ZONES.reset(before)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Jakarta", "2026-07-06 16:00 WIB"),
        ("Asia/Makassar", "2026-07-06 17:00 WITA"),
        ("Asia/Jayapura", "2026-07-06 18:00 WIT"),
        ("Europe/Berlin", "2026-07-06 11:00 CEST"),
        ("UTC", "2026-07-06 09:00 UTC"),
        ("Asia/Kathmandu", "2026-07-06 14:45 UTC+5:45"),
        ("Asia/Dubai", "2026-07-06 13:00 UTC+4"),
        ("America/Sao_Paulo", "2026-07-06 06:00 UTC-3"),
        ("America/St_Johns", "2026-07-06 06:30 NDT"),
        ("Pacific/Marquesas", "2026-07-05 23:30 UTC-9:30"),
        ("Pacific/Kiritimati", "2026-07-06 23:00 UTC+14"),
    ],
)
def test_a_moment_is_shown_in_the_zone_of_its_desk(zone: str, shown: str) -> None:
    times.ZONES.set({"support": zone, "other": "Asia/Tokyo"})
    assert times.moment(AT, "support") == shown


def test_without_a_desk_the_zone_that_all_desks_share_is_used() -> None:
    times.ZONES.set({"support": "Asia/Jakarta", "sales": "Asia/Jakarta"})
    assert times.moment(AT) == times.moment(AT, "gone") == "2026-07-06 16:00 WIB"


def test_without_any_desk_it_is_the_zone_of_the_terminal() -> None:
    local = AT.astimezone()
    assert times.moment(AT) == f"{local:%Y-%m-%d %H:%M} {zone(local)}"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "just now"), (1, "1s ago"), (300, "5m ago"), (-300, "in 5m"), (0.5, "just now")]
)
def test_what_is_past_is_told_as_people_say_it(seconds: float, said: str) -> None:
    assert times.past(AT - timedelta(seconds=seconds), AT) == said
