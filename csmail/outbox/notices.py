"""Tells chats what is due: at least once, at most so many an hour, the rest in one.

| what happens | what becomes of it |
| --- | --- |
| more than HOURLY in an hour | the others wait until one of these is an hour old, and are told in one notice |
| nobody takes it | tried again, TRIES times in all, then `refused` |
| death after it was told, before that was written down | told again |
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from csmail.errors import ConfigurationError, CsmailError, StoreError
from csmail.model.reason import Reason
from csmail.model.task import SendNotice, Task
from csmail.outbox.context import Context

HOURLY = 20
HOUR = timedelta(hours=1)
TRIES = 3
WAITS = "notices_wait"
"""The code of one that is told together with others."""


def tell(context: Context, tasks: Sequence[Task]) -> Iterator[Task]:
    """Each as it is left; the same chat is not tried again in one pass once it failed."""
    channels: dict[str, list[Task]] = {}
    for one in tasks:
        # What is due over an hour ahead is handed out too, lest a clock that jumped keeps mails back: this one waits.
        if isinstance(one.work, SendNotice) and one.due_at <= context.now():
            channels.setdefault(one.work.channel, []).append(one)
    for name, some in channels.items():
        together = [one for one in some if one.reason and one.reason.code == WAITS]
        alone = [[one] for one in some if one not in together]
        yield from _channel(context, name, [*([together] if together else []), *alone])


def _channel(context: Context, name: str, groups: Sequence[Sequence[Task]]) -> Iterator[Task]:
    now = context.now()
    lately = _lately(context, name, now)
    failed: CsmailError | None = None
    for group in groups:
        if len(lately) >= HOURLY:
            yield from (one.deferred(now, Reason(WAITS)).amended(due_at=lately[0] + HOUR) for one in group)
            continue
        failed = failed or _tried(context, group)
        if failed is None:
            lately.append(now)
            context.store.remember(_fact(context, name), json.dumps([at.isoformat() for at in lately]))
        yield from (_left(one, failed, now) for one in group)


def _tried(context: Context, group: Sequence[Task]) -> CsmailError | None:
    try:
        context.ways.notify(group)
    except StoreError:
        raise
    except CsmailError as error:
        return error
    return None


def _left(one: Task, failed: CsmailError | None, now: datetime) -> Task:
    if failed is None:
        return one.moved("done", now)
    tried = one.claimed(now)
    why = Reason.of("way_closed", way="notices", error=failed.code, said=failed.message)
    if tried.attempt >= TRIES or isinstance(failed, ConfigurationError):
        return tried.moved("refused", now, why)
    return tried.deferred(now, why)


def _lately(context: Context, name: str, now: datetime) -> list[datetime]:
    """When this chat was told something within the hour; what lies ahead a clock said that was wrong."""
    said = json.loads(context.store.fact(_fact(context, name)) or "[]")
    return [at for at in map(datetime.fromisoformat, said) if now - HOUR < at <= now]


def _fact(context: Context, name: str) -> str:
    return f"notices/{context.desk}/{name}"
