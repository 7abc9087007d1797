"""A moment at which something is to be done about a conversation, though nobody wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MomentKind = Literal["half", "overdue", "apology", "broken", "silence", "closed"]


@dataclass(frozen=True, slots=True)
class Moment:
    """At `at` half of a promise is gone, its time is over, an apology is to be drafted, or a promise is broken; a
    customer has been silent for `silence`, or somebody closed the conversation.

    `run` names the run of a clock, the mail that promised, the silence with its length, or the closing. A half whose
    time is over as well, and a silence of which a longer one is over, is `passed_over`.
    """

    kind: MomentKind
    clock: str
    run: str
    at: datetime
    passed_over: bool = False
    silence: str = ""

    @property
    def mark(self) -> str:
        """What the conversation keeps of it, so that it comes once."""
        return f"{self.kind}/{self.run}"
