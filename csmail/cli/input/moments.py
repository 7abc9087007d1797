"""Reads a moment as people type it on the command line: one that lies ahead, one that is over."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

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


def past(text: str, option: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment behind us in the wall time of `zone`; a span counts back in real time. Raises UsageError."""
    try:
        meant = later.parse(text)
        at = now - meant.span if meant.span is not None else meant.at(now, zone)
    except (ValueError, OverflowError) as error:
        raise UsageError(reason_of(error), later.HINT) from None
    at -= timedelta(days=7) if meant.weekday is not None else timedelta(0)  # the last one, not the next
    if at > now:
        raise UsageError(Reason.of("lies_ahead", option=option), later.HINT)
    return at
