"""Acknowledge: the one automatic "it has arrived"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csmail.actions import _rate_limits
from csmail.actions._tags import why_no_machine
from csmail.actions.base import param
from csmail.mail import recipients
from csmail.model.audience import Audience
from csmail.model.effects import AskPerson, Effect, Letter, Send, Tag
from csmail.model.incident import OpenIncident, tag_of
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
        incident = next((one for one in situation.incidents if one.fits(situation)), None)
        letter = Letter("acknowledgement", audience, template=self.template, automatic=True)
        if incident is not None:
            of = {"incident": incident.title}
            letter = replace(letter, template=incident.template, incident=incident.name, variables=of)
        held = None if situation.person else _rate_limits.exceeded(situation, audience.to[0].spec)
        return (Send(letter, held, _rate_limits.uses_up(held)), *_marked(situation, incident))

    def _audience(self, situation: Situation) -> Audience:
        message: Message = situation.message  # type: ignore[assignment]  # withheld() has seen that there is one
        return recipients.acknowledgement(message, situation.desk)


def _marked(situation: Situation, incident: OpenIncident | None) -> tuple[Effect, ...]:
    """What is left at the conversation of an incident: its tag; of somebody upset a person should hear all the same."""
    if incident is None:
        return ()
    from csmail.tone.asked import why_a_person  # the word lists, which an ordinary acknowledgement does without

    upset = why_a_person(situation)
    return (Tag(add=frozenset({tag_of(incident.name)})), *((AskPerson(upset),) if upset else ()))
