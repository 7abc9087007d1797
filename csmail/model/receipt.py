"""A receipt: what was decided about one arrival or one command, what was withheld, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from csmail.model.effects import Effect
from csmail.model.reason import Reason
from csmail.model.replacing import quick

Arrival = Literal[
    "arrival", "reply", "half", "overdue", "bounce", "closed", "silence", "opening", "closing", "time", "hand"
]
"""`time`: a moment has come that somebody named for this conversation; no rule is asked."""
EDGES: frozenset[Arrival] = frozenset({"opening", "closing"})
"""A shift of a desk begins or ends."""
TIMED: frozenset[Arrival] = EDGES | {"half", "overdue", "silence", "closed"}
"""No mail came: time passes, or somebody closed it, at the desk that serves the conversation."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action asked for by a rule or a person: its effects, or why it withheld itself."""

    rule: str
    action: str
    parameters: str
    withheld: Reason | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step as it is kept; `did` is what its effects did, one reason each."""

    rule: str
    action: str
    parameters: str
    withheld: Reason | None = None
    did: tuple[Reason, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Receipt:
    """`hits` are names of rules; `misses` maps a rule's name to the path of the first condition that failed;
    `seen` maps a condition's field to the value that was looked at (cut to 200 characters);
    `notes` say how the mail was read and why it lies where it does.

    `rules` is the hash of the rule set (`StoredRules`): from it, the message and `facts`, what the rules looked at
    beside the message at the beginning and then after each hit, misses and seen values are worked out again when
    somebody asks (`rules.review`). `misses` and `seen` themselves stand only in what an older csmail wrote.
    """

    id: str
    desk: str
    conversation: str
    message: str
    at: datetime
    on: Arrival
    by: str
    rules: str = ""
    hits: tuple[str, ...] = ()
    misses: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[StepRecord, ...] = ()
    notes: tuple[Reason, ...] = ()
    facts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A set of rules as receipts name it: `id` is the hash of what it says, `document` that itself, compressed."""

    id: str
    document: bytes
