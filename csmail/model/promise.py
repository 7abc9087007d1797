"""A promise: a sentence with a moment in it that a customer has read. It never moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csmail.model.clock import ClockName
from csmail.model.duration import Span

PromiseState = Literal["open", "kept", "broken", "replaced", "void"]


@dataclass(frozen=True, slots=True)
class Promise:
    """Written with the mail that says it; `given_at` is when that mail left, None before.

    `clock` is the clock whose target, `within`, was told; `due_at` is the moment that the customer reads, which is
    rounded up, `mail` the key of the mail.
    """

    clock: ClockName
    said_at: datetime
    within: Span
    due_at: datetime
    mail: str = ""
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PromiseStanding:
    """How a promise stands at a moment; `warn_at` and `apologise_at` are set while it is open.

    "void": the matter was closed before its time, without an answer.
    """

    promise: Promise
    state: PromiseState
    warn_at: datetime | None = None
    apologise_at: datetime | None = None
    ended_at: datetime | None = None
