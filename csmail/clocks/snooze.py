"""How long a conversation stays out of lists of work: until its end, or until a clock speaks before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from csmail.clocks.promises import open_promise
from csmail.clocks.reckoning import reckoned
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk


def shown_at(conversation: Conversation, desk: Desk, now: datetime) -> datetime | None:
    """When it is listed again by itself; None when it is not snoozed.

    That is the end of the snooze, or the first moment after its beginning at which half of a promise is gone, or all
    of it: whoever put it off late still sees it when it breaks.
    """
    until, since = conversation.snoozed_until, conversation.snoozed_at
    if until is None or since is None:
        return None
    desk = desk.served(conversation.served_by)
    return min((until, *(at for at in _spoken(conversation, desk, now) if at > since)))


def is_snoozed(conversation: Conversation, desk: Desk, now: datetime) -> bool:
    """Whether lists of work leave it out at `now`."""
    at = shown_at(conversation, desk, now)
    return at is not None and now < at


def _spoken(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[datetime]:
    for one in reckoned(conversation, desk, now):
        if one.state in ("running", "overdue"):
            yield from filter(None, (one.half_at, one.due_at))
    owed = open_promise(conversation, desk, now)
    if owed is not None:
        yield from filter(None, (owed.warn_at, owed.promise.due_at))
