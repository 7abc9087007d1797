"""The letter that a reply or a draft writes: whom it answers, in whose words."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from csmail.mail import recipients
from csmail.mail.order import comes_after, ordered
from csmail.model.audience import Audience
from csmail.model.effects import Letter
from csmail.model.message import Message
from csmail.model.situation import Situation

Whom = Literal["all", "sender"]


def answering(situation: Situation, whom: Whom) -> Audience:
    """The audience of an answer to the newest message; a follow-up when that one is ours (correct-mail A-5, A-6)."""
    message, history = situation.message, situation.history
    if message is None or spoke_last(history, message):
        said = history if message is None else ordered((*history, message))
        return recipients.follow_up(said, situation.desk, situation.conversation)
    reply = recipients.reply_all if whom == "all" else recipients.reply
    return reply(message, history, situation.desk, situation.conversation)


def spoke_last(history: tuple[Message, ...], message: Message) -> bool:
    """Whether a person of ours wrote after this message."""
    since = comes_after((*history, message), message.key)
    return any(said.direction == "out" and not said.automatic for said in since)


def with_more(audience: Audience, cc: tuple[str, ...], bcc: tuple[str, ...], situation: Situation) -> Audience:
    """The audience with what a person or a rule adds."""
    return recipients.with_additions(audience, cc, bcc, situation.by, situation.desk) if cc or bcc else audience


def reply_letter(audience: Audience, template: str, text: str, files: tuple[Path, ...] = ()) -> Letter:
    """A reply in the words of `text`, or else of the template."""
    return Letter("reply", audience, template="" if text else template, text=text, attachments=files)
