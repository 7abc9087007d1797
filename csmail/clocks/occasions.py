"""When rules are asked because a customer is silent or a conversation was closed, and when what was planned is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from csmail.clocks.calendar import calendar
from csmail.clocks.moment import Moment
from csmail.errors import NeverOpen
from csmail.model import duration
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.follow_up import FollowUp

COUNTED = timedelta(days=7)
"""So long afterwards a closing or a silence still counts: a machine that was off for a holiday is late, while a rule
that is written today writes to nobody who has been silent for a year."""
SPOKEN = frozenset({"asked", "answered", "came_back"})
OPENING = frozenset({"asked", "reopened", "came_back"})


def closed_at(conversation: Conversation) -> datetime | None:
    """When somebody closed it; None while it is not closed, and of what began closed, as absence notes do."""
    if conversation.status != "closed" or conversation.merged_into:
        return None
    at = conversation.closed_at
    return at if any(turn.kind == "closed" and turn.at == at for turn in conversation.turns) else None


def closings(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[Moment]:
    """That it was closed, where a rule of the desk's file asks for it."""
    at = closed_at(conversation)
    if at is not None and desk.rule_times is not None and desk.rule_times.closings and now - at <= COUNTED:
        yield Moment("closed", "", at.isoformat(), at)


def silences(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[Moment]:
    """Each silence that a rule of the desk's file asks for, in open hours; only the longest of those that are over."""
    spans = desk.rule_times.silences if desk.rule_times is not None else ()
    answered = _silent_since(conversation) if spans else None
    if answered is None:
        return
    over = [span for span in spans if answered.at + span <= now]
    for span in spans:
        at = _opening(desk, answered.at + span, now)
        if at is not None:
            written = duration.format(span, "dhms")
            run = f"{_run(conversation)}/{written}"
            yield Moment("silence", "", run, at, passed_over=span in over and span != max(over), silence=written)


def lasts(mark: str, conversation: Conversation) -> bool:
    """Whether a mark is of the silence that goes on: a reminder begins no new one."""
    return mark.startswith(f"silence/{_run(conversation)}/")


def planned(conversation: Conversation, desk: Desk, now: datetime) -> Iterator[tuple[FollowUp, datetime]]:
    """What was planned and still stands, with the open moment at which it is due."""
    for one in conversation.follow_ups:
        at = _opening(desk, one.at, now, counted=timedelta.max) if stands(one, conversation) else None
        if at is not None:
            yield one, at


def stands(one: FollowUp, conversation: Conversation) -> bool:
    """Whether nobody has opened the conversation again since it was planned."""
    if one.closing is not None:
        return conversation.status == "closed" and conversation.closed_at == one.closing
    return conversation.status != "spam" and (one.set_at is None or not _opened_since(conversation, one.set_at))


def _opened_since(conversation: Conversation, at: datetime) -> bool:
    """Whether it was closed and opened again: by hand, or because the customer wrote."""
    shut = False
    for turn in sorted((one for one in conversation.turns if one.at > at), key=lambda one: one.at):
        if shut and turn.kind in OPENING:
            return True
        shut = turn.kind == "closed" or (shut and turn.kind not in OPENING)
    return False


def _silent_since(conversation: Conversation) -> Turn | None:
    """Our last answer, when nobody has said anything since."""
    if conversation.status not in ("open", "waiting"):
        return None
    spoken = sorted((one for one in conversation.turns if one.kind in SPOKEN), key=lambda one: one.at)
    last = spoken[-1] if spoken else None
    if last is None or last.kind != "answered":
        return None
    return last if conversation.last_in_at is None or conversation.last_in_at <= last.at else None


def _run(conversation: Conversation) -> str:
    """What tells one silence from another: the customer's last word."""
    asked = max((one.at for one in conversation.turns if one.kind == "asked"), default=conversation.opened_at)
    return asked.isoformat()


def _opening(desk: Desk, due: datetime, now: datetime, counted: timedelta = COUNTED) -> datetime | None:
    """The first open moment from `due` on that is not over; None where that is too long ago, or never comes."""
    times = calendar(desk.hours)
    try:
        first = times.opens_at(due)
        if now - first > counted:
            return None
        return first if first > now or times.is_open(now) else times.opens_at(now)
    except NeverOpen:
        return None
