"""The order of what needs a person: by the clock first, by how long it waits last. Pure; the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from csmail.clocks.promises import open_promise
from csmail.clocks.reckoning import reckoned
from csmail.model.conversation import PRIORITIES, Conversation, MoodName, Priority
from csmail.model.desk import Desk

Group = Literal["asked", "overdue", "half_gone", "pressing", "clock", "none"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""The first first: what only a person can settle (a mail in doubt, held, refused), then by the clock."""
MOODS: tuple[MoodName, ...] = ("upset", "urgent", "neutral")
Rank = tuple[int, int, bool, datetime, int, int, datetime, str]


@dataclass(frozen=True, slots=True)
class Dues:
    """The earliest moment that is promised, or was, and from when on half of a promise is gone; None without one."""

    due_at: datetime | None = None
    half_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of work. `asked`: a mail that waits for a person's word, whatever the clock says; `doubt`: nobody knows
    whether it was sent. `id` tells it from every other."""

    id: str
    since: datetime
    dues: Dues = Dues()
    priority: Priority = "normal"
    mood: MoodName = "neutral"
    asked: bool = False
    doubt: bool = False


def dues(conversation: Conversation, desk: Desk, now: datetime) -> Dues:
    """What its clocks and promises say; nothing where nobody waits for us."""
    running = [one for one in reckoned(conversation, desk, now) if one.state in ("running", "overdue")]
    promise = open_promise(conversation, desk, now)
    due = [one.due_at for one in running if one.due_at is not None]
    due += [promise.promise.due_at] if promise is not None else []
    half = [one.half_at for one in running if one.half_at is not None]
    half += [promise.warn_at] if promise is not None and promise.warn_at is not None else []
    return Dues(min(due, default=None), min(half, default=None))


def group(item: Item, now: datetime) -> Group:
    """Where it stands. At the very moment that was promised nothing is overdue yet."""
    due_at, half_at = item.dues.due_at, item.dues.half_at
    if item.asked:
        return "asked"
    if due_at is not None and now > due_at:
        return "overdue"
    if due_at is not None and half_at is not None and half_at <= now:
        return "half_gone"
    if item.priority == "urgent" or item.mood != "neutral":
        return "pressing"
    return "clock" if due_at is not None else "none"


def rank(item: Item, now: datetime) -> Rank:
    """What sorts the list: no two items with different ids have the same.

    The soonest due is the longest overdue as well; what has no clock goes by how long it waits. What waits for a
    person's word goes by how much depends on it: a mail in doubt, then what stops many.
    """
    where, due_at = group(item, now), item.dues.due_at
    clocked = due_at is not None and where != "asked"
    at = due_at if clocked and due_at is not None else item.since
    priority = len(PRIORITIES) - PRIORITIES.index(item.priority)
    weight = 0 if where != "asked" or item.doubt else priority
    return GROUPS.index(where), weight, not clocked, at, priority, MOODS.index(item.mood), item.since, item.id
