"""What is read of the store for a report: the conversations that were open, or changed, in its period.

A report over a week reads the conversations of that week and what is still open, however many there ever were.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from csmail.desk import numbering, sent_state
from csmail.desk.conversation_update import asks
from csmail.desk.watch import pass_days
from csmail.desk.workspace import Workspace
from csmail.mail.order import SKEW
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.model.task import State
from csmail.ports import Store
from csmail.reports import Activity, Period, Report, Unseen, Wanted, report

TOLD: tuple[State, ...] = ("in_doubt", "held")


def reported(workspace: Workspace, period: Period, wanted: Wanted, now: datetime) -> Report:
    """The report of one desk at `now`. Raises StoreError."""
    since = period.before.start if wanted.compare else period.start
    found = tuple(activities(workspace, since))
    return report(workspace.desk, period.cut(now), found, wanted, unseen(workspace, period, now))


def activities(workspace: Workspace, since: datetime) -> Iterator[Activity]:
    """Each conversation of the desk that something happened to since then, or that is open."""
    store, name = workspace.store, workspace.desk.name
    for conversation in store.conversations(ConversationFilter(name)):
        if conversation.changed_at < since:
            break  # the newest change comes first
        if not conversation.merged_into:
            yield _activity(store, conversation, since)
    for conversation in store.conversations(ConversationFilter(name, ("open", "waiting"))):
        if conversation.changed_at < since and not conversation.merged_into:
            yield Activity(conversation, (), ())


def unseen(workspace: Workspace, period: Period, now: datetime) -> Unseen:
    """What the figures do not see: the days of the period, all else as it is now."""
    store, desk = workspace.store, workspace.desk
    counts = store.tally(desk.name, TOLD)
    unread = sent_state.fault(store, desk.name) or _no_sent_folder(store, desk.name)
    put_back = tuple(one.reason for one in numbering.told(store, desk.name, now))
    others = (*put_back, *((unread,) if unread else ()))
    days = pass_days.missed(store, desk, period, now)
    return Unseen(counts.get("in_doubt", 0), counts.get("held", 0), others, days)


def _no_sent_folder(store: Store, desk: str) -> Reason | None:
    """That answers from other mail programs are not seen, for the server has no folder in which they would lie."""
    known = sent_state.recalled(store, desk)
    return Reason("sent_nowhere") if known is not None and known.missing_since is not None else None


def _activity(store: Store, conversation: Conversation, since: datetime) -> Activity:
    received: list[datetime] = []
    quarantined: list[datetime] = []
    for message in store.newest(conversation.id):
        if message.received_at < since - SKEW:
            break
        if asks(conversation, message):
            received.append(message.received_at)
        elif message.quarantined:
            quarantined.append(message.received_at)
    return Activity(conversation, tuple(received), tuple(quarantined))
