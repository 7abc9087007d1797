"""Priority: say how urgent the conversation is."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model import conversation
from csmail.model.effects import Effect, SetPriority
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Priority:
    """Say how urgent the conversation is."""

    level: conversation.Priority = param("low, normal, high or urgent")

    def withheld(self, situation: Situation) -> Reason | None:
        return Reason("already_priority") if situation.conversation.priority == self.level else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (SetPriority(self.level),)
