"""Promise: say how soon this conversation is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csmail.actions.base import param
from csmail.clocks import calendar, promised, response, targets
from csmail.errors import NeverOpen
from csmail.model.clock import ClockName
from csmail.model.duration import Span
from csmail.model.effects import Effect, SetTarget
from csmail.model.reason import Reason
from csmail.model.situation import Situation

Clock = Literal["", "first_response", "next_response", "resolution"]


@dataclass(frozen=True, slots=True)
class Promise:
    """Promise this conversation an answer within a span of the desk's open time, instead of what the desk promises."""

    within: Span = param("how soon, in business time: 30m, 4h, 2d")
    clock: Clock = param("which clock; that of the answer which is owed when left out", default="")

    def withheld(self, situation: Situation) -> Reason | None:
        conversation, desk = situation.conversation, situation.desk
        if conversation.status in ("closed", "spam"):
            return Reason.of("promise_closed", conversation=conversation.id)
        if dict(targets(conversation, desk)).get(self._clock(situation)) == self.within:
            return Reason.of("already_promised", within=str(self.within))
        try:
            due_at = promised(calendar(desk.hours), self.within, situation.now)
        except NeverOpen:
            return Reason.of("promise_never_open", desk=desk.name)
        return Reason("promise_of_nothing") if due_at is None else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (SetTarget(self._clock(situation), self.within),)

    def _clock(self, situation: Situation) -> ClockName:
        return self.clock or response(situation.conversation)
