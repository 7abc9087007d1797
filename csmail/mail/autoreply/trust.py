"""Whom a desk is told to believe (`trust` in rules.yaml): contact forms, mailing lists, senders of notices.

Every decision that depends on it asks here: the verdict, the kind, the requester, the acknowledgement, threads.

Whoever forges From of a form chooses who is told. A desk that believes a server (`trust.authserv_ids`) believes a form
only when that server vouches for it; one that believes none cannot tell, and `csmail check` says so.

| the mail is | its marks of a machine (no-reply, bulk, auto-generated, a name of ours) | it is |
| --- | --- | --- |
| from a form, one customer in Reply-To, vouched for | mean nothing: a form is a machine | the customer's |
| the same, and no server vouches for it | the same | a person's to decide about: no machine answers it |
| a bounce, a report, an answer of a machine, our own mail come back | decide | that, whoever sent it |
"""

from __future__ import annotations

from collections.abc import Iterable

from csmail.mail.address import domain, is_own, key
from csmail.mail.autoreply import authentication, signs
from csmail.mail.autoreply.facts import Facts, facts_of, list_names
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Message

NOBODY: tuple[Address, ...] = ()


def is_form(facts: Facts, desk: Desk) -> bool:
    """Whether From names a configured form, and nobody beside it."""
    if not (desk.trust.forms and facts.originators):
        return False
    forms = {key(spec) for spec in desk.trust.forms}
    return {key(author.spec) for author in facts.originators} <= forms


def names_customer(facts: Facts, desk: Desk) -> bool:
    """Whether it says that a configured form sent it for the one customer in Reply-To (correct-mail 10.1, R-4)."""
    return is_form(facts, desk) and len(facts.reply_to) == 1 and not is_own(facts.reply_to[0].spec, desk)


def trusted_form(facts: Facts, desk: Desk) -> bool:
    """Whether a configured form of ours, and nobody beside it, sent it, naming one customer in Reply-To."""
    return names_customer(facts, desk) and vouched(facts, desk)


def forged_form(facts: Facts, desk: Desk) -> bool:
    """Whether it says that it is from a configured form, and no server that the desk believes vouches for that."""
    return is_form(facts, desk) and not vouched(facts, desk)


def trusted_list(facts: Facts, desk: Desk) -> bool:
    """Whether it came through a list that is configured as a way in, by its List-Id or its address (PostHog #57461)."""
    if not desk.trust.lists:
        return False
    # A list may be configured by its address too; its List-Id has a dot for the "@".
    trusted = {name.strip("<>").casefold().replace("@", ".") for name in desk.trust.lists}
    return not trusted.isdisjoint(list_names(facts))


def stands_in(facts: Facts, desk: Desk) -> bool:
    """Whether From is that of a form or list of ours, and somebody else wrote the mail."""
    return trusted_list(facts, desk) or trusted_form(facts, desk)


def notifier(facts: Facts, desk: Desk) -> bool:
    """Whether the sender is known to send notices only."""
    sender = key(facts.sender)
    host = sender.rpartition("@")[2]
    if sender in signs.NOTIFIERS or host in signs.NOTIFIERS:
        return True
    named = desk.trust.notifiers
    return bool(named) and any(name.casefold() in (sender, host) for name in named)


def vouched(facts: Facts, desk: Desk) -> bool:
    """Whether a server that the desk believes vouches for the domain of each author; true when it believes none."""
    servers = desk.trust.authserv_ids
    if not servers:
        return True
    values = facts.all("authentication-results")
    return all(authentication.vouches(values, servers, domain(one.spec)) for one in facts.originators)


def authors(message: Message, desk: Desk) -> tuple[Address, ...]:
    """Who wrote it: the customer behind a form that is believed, else who stands in From."""
    return form_customer(message, desk) or message.originators


def form_customer(message: Message, desk: Desk) -> tuple[Address, ...]:
    """The one customer behind a configured form, nobody when it is none that is believed."""
    if message.direction != "in" or not desk.trust.forms:
        return NOBODY
    return message.reply_to if trusted_form(facts_of(message), desk) else NOBODY


def without_forms(specs: Iterable[str], desk: Desk) -> frozenset[str]:
    """The address keys of `specs`, those of forms left out: a form has part in no conversation."""
    return frozenset(map(key, specs)) - frozenset(map(key, desk.trust.forms))


def dmarc(facts: Facts, desk: Desk) -> str:
    """What a server that the desk believes says of the author ("pass", "fail" ...), "" when none says anything."""
    values = facts.all("authentication-results")
    return authentication.results(values, desk.trust.authserv_ids).get("dmarc", "")


def is_forged(facts: Facts, desk: Desk) -> bool:
    """Whether a server that the desk believes found that the author is somebody else."""
    return dmarc(facts, desk) == "fail"
