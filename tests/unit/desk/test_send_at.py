"""When a draft leaves, as somebody types it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csmail.desk.by_hand import leaving
from csmail.model import later
from csmail.model.hours import Hours, Shift
from csmail.wording.reasons import words
from tests.factories import desk

TEN = replace(desk(), hours=Hours(week=((Shift(600, 1020),),) * 7), timezone="UTC")
NOON, NIGHT = datetime(2026, 7, 6, 12, tzinfo=UTC), datetime(2026, 7, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "now", "leaves"),
    [
        ("open", NOON, None),
        ("buka", NIGHT, datetime(2026, 7, 7, 10, tzinfo=UTC)),
        ("besok", NOON, datetime(2026, 7, 7, 10, tzinfo=UTC)),
        ("2026-07-09", NOON, datetime(2026, 7, 9, 10, tzinfo=UTC)),
        ("senin", NOON, datetime(2026, 7, 13, 10, tzinfo=UTC)),
        ("besok 08.30", NOON, datetime(2026, 7, 7, 8, 30, tzinfo=UTC)),
        ("3h", NIGHT, datetime(2026, 7, 6, 23, tzinfo=UTC)),
    ],
)
def test_open_is_at_once_while_somebody_is_there_and_a_day_begins_when_somebody_comes(
    written: str, now: datetime, leaves: datetime | None
) -> None:
    assert leaving.moment(written, TEN, now) == leaves


def test_the_examples_are_in_the_language_of_who_reads_them() -> None:
    assert "senin 9" in words(later.HINT, "id")
    assert "mon 9" in words(later.HINT, "en")
