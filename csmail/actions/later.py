"""Later: do something when so much time has passed, unless the conversation is opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from csmail.actions.base import ActionCall, param
from csmail.clocks import closed_at, stands
from csmail.model.effects import Effect, Plan
from csmail.model.follow_up import FollowUp
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.reason import BadValue

NESTED = frozenset({"later", "ask"})
"""What waits by itself."""


@dataclass(frozen=True, slots=True)
class Later:
    """Do something later, in open hours, unless the conversation is opened again before."""

    in_: timedelta = param("how much later, in real time: `14d`", cli="rule")
    do: tuple[ActionCall, ...] = param("what: `{draft: care-tips}`", cli="rule")

    def __post_init__(self) -> None:
        waiting = next((one.name for one in self.do if one.name in NESTED), "")
        if waiting:
            raise BadValue(Reason.of("waits_by_itself", action=waiting))
        if self.in_ <= timedelta(0):
            raise BadValue(Reason("later_is_now"))

    def withheld(self, situation: Situation) -> Reason | None:
        return None if self._new(situation) else Reason("follow_up_planned_already")

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        closing = closed_at(situation.conversation)
        at = situation.now + self.in_
        return tuple(
            Plan(FollowUp(at, one.name, one.parameters, situation.by, situation.now, closing))
            for one in self._new(situation)
        )

    def _new(self, situation: Situation) -> tuple[ActionCall, ...]:
        """What this rule has not planned already."""
        conversation = situation.conversation
        planned = [one for one in conversation.follow_ups if one.rule == situation.by and stands(one, conversation)]
        known = {(one.action, one.parameters) for one in planned}
        return tuple(one for one in self.do if (one.name, one.parameters) not in known)
