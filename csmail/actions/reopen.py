"""Reopen: say that the matter is not settled after all."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.model.effects import Effect, SetStatus
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a closed conversation, or one that was taken for spam, again."""

    def withheld(self, situation: Situation) -> Reason | None:
        return Reason("already_open") if situation.conversation.status == "open" else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (SetStatus("open"),)
