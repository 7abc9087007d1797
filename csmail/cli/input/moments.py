"""Reads a moment that lies ahead, as people type it on the command line."""

from __future__ import annotations

from datetime import datetime, tzinfo

from csmail.errors import UsageError
from csmail.model import later
from csmail.reason import Reason, reason_of


def ahead(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment in the wall time of `zone`; a span is real time. Raises UsageError, also when it is over."""
    try:
        at = later.parse(text).at(now, zone)
    except ValueError as error:
        raise UsageError(reason_of(error), later.HINT) from None
    if at <= now:
        raise UsageError(Reason.of("moment_over", written=text[:40]), later.HINT)
    return at
