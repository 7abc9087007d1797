"""What of a message decides whether a machine may answer it, with the questions that more than one row asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csmail.mail.address import domain
from csmail.mail.address.classify import is_list_owner
from csmail.mail.autoreply import signs as signs
from csmail.mail.mime import headers
from csmail.mail.mime.parameters import parameter
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.replacing import quick

COMMENT = re.compile(r"\([^()]*\)")
LIST_ID = re.compile(r"<([^<>\s]{1,255})>")
MAILTO = re.compile(r"mailto:([^\s?>,]{3,320})", re.IGNORECASE)


@quick
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


def facts_of(message: Message) -> Facts:
    """The same of a message that was read before, as far as its header tells them."""
    return Facts(
        fields=headers.block(message.header).by_name, originators=message.originators, reply_to=message.reply_to,
        to=message.to, cc=message.cc, subject=message.subject, answers=message.in_reply_to + message.references,
    )  # fmt: skip


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


def is_list(message: Message) -> bool:
    """Whether a message carries such a field."""
    return bool(list_field(facts_of(message)))


def list_owner(facts: Facts) -> str:
    """The envelope or Sender of a list that has no field of its own, as Majordomo's (RFC 5230 section 4.6), or ""."""
    for name in ("return-path", "sender"):
        found = facts.first(name).strip("<> \t")
        if found and is_list_owner(found):
            return f"{name}: {found}"
    return ""


def list_names(facts: Facts) -> frozenset[str]:
    """What it says is the name of the list it came through, an address with a dot for its "@"."""
    ids = [found for value in facts.all("list-id") for found in LIST_ID.findall(value)]
    posts = [found for value in facts.all("list-post") for found in MAILTO.findall(value)]
    return frozenset(name.casefold().replace("@", ".") for name in (*ids, *posts))


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
