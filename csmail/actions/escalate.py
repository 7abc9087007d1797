"""Escalate: hand the conversation up, with a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from csmail.actions._tags import why_circular
from csmail.actions.base import param
from csmail.clocks import open_run, reckoned, run_of
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
    step: str = param("name of a step of the desk's `escalation`, instead of an address", default="")

    def withheld(self, situation: Situation) -> Reason | None:
        steps = {tier.name for tier in situation.desk.escalation}
        if self.step and self.step not in steps:
            return Reason.of("unknown_step", step=self.step, steps=", ".join(sorted(steps)))
        to = self._to(situation)
        if not to:
            return Reason("no_tier_left")
        if to in _told(situation):
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
            "reason": "" if situation.on == "overdue" else situation.by,
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
        to = self._to(situation)
        step = self.step or next((tier.name for tier in situation.desk.escalation if tier.to == to), "")
        return effects.Escalate(to, due_at, situation.by, step, _run(situation)), Send(letter)

    def _to(self, situation: Situation) -> str:
        if self.to:
            return self.to
        if self.step:
            return next((tier.to for tier in situation.desk.escalation if tier.name == self.step), "")
        told = _told(situation)
        return next((tier.to for tier in situation.desk.escalation if tier.to not in told), "")

    def _audience(self, situation: Situation) -> Audience:
        from csmail.mail import recipients  # with it come the signs of machines; a sweep seldom has anything to do

        return recipients.forward((self._to(situation),), situation.message, situation.desk, situation.conversation)


def _run(situation: Situation) -> str:
    """The question that waits now; "" where no clock runs."""
    clock = open_run(reckoned(situation.conversation, situation.desk, situation.now))
    return run_of(clock) if clock is not None else ""


def _told(situation: Situation) -> frozenset[str]:
    """Who was told in this run already: a new question begins at the bottom."""
    run = _run(situation)
    earlier = situation.conversation.escalations
    return frozenset(one.to for one in earlier if one.run == run and not one.passed_over)
