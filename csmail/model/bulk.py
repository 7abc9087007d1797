"""A bulk: one text, or one action, for many conversations or addresses, and how fast its mails may leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from csmail.model.reason import Reason
from csmail.model.task import Task
from csmail.reason import BadValue

BulkKind = Literal["reply", "do", "send"]
LineState = Literal["planned", "queued", "done", "skipped"]
RATE = re.compile(r"([1-9]\d{0,5})\s*/\s*([smhd])", re.ASCII)
PERIODS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` mails begun within `period`, counted from the first of them."""

    count: int = 60
    period: timedelta = PERIODS["m"]

    def __str__(self) -> str:
        return f"{self.count}/{next(unit for unit, period in PERIODS.items() if period == self.period)}"


def parse_rate(text: str) -> Rate:
    """The rate that `text` writes: 30/m, 500/h. Raises BadValue."""
    found = RATE.fullmatch(text.strip().lower())
    if not found:
        raise BadValue(Reason.of("not_a_rate", written=text[:40]))
    return Rate(int(found[1]), PERIODS[found[2]])


@dataclass(frozen=True, slots=True)
class BulkSettings:
    """What `bulk:` in the file says: how many mails one command may send, how fast they leave."""

    cap: int = 100
    rate: Rate = Rate()


@dataclass(frozen=True, slots=True)
class Bulk:
    """One command for many. `what` is the template, or the name of the action with what it was `given` (JSON); `where`
    the selection, `source` the file of addresses. `count` lines lie in the store, a portion in one fact.
    """

    id: str
    desk: str
    kind: BulkKind
    by: str
    created_at: datetime
    what: str
    where: str = ""
    source: str = ""
    given: str = ""
    rate: Rate = Rate()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation or address of a bulk. `line` is where it stands in the file, `values` what the file says of it.

    `state`: "planned" is still to be written, "queued" has `tasks`, "done" was acted upon without a mail, "skipped"
    was left out because of `why`.
    """

    to: str = ""
    conversation: str = ""
    line: int = 0
    values: tuple[tuple[str, str], ...] = ()
    state: LineState = "planned"
    why: Reason | None = None
    tasks: tuple[str, ...] = ()


def cause(bulk: str, key: str) -> str:
    """Why a mail of a bulk is there; `key` is the conversation, or the key of the address."""
    return f"bulk/{bulk}/{key}"


def bulk_of(task: Task) -> str:
    """The bulk that a task belongs to, "" for one of no bulk. The cause of a task begins with its desk."""
    parts = task.cause.split("/", 3)
    return parts[2] if len(parts) == 4 and parts[1] == "bulk" else ""
