"""What mailing lists do to the addresses of a message (correct-mail R-3, R-5, R-8)."""

from __future__ import annotations

import re

from csmail.mail.address import is_own, key, parse_list
from csmail.mail.autoreply.facts import facts_of, is_list
from csmail.mail.autoreply.trust import trusted_list, vouched
from csmail.mail.mime import headers
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Message

ORIGINAL_AUTHOR = ("X-Original-From", "X-Original-Sender")
MAILTO = re.compile(r"mailto:([^\s?>,]{3,320})", re.IGNORECASE)
LIST_ID = re.compile(r"<([^<>\s]{1,255})>")


def list_keys(message: Message) -> frozenset[str]:
    """Keys of the addresses that reach the whole list, where the message gives them away.

    By List-Post, by a List-Id that spells an address with a dot for its "@", or by a Reply-To that points where the
    message went already (notmuch calls it munged).
    """
    if not is_list(message):
        return frozenset()
    posts = {key(spec) for value in headers.values(message.header, "List-Post") for spec in MAILTO.findall(value)}
    ids = _ids(message)
    authors = {key(address.spec) for address in message.originators}
    went = {key(address.spec) for address in (*message.to, *message.cc)}
    munged = {key(address.spec) for address in message.reply_to} & went - authors
    everywhere = (*message.originators, *message.reply_to, *message.to, *message.cc)
    named = {key(one.spec) for one in everywhere if key(one.spec).replace("@", ".") in ids}
    return frozenset(posts | named | munged)


def original_author(message: Message, desk: Desk) -> tuple[Address, ...]:
    """The author whom a list took out of From; only lists that the desk trusts are believed (PostHog #57461)."""
    facts = facts_of(message)
    # Anybody can write the name of a list into his mail; a server that the desk believes has to say it is from it.
    if not trusted_list(facts, desk) or not vouched(facts, desk):
        return ()
    for name in ORIGINAL_AUTHOR:
        found = tuple(one for value in headers.values(message.header, name) for one in parse_list(value)[0])
        if found:
            return found
    return ()


def followup_to(message: Message, desk: Desk) -> tuple[Address, ...]:
    """Mail-Followup-To, on list traffic and when it names nobody new: it could carry an answer off to a stranger."""
    if not is_list(message):
        return ()
    named = [one for value in headers.values(message.header, "Mail-Followup-To") for one in parse_list(value)[0]]
    visible = {key(one.spec) for one in (*message.originators, *message.reply_to, *message.to, *message.cc)}
    if not all(key(one.spec) in visible or is_own(one.spec, desk) for one in named):
        return ()
    return tuple(one for one in named if not is_own(one.spec, desk))


def _ids(message: Message) -> frozenset[str]:
    values = headers.values(message.header, "List-Id")
    return frozenset(found.casefold() for value in values for found in LIST_ID.findall(value))
