"""Move: file the message in a folder."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Move:
    """Move the message to a folder of the same account, made when missing."""

    folder: str = param("name of the folder")

    def withheld(self, situation: Situation) -> str:
        if situation.message is None or situation.message.place is None:
            return "it is not known where the message lies"
        return "it lies there already" if situation.message.place.folder == self.folder else ""

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Move(self.folder),)
