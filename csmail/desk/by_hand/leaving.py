"""When an approved draft is to leave, as somebody types it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from csmail.errors import UsageError
from csmail.model import later
from csmail.model.desk import Desk
from csmail.reason import BadValue, reason_of

OPEN = ("open", "buka")


def moment(text: str, desk: Desk, now: datetime) -> datetime:
    """In the zone of the desk; `open` is the next moment at which somebody is there. Raises UsageError, NeverOpen."""
    if text.strip().casefold() in OPEN:
        from csmail.clocks import calendar

        return calendar(desk.hours).opens_at(now)
    try:
        return later.parse(text).at(now, ZoneInfo(desk.timezone))
    except BadValue as error:
        raise UsageError(reason_of(error), later.HINT) from None
