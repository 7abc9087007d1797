"""Which message of a conversation waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence

from csmail.model.message import Message

# A robot's mail asks nothing: an absence note makes no draft stale (correct-mail T-11).
ASKING = frozenset({"human", "calendar", "list"})


def question(messages: Sequence[Message]) -> Message | None:
    """The newest mail that somebody wrote to us; any newest one when only machines did. `messages` oldest first."""
    arrived = [one for one in messages if one.direction == "in" and one.visibility == "customer"]
    return next((one for one in reversed(arrived) if one.kind in ASKING), arrived[-1] if arrived else None)
