"""Forward: send the message on, as a mail of our own."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions._tags import why_circular
from csmail.actions.base import param
from csmail.mail import recipients
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Letter, Send
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Forward:
    """Send the newest message on with the original attached; it does not become part of the customer's thread."""

    to: tuple[str, ...] = param("whom to send it to")
    text: str = param("the words above it, instead of a template", default="", cli="hand")
    template: str = param("name of the template", default="forward")

    def withheld(self, situation: Situation) -> Reason | None:
        if situation.message is None:
            return Reason("nothing_to_forward")
        if not situation.person and situation.conversation.backlog:
            return Reason("backlog")
        if why := why_circular(situation, self.to):
            return why
        audience = self._audience(situation)
        return None if audience.outcome == "send" else Reason(audience.reason)

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        letter = Letter(
            "forward",
            self._audience(situation),
            template="" if self.text else self.template,
            text=self.text,
            automatic=not situation.person,
            original=True,
            variables={"to": ", ".join(self.to), "reason": situation.by},
        )
        return (Send(letter),)

    def _audience(self, situation: Situation) -> Audience:
        return recipients.forward(self.to, situation.message, situation.desk, situation.conversation)
