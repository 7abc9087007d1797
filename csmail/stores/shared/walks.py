"""What is asked of conversations, answered by a walk through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from csmail.model.address import key
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.query import all_hold


def listed(every: Sequence[Conversation], wanted: ConversationFilter, urgent_first: bool) -> Iterator[Conversation]:
    """Those that are asked for, the newest change first or the most urgent; `every` as they were first written."""
    if urgent_first:
        every = sorted(every, key=lambda one: one.urgency)
    else:
        every = sorted(every, key=lambda one: one.changed_at)[::-1]
    known = {_met(one) for one in every if one.answered_at and one.customer} if wanted.known is not None else set()
    found = (one for one in filter(wanted.holds, every) if all_hold(one, wanted.where))
    return (one for one in found if wanted.known in (None, bool(one.answered_at) or _met(one) in known))


def due(every: Sequence[Conversation], desk: str, until: datetime) -> tuple[str, ...]:
    """Ids of the conversations of a desk whose moment has come, the earliest first."""
    found = [(one.next_moment, one.id) for one in every if one.desk == desk and one.next_moment is not None]
    return tuple(id for at, id in sorted(found, key=lambda one: one[0]) if at <= until)


def _met(one: Conversation) -> tuple[str, str]:
    """The customer as the desk knows him."""
    return one.desk, key(one.customer.spec) if one.customer else ""
