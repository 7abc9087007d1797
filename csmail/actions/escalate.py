"""Escalate: hand the conversation up, with a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from csmail.actions._tags import why_circular
from csmail.actions.base import param
from csmail.mail import recipients
from csmail.model import duration, effects
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Letter, Send
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Escalate:
    """Hand the conversation to a specialist by a mail of its own, the original attached; no customer sees it."""

    to: str = param("address of the specialist; the desk's next tier when left out", default="")
    within: timedelta | None = param("how soon an answer is expected", default=None)
    template: str = param("name of the template", default="escalation")

    def withheld(self, situation: Situation) -> Reason | None:
        to = self._to(situation)
        if not to:
            return Reason("no_tier_left")
        if any(earlier.to == to for earlier in situation.conversation.escalations):
            return Reason.of("already_escalated", to=to)
        if situation.conversation.backlog and not situation.person:
            return Reason("backlog")
        if why := why_circular(situation, (to,)):
            return why
        audience = self._audience(situation)
        return None if audience.outcome == "send" else Reason(audience.reason)

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        variables = {
            "to": self._to(situation),
            "within": duration.format(self.within) if self.within else "",
            "reason": situation.by,
        }
        letter = Letter(
            "escalation",
            self._audience(situation),
            template=self.template,
            automatic=not situation.person,
            original=situation.message is not None,
            variables=variables,
        )
        due_at = situation.now + self.within if self.within else None
        return effects.Escalate(self._to(situation), due_at, situation.by), Send(letter)

    def _to(self, situation: Situation) -> str:
        if self.to:
            return self.to
        told = {earlier.to for earlier in situation.conversation.escalations}
        return next((tier.to for tier in situation.desk.escalation if tier.to not in told), "")

    def _audience(self, situation: Situation) -> Audience:
        return recipients.forward((self._to(situation),), situation.message, situation.desk, situation.conversation)
