"""Moments and spans as people at a terminal read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from csmail.errors import UsageError


def now() -> datetime:
    return datetime.now(UTC)


def moment(at: datetime) -> str:
    """In the time zone of this terminal, to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def ago(at: datetime, now: datetime) -> str:
    """How long before `now`, in its largest unit: 5m, 3h, 2d; "in 5m" when it lies ahead."""
    gap = now - at
    ahead = gap < timedelta(0)
    seconds = int(abs(gap).total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= size:
            return f"in {seconds // size}{unit}" if ahead else f"{seconds // size}{unit}"
    return "now"


def since(text: str) -> datetime:
    """A date (2026-07-01, midnight in this terminal's time zone) or a moment in ISO 8601, as UTC. Raises UsageError."""
    try:
        at = datetime.combine(date.fromisoformat(text), time()) if len(text) == 10 else datetime.fromisoformat(text)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: midnight of 0001-01-01 east of Greenwich
        raise UsageError(f"{text[:40]!r} is not a date", "write it like 2026-07-01 or 2026-07-01T09:00") from None
