"""Shows a mail that would leave: every recipient, the blind ones too, with the reason of each."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csmail.cli.documents import build, shapes
from csmail.cli.terminal.output import Styled, line
from csmail.cli.terminal.times import moment
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.message import Message, Place, RawMessage
from csmail.model.reason import Reason
from csmail.model.task import Mail
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.effects.letters import Written

FIELDS = (("to", phrase("To")), ("cc", "Cc"), ("bcc", "Bcc"))
VISIBLE = {"cc": phrase("visible to everyone"), "bcc": phrase("nobody else sees it")}
WIDEST = 40
NAMELESS = phrase("nobody we can name")


def show(letter: shapes.Letter, desk: str = "") -> None:
    """Print the letter whole; characters that hide are named, because what is sent is what was shown."""
    _field(phrase("From"), letter.sender)
    width = min(WIDEST, max([len(one.address) for one in letter.recipients], default=0))
    for role, title in FIELDS:
        those = [one for one in letter.recipients if one.role == role]
        if not those:
            _field(title, spoken("nobody") if role == "to" else "")
        for one in those:
            _recipient(title, one, width)
    for one in letter.recipients:
        if one.role == "out":
            line(Styled(f"{spoken('not'):>8}: {one.address:<{width}}  ({one.why})", "dim"), reveal=True)
    if letter.difference:
        _field(phrase("Changes"), _changes(letter.difference, desk))
    _field(phrase("Subject"), letter.subject)
    for name in letter.attachments:
        _field(phrase("Attached"), name)
    if letter.hold:
        line(Styled(f"{spoken('Held'):>8}: {letter.hold}", "yellow"))
    line("")
    line(letter.text.rstrip("\n"), reveal=True)
    line("")


def written(one: Written, desk: Desk, hold: Reason | None = None) -> shapes.Letter:
    """A mail just written, as a document."""
    return read(one.mail, one.letter.audience, desk, hold)


def read(mail: Mail, audience: Audience, desk: Desk, hold: Reason | None = None) -> shapes.Letter:
    """The letter as a reader of the transmitted bytes sees it."""
    from csmail.mail.parse import parse

    header, gap, body = mail.data.partition(b"\r\n\r\n")
    never = datetime.fromtimestamp(0, UTC)
    message = parse(RawMessage(Place("", 0, 0), never, len(mail.data), header + gap, body), desk)
    files = tuple(file.name for file in message.attachments)
    return replace(build.letter(audience, message.subject, message.text, hold), attachments=files)


def compared(letter: shapes.Letter, audience: Audience, said: Sequence[Message], desk: Desk) -> shapes.Letter:
    """The letter with what changes for people against our last mail in the conversation, which holds `said`."""
    from csmail.mail.recipients.difference import difference

    found = difference(audience, said, desk)
    if found is None:
        return letter
    return replace(letter, difference=shapes.Difference(**dataclasses.asdict(found)))


def _changes(one: shapes.Difference, desk: str) -> str:
    people = [*(f"+ {spec}" for spec in one.joining), *(f"- {spec}" for spec in one.leaving)]
    which = phrase("our last mail, {at}") if one.ours else phrase("the first mail, of {sender}, {at}")
    last = spoken(which, sender=one.sender or spoken(NAMELESS), at=moment(one.at, desk))
    if not people:
        return spoken("none, the same people as in {last}", last=last)
    return spoken("{people}  (compared with {last})", people=", ".join(people), last=last)


def _field(title: str, text: str) -> None:
    line(Styled(f"{spoken(title):>8}: ", "bold"), text, reveal=True)


def _recipient(title: str, one: shapes.Recipient, width: int) -> None:
    why = "; ".join(filter(None, (one.why, spoken(VISIBLE.get(one.role, "")))))
    line(Styled(f"{spoken(title):>8}: ", "bold"), f"{one.address:<{width}}  ", Styled(f"({why})", "dim"), reveal=True)
