"""Mood: say how the customer feels."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model.conversation import MoodName
from csmail.model.effects import Effect, SetMood
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Mood:
    """Say how the customer feels, where the words were misread; it stands until somebody says otherwise."""

    name: MoodName = param("neutral, upset or urgent")

    def withheld(self, situation: Situation) -> Reason | None:
        said = situation.conversation.mood
        if said and not situation.person:
            return Reason.of("mood_said", mood=said)
        return Reason("already_mood") if said == self.name else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (SetMood(self.name),)
