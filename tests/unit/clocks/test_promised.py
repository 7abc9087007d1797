"""The moment that a customer is told, to the minute: where the grid changes, and at the ends of shifts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from csmail.clocks import calendar, promised
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift

ZONE = "Asia/Jakarta"
WEEK = ((Shift(540, 1020),),) * 5
OFFICE = Hours(ZONE, (*WEEK, (Shift(540, 780),), ()))
BREAK = Hours(ZONE, (((Shift(540, 720), Shift(780, 1020)),) * 5) + ((), ()))
NIGHT = Hours(ZONE, ((Shift(1320, 1800),),) * 7)
ALWAYS = Hours(ZONE)
DESKS = {"office": OFFICE, "break": BREAK, "night": NIGHT, "always": ALWAYS}
ROWS = """\
office | 30m | 02 10:01 | 02 10:35
office | 30m | 02 10:00 | 02 10:30
office | 30m | 02 10:00:01 | 02 10:35
office | 30m | 02 10:00:00.000001 | 02 10:35
office | 2h | 02 10:01 | 02 12:05
office | 2h1s | 02 10:01 | 02 12:15
office | 2h30m | 02 10:01 | 02 12:45
office | 8h | 02 09:01 | 03 09:15
office | 8h1s | 02 09:01 | 03 09:30
office | 1d | 02 10:01 | 03 10:15
office | 10h | 02 10:01 | 03 12:30
office | 15h59m | 02 09:00 | 03 17:00
office | 30m | 02 16:28 | 02 17:00
office | 30m | 02 16:30 | 02 17:00
office | 30m | 02 16:32 | 03 09:05
office | 2d | 02 10:01 | 04 17:00
office | 2d | 02 09:00 | 03 17:00
office | 2d | 05 12:00 | 07 13:00
break | 2d | 02 09:00 | 03 17:00
break | 2d | 02 11:59 | 04 17:00
break | 30m | 02 11:45 | 02 13:15
break | 17h | 02 09:00 | 04 17:00
night | 2d | 02 22:00 | 04 06:00
night | 2d | 02 23:00 | 05 06:00
night | 30m | 02 23:50 | 03 00:20
always | 2d | 02 10:00 | 04 10:00
always | 2d | 02 10:01 | 04 11:00
always | 47h | 02 10:01 | 04 09:30
always | 30m | 02 23:50 | 03 00:20
"""


def moment(written: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{written.replace(' ', 'T')}").replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(("hours", "span", "said", "expected"), [row.split(" | ") for row in ROWS.splitlines()])
def test_the_moment_that_a_customer_is_told(hours: str, span: str, said: str, expected: str) -> None:
    assert promised(calendar(DESKS[hours]), parse_span(span), moment(said)) == moment(expected)


def test_nothing_is_promised_in_no_time() -> None:
    assert promised(calendar(OFFICE), parse_span("0m"), moment("02 10:00")) is None
