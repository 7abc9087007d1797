"""The limits of automatic answers that need no recognition of a machine (correct-mail S-3)."""

from __future__ import annotations

from csmail.mail import address, freemail
from csmail.model.situation import Situation
from csmail.reasons import BREAKER


def exceeded(situation: Situation, recipient: str) -> str:
    """Which limit keeps an automatic answer from `recipient`, narrowest first; "" when none does."""
    return _of_sender(situation) or _of_domain(situation, recipient) or _of_hour(situation)


def uses_up(held: str) -> bool:
    """Whether an answer held for this reason counts nevertheless.

    What the breaker holds is demand that the breaker must see, or it would let a hundred through in every hour of an
    attack. What a narrower limit holds counts nowhere: one flooding sender shall not stop everybody's answers, and
    a customer who writes four times a day is told three times of every day.
    """
    return not held or held.startswith(BREAKER)


def _of_sender(situation: Situation) -> str:
    limits, lately = situation.desk.acknowledge, situation.acknowledged_lately
    if lately < limits.per_sender:
        return ""
    hours = limits.window.total_seconds() / 3600
    return f"rate_limited: {lately} acknowledgements to this sender in {hours:g} h"


def _of_domain(situation: Situation, recipient: str) -> str:
    lately, domain = situation.acknowledged_domain, address.domain(recipient)
    if lately < situation.desk.acknowledge.per_domain or freemail.is_shared(domain):
        return ""
    return f"domain_limited: {lately} acknowledgements to {domain} within an hour"


def _of_hour(situation: Situation) -> str:
    limit = situation.desk.acknowledge.per_hour
    if situation.acknowledged_hour < limit:
        return ""
    return f"{BREAKER}: {situation.acknowledged_hour} within an hour, the limit is {limit}"
