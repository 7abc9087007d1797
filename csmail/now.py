"""The moment it is: the one place that reads the clock of this machine, or the one that CSMAIL_NOW sets instead."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from csmail.errors import ConfigurationError
from csmail.reason import Reason

NOW = "CSMAIL_NOW"


def now() -> datetime:
    """The moment, aware UTC; the one in CSMAIL_NOW instead, for demonstrations and tests. Raises ConfigurationError."""
    moved = os.environ.get(NOW)
    if not moved:
        return datetime.now(UTC)
    at: datetime | None
    try:
        at = datetime.fromisoformat(moved)
        at = at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):  # OverflowError: midnight of 0001-01-01 east of Greenwich
        at = None
    if at is None:
        why = Reason.of("not_a_moment", variable=NOW, written=moved[:40])
        raise ConfigurationError(why, Reason("write_a_moment"))
    return at
