"""Reply: answer now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from csmail.actions import _rate_limits
from csmail.actions._letters import Whom, answering, reply_letter, with_more
from csmail.actions._tags import why_no_machine
from csmail.actions.base import param
from csmail.mail import recipients
from csmail.model.audience import Audience
from csmail.model.duration import Span
from csmail.model.effects import Effect, Send, SetTarget
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer now; in a rule only where a machine may, never to the upset, to the author alone, marked as automatic."""

    template: str = param("name of the template", default="answer")
    text: str = param("the words, instead of a template", default="", cli="hand")
    whom: Whom = param("answer everybody addressed, or the sender alone", default="all")
    cc: tuple[str, ...] = param("further recipients, visible to everyone", default=())
    bcc: tuple[str, ...] = param("further recipients nobody else sees", default=())
    attach: tuple[Path, ...] = param("files to attach", default=(), cli="hand")
    promise: Span | None = param("how soon the next answer is promised, told in the mail", default=None)
    anyway: bool = param("send although the recipients should be checked", default=False, cli="hand")

    def withheld(self, situation: Situation) -> Reason | None:
        if not situation.person:
            why = why_no_machine(situation) or _answered_by_machine(situation) or _upset(situation)
            if why:
                return why
        audience = self._audience(situation)
        if audience.outcome == "no_reply":
            return Reason(audience.reason)
        if audience.outcome == "hold" and not (self.anyway and (audience.envelope or self.cc or self.bcc)):
            return _check(situation, audience)
        return None if situation.person else _rate_limits.exceeded(situation, audience.to[0].spec)

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        # An automatic reply that a limit forbids is not held: the conversation stays open, somebody will answer it.
        audience = with_more(self._audience(situation), self.cc, self.bcc, situation)
        letter = reply_letter(audience, self.template, self.text, self.attach)
        sent = Send(replace(letter, automatic=not situation.person, promise=self.promise))
        return (sent, SetTarget("next_response", self.promise)) if self.promise else (sent,)

    def _audience(self, situation: Situation) -> Audience:
        """A machine answers the author alone (RFC 3834 section 4): whoever forges a mail names others in it."""
        audience = answering(situation, self.whom)
        if situation.person or situation.message is None or audience.outcome != "send":
            return audience
        return recipients.automatic_reply(situation.message, situation.desk)


def _check(situation: Situation, audience: Audience) -> Reason:
    """What a person can do about the recipients is named beside it; a rule has no way to."""
    if not situation.person:
        return Reason.of("check_recipients", why=audience.reason)
    if audience.envelope:
        return Reason.of("check_recipients", why=audience.reason, option="--anyway")
    return Reason.of("check_recipients", why=audience.reason, conversation=situation.conversation.id)


def _upset(situation: Situation) -> Reason | None:
    from csmail.tone.asked import why_a_person  # what a person answers needs no word lists

    return why_a_person(situation)


def _answered_by_machine(situation: Situation) -> Reason | None:
    """RFC 3834 section 2: one automatic answer to a sender in a while, so two machines cannot converse."""
    answered = any(earlier.direction == "out" and earlier.automatic for earlier in situation.history)
    return Reason("machine_answered_before") if answered else None
