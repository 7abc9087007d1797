"""What the demo shows, one scene after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csmail.model.reason import Reason


@dataclass(frozen=True, slots=True)
class Chapter:
    """What happens next, in one sentence."""

    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """One mail that arrived: who, what about, which rules hit, what was done, what was not done and why."""

    sender: str
    subject: str
    kind: str
    conversation: str
    rules: tuple[str, ...]
    did: tuple[Reason, ...]
    withheld: tuple[Reason, ...]
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """One mail that left the desk, as its recipients see it; `text` holds its first lines."""

    sender: str
    to: tuple[str, ...]
    cc: str
    subject: str
    text: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The demo in figures."""

    arrived: int
    twice: int
    conversations: int
    acknowledged: int
    escalated: int
    drafts: int
    needing: int
    problems: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulked:
    """What became of one recipient of a text for many, or of an incident."""

    work: Literal["bulk", "incident"]
    word: str
    to: str
    conversation: str
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A line of the report; the title has no name."""

    name: str
    said: str


Scene = Chapter | Told | Received | Bulked | Reported | Summary
