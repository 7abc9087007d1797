"""Move: file the message in a folder."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Move:
    """Move the message to a folder of the same account, made when missing."""

    folder: str = param("name of the folder")

    def withheld(self, situation: Situation) -> Reason | None:
        if situation.message is None or situation.message.place is None:
            return Reason("place_unknown")
        return Reason("already_there") if situation.message.place.folder == self.folder else None

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Move(self.folder),)
