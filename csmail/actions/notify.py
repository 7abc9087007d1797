"""Notify: tell a chat of the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.effects import Effect
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a chat of `notices` that somebody should look: the id, why, what to type, no word of the customer."""

    channel: str = param("a name of `notices`", shown=("CHANNEL", "ops"))

    def withheld(self, situation: Situation) -> Reason | None:
        known = [one.name for one in situation.desk.notices]
        if self.channel not in known:
            return Reason.of("no_such_notice", name=self.channel[:40], known=", ".join(known) or "-")
        return Reason("backlog") if situation.conversation.backlog and not situation.person else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (effects.Notify(self.channel),)
