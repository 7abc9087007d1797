"""What of a message decides whether a machine may answer it, with the questions that more than one row asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csmail.mail.address import domain, key
from csmail.mail.address.classify import is_list_owner
from csmail.mail.autoreply import signs as signs
from csmail.mail.autoreply.trusted_forms import form_customer, from_form, vouched
from csmail.mail.mime.parameters import parameter
from csmail.model.address import Address
from csmail.model.desk import Desk

COMMENT = re.compile(r"\([^()]*\)")
LIST_ID = re.compile(r"<([^<>\s]{1,255})>")


@dataclass(frozen=True, slots=True)
class Facts:
    """`fields` maps the lower-case name of a field to its raw values (`headers.block`); `answers` are the ids it
    refers to; `doubts` the defects of From; `types` those of its parts; `calendar` the METHOD of a calendar part;
    `text` its beginning."""

    fields: Mapping[str, tuple[str, ...]]
    originators: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    answers: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    calendar: str = ""
    text: str = ""

    def all(self, name: str) -> tuple[str, ...]:
        """The raw values of a field; `name` in lower case."""
        return self.fields.get(name, ())

    def first(self, name: str) -> str:
        """The topmost of them, "" without one."""
        found = self.fields.get(name)
        return found[0] if found else ""

    def having(self, names: frozenset[str]) -> str:
        """The first field of `names` that the message has, "" without one."""
        return next((name for name in self.fields if name in names), "")

    @property
    def sender(self) -> str:
        return self.originators[0].spec if self.originators else ""


def without_comments(value: str) -> str:
    """`value` without RFC 5322 comments, to a depth of five: dmarc=fail in a comment is no result."""
    for _ in range(5):
        if "(" not in value:
            break
        value = COMMENT.sub(" ", value)
    return value


def keyword(value: str) -> str:
    """The first word of a structured value: before parameters, comments removed, case folded."""
    return without_comments(value).partition(";")[0].strip().casefold()


def report_type(facts: Facts) -> str:
    """The report-type of a multipart/report in lower case, "" for anything else; from its parts when not named."""
    given = facts.first("content-type")
    if not given or given[0] not in "mM(" or given.startswith(("multipart/a", "multipart/m")):
        return ""  # neither multipart/report nor message/*: most mails
    given = without_comments(given)
    kind = given.partition(";")[0].strip().lower()
    if kind in signs.REPORT_PARTS:
        return signs.REPORT_PARTS[kind]
    if kind != "multipart/report":
        return ""
    named = parameter(given, "report-type").lower()
    return named or next((signs.REPORT_PARTS[part] for part in facts.types if part in signs.REPORT_PARTS), "report")


def null_path(facts: Facts) -> bool:
    """Whether a mail system returned it (RFC 3834 section 2); the topmost path is that of the last hop."""
    found = facts.all("return-path")
    path = found[0].strip("<> \t").lower() if found else "unknown"
    return path in ("", "#@[]") or path.startswith("mailer-daemon")


def list_field(facts: Facts) -> str:
    """The first field that only list traffic carries, "" without one."""
    return next((name for name in facts.fields if name in signs.LIST_FIELDS or name[:5] == "list-"), "")


def list_owner(facts: Facts) -> str:
    """The envelope or Sender of a list that has no field of its own, as Majordomo's (RFC 5230 section 4.6), or ""."""
    for name in ("return-path", "sender"):
        found = facts.first(name).strip("<> \t")
        if found and is_list_owner(found):
            return f"{name}: {found}"
    return ""


def trusted_list(facts: Facts, desk: Desk) -> bool:
    """Whether it came through a list that is configured as a way in (PostHog #57461)."""
    if not desk.trust.lists:
        return False
    # A list may be configured by its address too; its List-Id has a dot for the "@" (as the recipients read it).
    trusted = {name.strip("<>").casefold().replace("@", ".") for name in desk.trust.lists}
    named = {found.casefold() for value in facts.all("list-id") for found in LIST_ID.findall(value)}
    return bool(trusted & named)


def trusted_form(facts: Facts, desk: Desk) -> bool:
    """Whether a configured form of ours, and nobody beside it, sent it, naming one customer in Reply-To (10.1)."""
    return bool(form_customer(facts.originators, facts.reply_to, facts.all("authentication-results"), desk))


def forged_form(facts: Facts, desk: Desk) -> bool:
    """Whether it says that it is from a configured form, and no server that the desk believes vouches for that."""
    vouching = facts.all("authentication-results")
    return from_form(facts.originators, desk) and not vouched(facts.originators, vouching, desk)


def notifier(facts: Facts, desk: Desk) -> bool:
    """Whether the sender is known to send notices only."""
    sender = key(facts.sender)
    host = sender.rpartition("@")[2]
    if sender in signs.NOTIFIERS or host in signs.NOTIFIERS:
        return True
    named = desk.trust.notifiers
    return bool(named) and any(name.casefold() in (sender, host) for name in named)


def answers_us(facts: Facts, desk: Desk) -> bool:
    """Whether it refers to an id of one of our domains."""
    ours = {domain(spec) for spec in (desk.address, *desk.aliases, *desk.other_desks)}
    return any(domain(id.strip("<>")) in ours for id in facts.answers)


def is_away(facts: Facts, desk: Desk) -> bool:
    """Whether the subject is that of an absence note: one that names itself, or one that answers us.

    An acknowledgement of another desk, which answers us with its usual words, is one too.
    """
    subject = signs.bare(facts.subject)
    if signs.NAMED_AWAY.match(subject):
        return True
    if signs.RECEIVED_SUBJECT.match(subject):
        return signs.RECEIVED_TEXT.search(facts.text) is not None and answers_us(facts, desk)
    return signs.AWAY_SUBJECT.match(subject) is not None and answers_us(facts, desk)


def spam_field(facts: Facts) -> str:
    """The field in which a filter called it spam, "" when none did."""
    return next((name for name in signs.SPAM if signs.YES.match(facts.first(name))), "")
