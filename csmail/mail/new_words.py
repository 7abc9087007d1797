"""What a message says that was not said before: what rules match and specialists are shown."""

from __future__ import annotations

from csmail.mail.text.quote_intro import label
from csmail.mail.text.quotes import split, without_quotes
from csmail.mail.threading import subject
from csmail.model.message import Message

LOOKED_AT = 400


def new_words(message: Message) -> str:
    """The sender's own words; with them a mail that is carried on, unless it was written to us or by us.

    "" for an answer that is nothing but a quote. Whole where there is no telling: a form, a forward without a word.
    """
    return message.text if _carries_on(message) and not _is_ours(message) else own_words(message)


def own_words(message: Message) -> str:
    """The sender's own words alone, without a mail that is carried on: somebody else wrote that."""
    found = split(message.text)
    if found.own or not message.text:
        return found.own
    answering = bool(message.in_reply_to) or subject.is_reply(message.subject)
    return "" if answering or _carries_on(message) else message.text


def _carries_on(message: Message) -> bool:
    return split(message.text).forward or subject.is_forward(message.subject)


def shown_words(message: Message) -> str:
    """The same for people: where nothing is new they see the whole text."""
    return new_words(message).strip() or without_quotes(message.text)


def _is_ours(message: Message) -> bool:
    """Whether the mail carried on was written by somebody whom this message goes to: then nothing in it is new."""
    here = {one.spec.lower() for one in (*message.to, *message.cc)}
    for line in message.text.split("\n", LOOKED_AT)[:LOOKED_AT]:
        kind, value = label(line)
        if kind == "from" and "@" in value:
            return any(one in value.lower() for one in here)
    return False
