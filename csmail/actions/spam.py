"""Spam: take the conversation out of everybody's way."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model.effects import Effect, Move, SetStatus, Tag
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Spam:
    """Say that this is spam: nothing is answered, later messages of it stay spam."""

    folder: str = param("folder to move the message to; it stays where it is when left out", default="")

    def withheld(self, situation: Situation) -> Reason | None:
        return Reason("already_spam") if situation.conversation.status == "spam" else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        judged: tuple[Effect, ...] = (SetStatus("spam"), Tag(add=frozenset({"spam"})))
        placed = situation.message is not None and situation.message.place is not None
        return (*judged, Move(self.folder)) if self.folder and placed else judged
