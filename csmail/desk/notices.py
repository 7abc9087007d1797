"""Notices to chats: when there is one, and what it says; never a text or an address of a customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.errors import NeverOpen
from csmail.mail import identity
from csmail.model.changes import Changes
from csmail.model.desk import Desk
from csmail.model.notice import NoticeReason, NoticeTerms
from csmail.model.task import SendNotice, State, Task
from csmail.ports import Conversations, Store

IN_DOUBT: tuple[State, ...] = ("in_doubt",)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: `key` tells it from any other, so that it is told once; `due_at` is what was not kept."""

    why: NoticeReason
    key: str
    conversation: str = ""
    due_at: datetime | None = None


def tasks(desk: Desk, event: Event, now: datetime) -> Iterator[Task]:
    """A notice to every chat that wants to be told of this."""
    for one in desk.notices:
        if event.why in one.on:
            yield task(desk, one, event, now)


def task(desk: Desk, channel: NoticeTerms, event: Event, now: datetime) -> Task:
    """A notice to one chat; outside of the desk's hours it waits for them."""
    due = f"{_moment(desk, event.due_at)}" if event.due_at else ""
    work = SendNotice(channel.name, event.why, due)
    made = identity.new_task(desk.name, f"{desk.name}/notice/{channel.name}/{event.key}", work, now, event.conversation)
    return made if channel.always else made.amended(due_at=_opening(desk, now))


def told(desk: Desk, some: Sequence[Task], store: Conversations) -> tuple[str, str]:
    """Title and text of one notice, or of several in one."""
    from csmail.wording import notice

    lines = [_line(desk, one, store) for one in some]
    if len(lines) > 1:
        return notice.digest(desk.language, desk.name, lines)
    id = some[0].conversation
    return desk.name, f"{lines[0]}\ncsmail {f'conversations show {id}' if id else 'status'}"


def watch(store: Store, desk: Desk, now: datetime, login_refused: bool) -> None:
    """Queue what no conversation's clock tells of: mails in doubt, a login that is refused (once a day)."""
    if not desk.notices:
        return
    events = [Event("in_doubt", f"in_doubt/{one.id}", one.conversation) for one in store.tasks(desk.name, IN_DOUBT)]
    events += [Event("login_refused", f"login_refused/{now:%Y-%m-%d}")] if login_refused else []
    new = [one for event in events for one in tasks(desk, event, now) if store.task(one.id) is None]
    if new:
        store.commit(Changes(tasks=tuple(new)))


def _line(desk: Desk, one: Task, store: Conversations) -> str:
    from csmail.wording import notice

    work = one.work
    assert isinstance(work, SendNotice), "notices are told here"
    conversation = store.conversation(one.conversation) if one.conversation else None
    wanted = any(each.name == work.channel and each.with_ == "subject" for each in desk.notices)
    subject = " ".join(conversation.subject.split()) if conversation and wanted else ""
    return notice.line(desk.language, one.conversation or desk.name, work.why, work.due, subject)


def _moment(desk: Desk, at: datetime) -> str:
    from zoneinfo import ZoneInfo  # who tells nobody anything starts without it

    from csmail.wording import dates_and_money

    local = at.astimezone(ZoneInfo(desk.timezone))
    return f"{local:%Y-%m-%d %H:%M} {dates_and_money.zone(local)}"


def _opening(desk: Desk, now: datetime) -> datetime:
    from csmail.clocks import calendar

    try:
        return calendar(desk.hours).opens_at(now)
    except NeverOpen:
        return now
