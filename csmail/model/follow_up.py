"""What is to be done about a conversation later, though nobody wrote: planned by a rule or by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The action `action` with its `parameters`, as the rule `rule` wrote them ("" for a person), is due at `at`.

    It was planned at `set_at`. `closing` is the closing that it follows, None when the conversation was not closed
    then. Who opens the conversation again has let go of it (`clocks.occasions.stands`).
    """

    at: datetime
    action: str
    parameters: str = ""
    rule: str = ""
    set_at: datetime | None = None
    closing: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleTimes:
    """What the rules of a file wait for: silences of customers so long, each once; `closings` of conversations."""

    silences: tuple[timedelta, ...] = ()
    closings: bool = False
