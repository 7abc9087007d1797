"""The mark by which a desk knows its own mail when it comes back."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.mail.mime import headers
from csmail.model.desk import Desk
from csmail.model.message import Message

FIELD = "X-CSMail-Loop"


def mark_of(desk: Desk) -> str:
    """What our mails carry in the field."""
    return desk.loop_id or desk.address


def is_our_mark(values: Iterable[str], desk: Desk) -> bool:
    """Whether one of the field's values is the mark of this desk; letter case is lost on the way."""
    return any(value.strip().casefold() == mark_of(desk).casefold() for value in values)


def is_marked(message: Message) -> bool:
    """Whether any installation of this program wrote the message."""
    return bool(headers.values(message.header, FIELD))


def has_our_mark(message: Message, desk: Desk) -> bool:
    """Whether a message from outside carries the mark of this desk."""
    return message.direction == "in" and is_our_mark(headers.values(message.header, FIELD), desk)
