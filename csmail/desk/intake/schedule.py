"""When each conversation is to be looked at again: asked of the index, reckoned anew when a desk changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from csmail.clocks import next_moment
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.filters import ConversationFilter

CHUNK = 500


def due(workspace: Workspace, limit: int, until: datetime) -> list[str]:
    """The ids of at most `limit` conversations for which something is to be done by `until`, the earliest first.

    Whom somebody marked to be looked at, and nothing is due yet, gets its true moment; all of them in few commits.
    Raises StoreError.
    """
    store, desk, now = workspace.store, workspace.desk, workspace.now()
    found: list[str] = []
    looked_at = filter(None, map(store.conversation, store.due_conversations(desk.name, until, limit)))
    later = []
    for one in looked_at:
        at = next_moment(one, desk, now)
        if at is not None and at <= now:
            found.append(one.id)
        else:
            later.append(one.amended(next_moment=at))
    if until >= now:  # by a clock that is not believed nothing is put off
        _put_down(workspace, later)
    return found


def renewed(workspace: Workspace) -> None:
    """Reckon all moments anew when the hours, promises or ladder of the desk are others than in the last pass."""
    store, desk, now = workspace.store, workspace.desk, workspace.now()
    if workspace.quiet.kept("timetable", desk, now):
        return
    name, known = f"timetable/{desk.name}", _timetable(desk)
    if store.fact(name) == known:
        workspace.quiet.keep("timetable", desk, now, known)
        return
    waiting = store.conversations(ConversationFilter(desk.name, ("open", "waiting")))
    moved = ((one, next_moment(one, desk, now)) for one in waiting)
    if _put_down(workspace, (one.amended(next_moment=at) for one, at in moved if at != one.next_moment)):
        store.remember(name, known)


def _put_down(workspace: Workspace, some: Iterable[Conversation]) -> bool:
    """Whether all of them were as they were read; who changed meanwhile is looked at in the next pass."""
    whole = True
    for chunk in _chunks(some):
        try:
            workspace.store.commit(Changes(conversations=chunk))
        except Conflict:
            whole = False
    return whole


def _chunks(some: Iterable[Conversation]) -> Iterator[tuple[Conversation, ...]]:
    left = iter(some)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk


def _timetable(desk: Desk) -> str:
    """A hash of everything that moments hang on, also of the desks that may serve a conversation of this one."""
    said = repr([_said(one) for one in (desk, *desk.others)])
    return hashlib.sha256(said.encode()).hexdigest()


def _said(desk: Desk) -> tuple[object, ...]:
    holidays = desk.hours.holidays
    hours = replace(desk.hours, holidays=replace(holidays, worked=frozenset()))  # a set is written in any order
    return desk.name, desk.rule_times, desk.promises, desk.escalation, hours, sorted(holidays.worked)
