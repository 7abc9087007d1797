"""Whether a mail proves whose it is, so far that its author may be told what is his alone (his orders).

| the mail | proves its author |
| --- | --- |
| quarantined, or anybody could have made up what joined it | no |
| two authors, none, or one that a form of ours put there | no |
| Reply-To names anybody else | no |
| a server that the desk believes says that dmarc, spf or dkim failed | no |
| no such server says anything of it | only with `trust.unauthenticated: true` |
"""

from __future__ import annotations

from csmail.mail.address import is_internal, is_own, key
from csmail.mail.autoreply import authentication, trust
from csmail.mail.autoreply.facts import facts_of
from csmail.model.desk import Desk
from csmail.model.message import Message

METHODS = ("dmarc", "spf", "dkim")
FAILED = frozenset({"fail", "softfail", "permerror", "policy"})


def proven(message: Message, desk: Desk) -> str | None:
    """The address of its author, as it was written; None when it proves nothing."""
    if message.direction != "in" or message.quarantined or message.weak or len(message.originators) != 1:
        return None
    author = message.originators[0].spec
    facts = facts_of(message)
    inside = is_own(author, desk) or is_internal(author, desk)
    if inside or trust.is_form(facts, desk) or any(key(one.spec) != key(author) for one in message.reply_to):
        return None
    found = authentication.results(facts.all("authentication-results"), desk.trust.authserv_ids)
    said = [found[method] for method in METHODS if method in found]
    if not said:
        return author if desk.trust.unauthenticated else None
    return None if FAILED.intersection(said) or "pass" not in said else author
