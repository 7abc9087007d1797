"""Recognises a mail of ours that comes back under an id which a provider gave it (SES, correct-mail T-9)."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from csmail.mail import house, text
from csmail.mail.mime.charset import legible
from csmail.mail.threading.id_evidence import Clues
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.ports import Messages

LOOKED_AT = 200
"""Messages of one conversation: a copy comes back within minutes, and whoever forges our address may cite 10,000."""


def original(store: Messages, desk: Desk, message: Message, found: Clues) -> Message | None:
    """The mail as we sent it; None when `message` is no copy of one.

    Everything else must be the same, the words too: who knows only our ids must not hide mail from us (threat 18).
    """
    if not house.bears_our_name(message, desk) or not message.message_id or message.date is None:
        return None
    for conversation in dict.fromkeys(found.exact.values()):
        for said in islice(store.newest(conversation), LOOKED_AT):
            if said.direction == "out" and _same(said, message):
                return said
    return None


def _same(said: Message, message: Message) -> bool:
    return (
        said.subject == message.subject
        and _second(said.date) == _second(message.date)
        and _words(said) == _words(message)
    )


def _second(at: datetime | None) -> datetime | None:
    """A Date field holds no fractions of a second."""
    return at.replace(microsecond=0) if at else None


def _words(message: Message) -> list[str]:
    # What arrives was read without soft hyphens and the like; what we wrote may have some.
    return text.without_quotes(legible(message.text)).split()
