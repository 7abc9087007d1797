"""The limits of automatic answers that need no recognition of a machine (correct-mail S-3)."""

from __future__ import annotations

from csmail.mail import address
from csmail.mail.address import classify
from csmail.model.hold import BREAKER_OPEN, DOMAIN_LIMITED, RATE_LIMITED
from csmail.model.reason import Reason
from csmail.model.situation import Situation


def exceeded(situation: Situation, recipient: str) -> Reason | None:
    """Which limit keeps an automatic answer from `recipient`, narrowest first; None when none does.

    A customer to whom a person of ours wrote before shares no limit with strangers: whoever floods the desk under
    invented names, or under names of her company, must not silence it towards her. A second acknowledgement within
    the hour takes of the strangers' part.
    """
    if situation.answered_before:
        strangers = None if situation.reserved else _of_strangers(situation)
        return _of_sender(situation) or strangers or _in_all(situation)
    return _of_sender(situation) or _of_domain(situation, recipient) or _of_strangers(situation) or _in_all(situation)


def uses_up(held: Reason | None) -> bool:
    """Whether an answer held for this reason counts nevertheless.

    What the breaker holds is demand that the breaker must see, or it would let a hundred through in every hour of an
    attack. What a narrower limit holds counts nowhere: one flooding sender shall not stop everybody's answers, and
    a customer who writes four times a day is told three times of every day.
    """
    return held is None or held.code == BREAKER_OPEN


def _of_sender(situation: Situation) -> Reason | None:
    limits, lately = situation.desk.acknowledge, situation.acknowledged_lately
    if lately < limits.per_sender:
        return None
    hours = limits.window.total_seconds() / 3600
    return Reason.of(RATE_LIMITED, count=lately, hours=f"{hours:g}")


def _of_domain(situation: Situation, recipient: str) -> Reason | None:
    """A company is one party. A free-mail host is none, yet who makes addresses there must leave room for others."""
    limits = situation.desk.acknowledge
    lately, domain = situation.acknowledged_domain, address.domain(recipient)
    if lately < (limits.for_free_mail if classify.is_shared(domain) else limits.per_domain):
        return None
    return Reason.of(DOMAIN_LIMITED, count=lately, domain=domain)


def _of_strangers(situation: Situation) -> Reason | None:
    limit = situation.desk.acknowledge.for_strangers
    if situation.acknowledged_hour < limit:
        return None
    return Reason.of(BREAKER_OPEN, strangers=situation.acknowledged_hour, limit=limit)


def _in_all(situation: Situation) -> Reason | None:
    limit = situation.desk.acknowledge.per_hour
    if situation.acknowledged_sent < limit:
        return None
    return Reason.of(BREAKER_OPEN, count=situation.acknowledged_sent, limit=limit)
