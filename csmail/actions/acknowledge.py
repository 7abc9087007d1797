"""Acknowledge: the one automatic "it has arrived"."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions import _rate_limits
from csmail.actions._tags import why_no_machine
from csmail.actions.base import param
from csmail.mail import recipients
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Letter, Send
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Tell the customer once that the message arrived; never a machine, never twice in a conversation."""

    template: str = param("name of the template", default="acknowledgement")

    def withheld(self, situation: Situation) -> Reason | None:
        if situation.conversation.acknowledged_at is not None:
            at = f"{situation.conversation.acknowledged_at:%Y-%m-%d %H:%M} UTC"
            return Reason.of("already_acknowledged", at=at)
        why = why_no_machine(situation)
        if why:
            return why
        if not situation.person and any(earlier.direction == "in" for earlier in situation.history):
            return Reason("not_first_message")
        audience = self._audience(situation)
        return None if audience.outcome == "send" else Reason(audience.reason)

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        audience = self._audience(situation)
        letter = Letter("acknowledgement", audience, template=self.template, automatic=True)
        held = None if situation.person else _rate_limits.exceeded(situation, audience.to[0].spec)
        return (Send(letter, held, _rate_limits.uses_up(held)),)

    def _audience(self, situation: Situation) -> Audience:
        message: Message = situation.message  # type: ignore[assignment]  # withheld() has seen that there is one
        return recipients.acknowledgement(message, situation.desk)
