"""Close: say that the matter is settled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csmail.actions._letters import reply_letter
from csmail.actions._tags import why_never_machine
from csmail.actions.base import param
from csmail.mail import address
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Send, SetStatus
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Close:
    """Say that the matter is settled; an answer of the customer opens it again."""

    template: str = param("name of a text that says goodbye to the customer", default="", cli="rule")

    def withheld(self, situation: Situation) -> Reason | None:
        if situation.conversation.status == "closed":
            return Reason("already_closed")
        if not self.template:
            return None
        from csmail.tone.asked import why_a_person  # closing alone needs no word lists

        return why_a_person(situation)

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        """Whom a machine may not write to, or who wants no mail, is told nothing; it is closed all the same."""
        audience = None if not self.template or _is_unreachable(situation) else _audience(situation)
        closed = SetStatus("closed")
        if audience is None or audience.outcome != "send":
            return (closed,)
        return Send(replace(reply_letter(audience, self.template, ""), purpose="closing", automatic=True)), closed


def _is_unreachable(situation: Situation) -> bool:
    conversation = situation.conversation
    customer = conversation.customer
    came_back = customer is not None and address.key(customer.spec) in conversation.bounced
    return came_back or situation.customer.left_alone or why_never_machine(situation) is not None


def _audience(situation: Situation) -> Audience | None:
    from csmail.mail import recipients  # with it come the signs of machines, which closing alone does without

    return recipients.automatic_reply(situation.message, situation.desk) if situation.message else None
