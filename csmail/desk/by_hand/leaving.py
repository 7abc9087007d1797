"""When an approved draft is to leave, as somebody types it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from csmail.errors import UsageError
from csmail.model import later
from csmail.model.desk import Desk
from csmail.reason import BadValue, reason_of

OPEN = ("open", "buka")


def moment(text: str, desk: Desk, now: datetime) -> datetime | None:
    """In the zone of the desk; `open` is the next moment at which somebody is there, None while somebody is: at once.

    A day without a time of day is meant from when somebody is there, for nobody waits for a mail at midnight. Raises
    UsageError, NeverOpen.
    """
    from csmail.clocks import calendar

    if text.strip().casefold() in OPEN:
        opens = calendar(desk.hours).opens_at(now)
        return opens if opens > now else None
    try:
        written = later.parse(text)
    except BadValue as error:
        raise UsageError(reason_of(error), later.HINT) from None
    at = written.at(now, ZoneInfo(desk.timezone))
    return calendar(desk.hours).opens_at(at) if written.whole_day and at > now else at
