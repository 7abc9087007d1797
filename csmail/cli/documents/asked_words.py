"""The customer's words, above the answer that waits for a person: nobody approves what he cannot compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import words
from csmail.cli.terminal.output import Styled, line
from csmail.cli.terminal.times import moment
from csmail.mail.transcript import question
from csmail.model.message import Message
from csmail.reason import Reason

SHOWN = 15
"""Lines; all of them are in the document and in `csmail conversations show`."""


@dataclass(frozen=True, slots=True)
class Question:
    """The newest mail that somebody wrote to us: his own words in `text`, without what he quotes."""

    message: str
    sender: shapes.Person | None
    at: datetime
    subject: str
    text: str


def newest(said: Sequence[Message]) -> Question | None:
    """Of messages, oldest first; None where nobody wrote to us."""
    asked = question(said)
    if asked is None:
        return None
    from csmail.mail.new_words import shown_words  # with it comes what reads quotes

    sender = build.person(asked.originators[0]) if asked.originators else None
    return Question(asked.key, sender, asked.received_at, asked.subject, shown_words(asked).strip("\n"))


def show(one: Question, conversation: str, desk: str) -> None:
    """Print it for people, its first lines; below it stands the answer."""
    who = build.person_shown(one.sender)
    line(Styled(words(Reason.of("draft_they_wrote", who=who, at=moment(one.at, desk))), "bold"))
    lines = one.text.split("\n")
    for each in lines[:SHOWN]:
        line(Styled("> ", "dim"), each)
    if len(lines) > SHOWN:
        more = Reason.of("draft_more_lines", count=len(lines) - SHOWN, conversation=conversation)
        line(Styled(words(more), "dim"))
    line("")
