"""One line for all that waits for one and the same reason, however many they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from csmail.cli.documents import reasons
from csmail.model.hold import (
    BREAKER_OPEN,
    CLAIMED_ELSEWHERE,
    DOMAIN_LIMITED,
    MESSAGE_GONE,
    PUT_BACK,
    RATE_LIMITED,
)
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.holds import Held
    from csmail.desk.limits import Breaker
    from csmail.desk.workspace import Workspace

REMINDED = timedelta(days=3)
"""For so long `csmail todo` says that the store was put back."""
SHORT = 8
ALWAYS = frozenset({BREAKER_OPEN, CLAIMED_ELSEWHERE, MESSAGE_GONE, PUT_BACK})
"""Told of in one line although it be one; what a sender's or a domain's limit holds is looked at when it is one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of `csmail todo` about many mails."""

    urgency: Literal["urgent", "high"]
    words: str
    command: str
    since: datetime
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The lines of one desk; `many` are the causes that hold more than one, `flooded` whether its breaker has held."""

    lines: tuple[Kept, ...]
    many: frozenset[str]
    flooded: bool


def summary(workspace: Workspace, now: datetime) -> Summary:
    """What `csmail todo` says of the mails that a desk holds; each is read once."""
    from csmail.desk.holds import held
    from csmail.desk.limits import standing, tally

    holds = held(workspace.store, workspace.desk.name)
    stands = standing(workspace.desk, tally(workspace.store, workspace.desk.name, now), holds)
    kept = (*_fenced(holds, now), *_put_back(workspace, holds, now), *_incidents(workspace, now))
    lines = (*_stopped(stands, now), *_limited(holds, now), *kept)
    return Summary(lines, _many(holds), stands.open or stands.holds.count > 0)


def is_told_of(task: Task, many: frozenset[str]) -> bool:
    """Whether a line of the summary speaks of this task; `many` is that of its desk's summary."""
    return isinstance(task.work, SendMail) and task.state == "held" and task.hold in ALWAYS | many


def _stopped(stands: Breaker, now: datetime) -> Iterator[Kept]:
    reason = stands.reason()
    if reason is not None:
        command = release(BREAKER_OPEN) if stands.holds.count else "csmail status"
        yield Kept("urgent", reasons.words(reason), command, stands.holds.since or now, BREAKER_OPEN)


def _limited(holds: Mapping[str, Held], now: datetime) -> Iterator[Kept]:
    for code in (DOMAIN_LIMITED, RATE_LIMITED):
        if code in _many(holds):
            words = _held(holds[code].count, code)
            yield Kept("high", words, release(code), holds[code].since or now, code)


def _fenced(holds: Mapping[str, Held], now: datetime) -> Iterator[Kept]:
    for code in (CLAIMED_ELSEWHERE, MESSAGE_GONE):
        first = holds[code].first if code in holds else None
        if first is not None:
            words = _held(holds[code].count, code)
            yield Kept("urgent", words, "csmail outbox list --state held", first.changed_at, code)


def _put_back(workspace: Workspace, holds: Mapping[str, Held], now: datetime) -> Iterator[Kept]:
    fact = workspace.store.fact("restored")
    at = datetime.fromisoformat(fact) if fact else None
    waiting = holds[PUT_BACK].count if PUT_BACK in holds else 0
    if at is not None and (waiting or now - at < REMINDED):
        words = spoken(
            "the store was put back from a copy on {day}[, {waiting:unsent mail|unsent mails} held]: "
            "check the Sent folder before you send",
            day=f"{at:%Y-%m-%d}", waiting=waiting or None,
        )  # fmt: skip
        yield Kept("urgent", words, "csmail outbox list --state held", at, PUT_BACK if waiting else "")


def _incidents(workspace: Workspace, now: datetime) -> Iterator[Kept]:
    """Those opened after the copy that was put back: their customers were written to, and nobody knows it here."""
    from csmail.desk.incidents import lost

    fact = workspace.store.fact("restored")
    at = datetime.fromisoformat(fact) if fact else None
    if at is None or now - at >= REMINDED:
        return
    for one in lost.told(workspace.store, workspace.desk.name):
        words = spoken(
            "incident {name} ({title}) was opened after the copy was made that was put back: "
            "whom it wrote to is not known here any more",
            name=one.name, title=one.title,
        )  # fmt: skip
        yield Kept("urgent", words, "csmail incident list", at)


def _held(count: int, code: str) -> str:
    why = reasons.words(Reason(code))
    return spoken("{count:acknowledgement|acknowledgements} held: {why}", count=count, why=why)


def _many(holds: Mapping[str, Held]) -> frozenset[str]:
    return frozenset(code for code, one in holds.items() if code and one.count > 1)


def release(code: str) -> str:
    """The command that shows what could be let go of a cause."""
    return f"csmail outbox release --cause {code} --dry-run"
