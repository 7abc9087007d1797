"""Mark: set what mail programs show about the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.reason import Reason
from csmail.model.situation import Situation

Sign = Literal["seen", "unseen", "flagged", "unflagged", "answered", "unanswered"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark the message in the mailbox as seen, flagged or answered, or take such a mark away."""

    signs: tuple[Sign, ...] = param("seen, unseen, flagged, unflagged, answered, unanswered")

    def withheld(self, situation: Situation) -> Reason | None:
        if situation.message is None or situation.message.place is None:
            return Reason("place_unknown")
        return None

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        add = frozenset(sign for sign in self.signs if not sign.startswith("un"))
        remove = frozenset(sign.removeprefix("un") for sign in self.signs if sign.startswith("un"))
        return (effects.Mark(add=add, remove=remove),)
