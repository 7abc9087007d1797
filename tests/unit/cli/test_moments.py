"""A moment that lies ahead, or behind, as people type it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from csmail.cli.input.moments import ahead, past
from csmail.errors import UsageError

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
"""Friday, 10.00 in Jakarta."""


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("17:00", "2026-11-27T17:00"),
        ("17.30", "2026-11-27T17:30"),
        ("17", "2026-11-27T17:00"),
        ("today 17:00", "2026-11-27T17:00"),
        ("hari ini 17", "2026-11-27T17:00"),
        ("tomorrow", "2026-11-28T00:00"),
        ("Besok 08.30", "2026-11-28T08:30"),
        ("mon 9", "2026-11-30T09:00"),
        ("Monday 9:15", "2026-11-30T09:15"),
        ("senin", "2026-11-30T00:00"),
        ("fri 17:00", "2026-11-27T17:00"),
        ("fri 9", "2026-12-04T09:00"),
        ("fri 10:00", "2026-12-04T10:00"),
        ("2026-12-24", "2026-12-24T00:00"),
        ("2026-12-24 13:00", "2026-12-24T13:00"),
        ("2026-12-24T13:00", "2026-12-24T13:00"),
        ("2026-12-24T06:00+00:00", "2026-12-24T13:00"),
        ("3d", "2026-11-30T10:00"),
        ("1h30m", "2026-11-27T11:30"),
        ("1d 2h", "2026-11-28T12:00"),
    ],
)
def test_it_is_read_in_the_wall_time_of_the_desk(text: str, local: str) -> None:
    found = ahead(text, NOW, JAKARTA)
    assert found.astimezone(JAKARTA).isoformat()[:16] == local
    assert found.utcoffset() == NOW.utcoffset()


@pytest.mark.parametrize("text", ["09:00", "10:00", "today", "yesterday", "2026-11-27", "2020-01-01", "0s"])
def test_what_is_over_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        ahead(text, NOW, JAKARTA)


@pytest.mark.parametrize(
    "text", ["", " ", "soon", "25:00", "9:75", "mon mon", "2026-13-01", "mon 9:", "9999999999999w", "3x"]
)
def test_what_is_no_moment_is_told_with_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        ahead(text, NOW, JAKARTA)
    assert "write it like" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("24h", "2026-11-26T10:00"),
        ("3d", "2026-11-24T10:00"),
        ("yesterday", "2026-11-26T00:00"),
        ("kemarin 17.00", "2026-11-26T17:00"),
        ("today", "2026-11-27T00:00"),
        ("9", "2026-11-27T09:00"),
        ("mon 9", "2026-11-23T09:00"),
        ("fri 9", "2026-11-27T09:00"),
        ("jumat 11", "2026-11-20T11:00"),
        ("2026-11-02", "2026-11-02T00:00"),
        ("2026-11-02T09:00+00:00", "2026-11-02T16:00"),
    ],
)
def test_a_moment_behind_us_is_the_last_one(text: str, local: str) -> None:
    assert (
        past(text, "--since", NOW, JAKARTA).astimezone(JAKARTA).replace(tzinfo=None).isoformat("T", "minutes") == local
    )


@pytest.mark.parametrize("text", ["tomorrow", "11:00", "besok", "2026-12-24", "2027-01-01T00:00"])
def test_what_should_be_over_and_lies_ahead_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as told:
        past(text, "--since", NOW, JAKARTA)
    assert told.value.reason.code == "lies_ahead"


@pytest.mark.parametrize("text", ["", "soon", "25:00", "99999w", "-3d"])
def test_what_is_no_moment_behind_us_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        past(text, "--since", NOW, JAKARTA)
