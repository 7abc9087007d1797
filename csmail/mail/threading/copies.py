"""Whether two mails are one that was changed on its way: a list adds a footer, a gateway a warning or a tag.

Such a copy has the Message-ID, the author, the date and the subject of the other, and other octets.

| what a stranger who knows all that in advance can do | what it gains |
| --- | --- |
| send a mail of his own under them first | the true one joins his conversation; no word of it is hidden |
| write what the true one will say, with more | the true one is one more sighting: its words are here already |
"""

from __future__ import annotations

import re

from csmail.mail.address import key
from csmail.mail.threading import subject
from csmail.model.message import Message

LONGEST = 2000
"""Characters of a footer or a warning; what is longer may be somebody's words."""
TAG = re.compile(r"\s*(?:\[[^\[\]]{1,60}\]|\*{2,}[^*]{1,40}\*{2,}|(?:external|ext|caution|spam)\s*:)", re.IGNORECASE)
RULE = re.compile(r"[-_=*#~]{2,}(?:\s|$)")
WARNS = re.compile(
    r"\b(?:caution|external|outside (?:of )?(?:the|your|our) organi[sz]ation|disclaimer|confidential|unsubscribe"
    r"|mailing list|hati-hati|eksternal|di luar organisasi|rahasia|berhenti berlangganan|milis)\b",
    re.IGNORECASE,
)


def is_copy(message: Message, other: Message) -> bool:
    """Whether both are one mail, whatever was done to its body and before its subject."""
    return (
        bool(message.message_id)
        and message.message_id == other.message_id
        and message.direction == "in"
        and (other.direction == "in" or (other.direction == "out" and other.place is not None))
        and bool(message.originators)
        and _authors(message) == _authors(other)
        and message.date is not None
        and message.date == other.date
        and _subject(message.subject) == _subject(other.subject)
    )


def adds_nothing(message: Message, other: Message) -> bool:
    """Whether all that the copy says stands in the `other`, but for what a list or a gateway writes around it.

    It does add something when a machine may answer it and not the other, which came through a list.
    """
    if message.verdict.allowed and not other.verdict.allowed:
        return False
    more = {(one.name, one.type) for one in message.attachments} - {(one.name, one.type) for one in other.attachments}
    if more or not is_copy(message, other):
        return False
    said, known = " ".join(message.text.split()), " ".join(other.text.split())
    if f" {said} " in f" {known} ":
        return True
    before, found, after = f" {said} ".partition(f" {known} ")
    return bool(known and found) and all(map(_is_wrapping, (before.strip(), after.strip())))


def _is_wrapping(words: str) -> bool:
    """Whether no person wrote it: nothing, something below a rule, a warning."""
    return not words or (len(words) <= LONGEST and bool(RULE.match(words) or WARNS.search(words)))


def _authors(message: Message) -> frozenset[str]:
    return frozenset(key(one.spec) for one in message.originators)


def _subject(written: str) -> str:
    """The subject without what programs put before it."""
    bare = subject.base(written)
    while found := TAG.match(bare):
        bare = subject.base(bare[found.end() :])
    return bare.casefold()
