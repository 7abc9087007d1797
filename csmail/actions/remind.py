"""Remind: ask a customer for the answer that he owes, or be told of something yourself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from csmail.actions._letters import answering, reply_letter, spoke_last
from csmail.actions._tags import why_never_machine
from csmail.actions.base import param
from csmail.mail import address, recipients
from csmail.model import effects
from csmail.model.audience import Audience
from csmail.model.conversation import REMINDER, Reminder
from csmail.model.effects import Send, WriteDraft
from csmail.model.later import Later
from csmail.model.reason import Reason
from csmail.model.situation import Situation

MOST = 2
"""So many reminders a machine sends in one conversation."""


@dataclass(frozen=True, slots=True)
class Remind:
    """Be told in `csmail todo` at a moment; in a rule: draft a reminder for a customer who owes us an answer."""

    template: str = param("name of the template", default="ask-again", cli="rule")
    send: bool = param("send it without a person, at most twice in a conversation", default=False, cli="rule")
    at: Later | None = param("when: 3d, mon 9, 2026-12-24", default=None, cli="hand", shown=("MOMENT", "3d"))
    text: str = param("what you want to be told", default="", cli="hand", given="bare")
    off: bool = param("let go of all reminders of this conversation", default=False, cli="hand")

    def withheld(self, situation: Situation) -> Reason | None:
        return self._why_not_noted(situation) if situation.person else self._why_not_written(situation)

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        if situation.person:
            at = self._at(situation)
            return (effects.Remind(Reminder(at, self.text.strip(), situation.by) if at else None),)
        letter = reply_letter(self._audience(situation), self.template, "")
        if self.send:
            return (Send(replace(letter, purpose="reminder", automatic=True)),)
        return (WriteDraft(letter, situation.by, reminds=True),)

    def _at(self, situation: Situation) -> datetime | None:
        if self.off or self.at is None:
            return None
        return self.at.at(situation.now, ZoneInfo(situation.desk.timezone))

    def _why_not_noted(self, situation: Situation) -> Reason | None:
        conversation, at = situation.conversation, self._at(situation)
        if self.off:
            come = any(one.code == REMINDER for one in conversation.needs)
            return None if conversation.reminders or come else Reason("no_reminder")
        if at is None:
            return Reason("moment_needed")
        return Reason.of("moment_over", written=str(self.at)) if at <= situation.now else None

    def _why_not_written(self, situation: Situation) -> Reason | None:
        """A reminder is for somebody whom a person answered, who has not written since, and whom it can reach."""
        from csmail.tone.asked import why_a_person  # what a person notes needs no word lists

        conversation, message = situation.conversation, situation.message
        why = why_never_machine(situation) or why_a_person(situation)
        if why:
            return why
        if message is None or conversation.status != "waiting" or not spoke_last(situation.history, message):
            return Reason("owes_no_answer")
        customer = conversation.customer
        if customer is not None and address.key(customer.spec) in conversation.bounced:
            return Reason.of("bounced_before", to=customer.spec)
        if situation.customer.left_alone:
            return Reason("wants_to_be_left_alone")
        if _reminded_since(situation):
            return Reason("reminded_already")
        if self.send and len(conversation.reminded) >= MOST:
            return Reason.of("reminded_enough", times=MOST)
        audience = self._audience(situation)
        return Reason(audience.reason) if audience.outcome != "send" and (self.send or not audience.envelope) else None

    def _audience(self, situation: Situation) -> Audience:
        """A machine writes to the author alone (RFC 3834 section 4); a person sees whom the draft goes to."""
        if self.send and situation.message is not None:
            return recipients.automatic_reply(situation.message, situation.desk)
        return answering(situation, "all")


def _reminded_since(situation: Situation) -> bool:
    """Whether a reminder was written since anybody said anything: another one beside it says nothing new."""
    said = (*situation.history, *((situation.message,) if situation.message else ()))
    last = max((one.received_at for one in said), default=situation.now)
    return any(at > last for at in situation.conversation.reminded)
