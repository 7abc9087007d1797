"""Close: say that the matter is settled."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.model.effects import Effect, SetStatus
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Close:
    """Say that the matter is settled; an answer of the customer opens it again."""

    def withheld(self, situation: Situation) -> Reason | None:
        return Reason("already_closed") if situation.conversation.status == "closed" else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (SetStatus("closed"),)
