"""Note: write something down that the customer never sees."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions._tags import filled
from csmail.actions.base import param
from csmail.model.effects import AddNote, Effect
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Note:
    """Add an internal note to the conversation; no customer ever sees it."""

    text: str = param("the words of the note; {name} takes a named group of the rule")

    def withheld(self, situation: Situation) -> Reason | None:
        return None if self.text.strip() else Reason("empty_note")

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (AddNote(filled(self.text, situation.captures), author=situation.by),)
