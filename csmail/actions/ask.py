"""Ask: the customer by mail how satisfied she was; a department of the house something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from csmail.actions import _departments
from csmail.actions._tags import why_never_machine
from csmail.actions.base import param
from csmail.clocks import closed_at, stands
from csmail.mail import address, recipients
from csmail.mail.autoreply import trust
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Letter, Plan, Send
from csmail.model.follow_up import FollowUp
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.reason import BadValue

SATISFACTION = "satisfaction"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
WAITS = timedelta(hours=24)
"""So long after the closing: who has more to say has said it by then."""
SELDOM = timedelta(days=30)
"""A customer is asked once in so long, whatever was closed meanwhile."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a department by a mail inside the house; or the customer how satisfied she was, a day after the closing."""

    whom: str = param("a name of `departments`, or `satisfaction`: the customer", shown=("WHOM", "gudang"))
    text: str = param("the question to a department", default="", given="bare", shown=("QUESTION", '"stok biru?"'))
    with_original: bool = param("attach the customer's mail, addresses and all", default=False)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.whom):
            raise BadValue(_departments.nobody(self.whom, ()))

    def withheld(self, situation: Situation) -> Reason | None:
        if self.whom != SATISFACTION:
            return _departments.withheld(situation, self.whom, self.text)
        why = _why_not_now(situation) or _why_not_her(situation) or _why_no_machine(situation)
        if why or situation.on == "time":
            return why
        follow_ups = situation.conversation.follow_ups
        planned = (one for one in follow_ups if (one.action, one.parameters) == ("ask", SATISFACTION))
        waits = any(stands(one, situation.conversation) for one in planned)
        return Reason("survey_planned_already") if waits else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        """At the moment that it planned itself it sends; before, it plans that moment."""
        if self.whom != SATISFACTION:
            return _departments.effects(situation, self.whom, self.text, self.with_original)
        if situation.on == "time":
            return (Send(Letter("survey", _audience(situation), template=SATISFACTION, automatic=True)),)
        closing = closed_at(situation.conversation)
        rule = "" if situation.person else situation.by
        at = (closing or situation.now) + WAITS
        return (Plan(FollowUp(at, "ask", self.whom, rule, situation.now, closing)),)


def _why_not_now(situation: Situation) -> Reason | None:
    """Where the conversation stands: closed, answered by a person, and nobody was asked in it."""
    conversation = situation.conversation
    if closed_at(conversation) is None:
        return Reason.of("not_closed", conversation=conversation.id)
    if conversation.surveys:
        return Reason("asked_how_satisfied")
    return None if conversation.answered_at is not None else Reason("no_person_answered")


def _why_not_her(situation: Situation) -> Reason | None:
    """Whether this customer may be asked."""
    customer, known = situation.conversation.customer, situation.customer
    if customer is None or address.is_internal(customer.spec, situation.desk):
        return Reason("no_customer_to_ask")
    if known.left_alone or known.no_surveys:
        return Reason("wants_to_be_left_alone")
    if known.surveyed_at is not None and situation.now - known.surveyed_at < SELDOM:
        return Reason.of("surveyed_lately", at=f"{known.surveyed_at:%Y-%m-%d}")
    if address.key(customer.spec) in situation.conversation.bounced:
        return Reason.of("bounced_before", to=customer.spec)
    return None


def _why_no_machine(situation: Situation) -> Reason | None:
    """Whether a machine may write to her."""
    if why := why_never_machine(situation.amended(message=_hers(situation), person=False)):
        return why
    audience = _audience(situation)
    if audience.outcome != "send":
        return Reason(audience.reason)
    if situation.desk.satisfaction.upset:
        return None
    from csmail.tone.asked import why_a_person  # with it come lists of words, which most desks do without

    return why_a_person(situation)


def _hers(situation: Situation) -> Message | None:
    """The customer's newest mail: whoever else wrote is not asked."""
    customer = situation.conversation.customer
    wanted = address.key(customer.spec) if customer else ""
    said = (*situation.history, *((situation.message,) if situation.message else ()))
    mails = (one for one in reversed(said) if one.direction == "in")
    return next((one for one in mails if wanted in map(_key, trust.authors(one, situation.desk))), None)


def _key(one: Address) -> str:
    return address.key(one.spec)


def _audience(situation: Situation) -> Audience:
    message = _hers(situation)
    if message is None:
        raise TypeError("somebody wrote: why_never_machine has looked")
    return recipients.automatic_reply(message, situation.desk)
