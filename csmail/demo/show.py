"""Plays the demo: mails arrive at a shop that exists for a moment, the real passes run over them."""

from __future__ import annotations

import email
import email.message
import email.policy
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from csmail.config.load import load
from csmail.demo import samples
from csmail.demo.scenes import Chapter, Received, Scene, Summary, Told
from csmail.desk.intake.poll import poll
from csmail.desk.intake.report import Arrived, PassReport
from csmail.mail.compose.mime_parts import ORIGINAL_NAME
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.now import now as clock
from csmail.wiring import Wiring

if TYPE_CHECKING:
    from csmail.demo.setup import Shop

DESK = "support"
OPENING_LINES = 6
Delivered = tuple[str, tuple[str, ...], bytes]


def play(place: Shop, now: Callable[[], datetime] = clock) -> Iterator[Scene]:
    """The scenes one after another; the servers of `place` must run. Raises what the real passes raise."""
    with Wiring(load(place.rules), now) as wiring:
        desk = wiring.desk(DESK)
        reports = [poll(desk)]  # a new desk begins behind what lies in its mailbox, and that is nothing
        for title, arriving in _rounds(place, now):
            _deliver(place, arriving)
            yield Chapter(title)
            arrived: list[Arrived] = []
            reports.append(poll(desk, listener=arrived.append))
            yield from map(told, arrived)
        yield Chapter("What left the desk")
        yield from (received(mail) for mail in place.smtp.received)
        yield summary(wiring, reports, (DESK,))


def told(arrived: Arrived) -> Told:
    """What became of an arrival."""
    message, receipt = arrived.message, arrived.receipt
    author = message.originators[0] if message.originators else None
    sender = "" if author is None else f"{author.name} <{author.spec}>" if author.name else author.spec
    declined = [(step.action, step.withheld) for step in receipt.steps if step.withheld]
    withheld = [Reason.of("step_withheld", action=action).because(why) for action, why in declined]
    if not message.verdict.allowed and not any(step.action == "acknowledge" for step in receipt.steps):
        withheld.append(Reason("no_automatic_answer").because(Reason(message.verdict.reason)))
    return Told(
        sender=sender,
        subject=message.subject,
        kind=message.kind,
        conversation=arrived.conversation.id if arrived.conversation else "",
        rules=receipt.hits,
        did=tuple(did for step in receipt.steps for did in step.did),
        withheld=tuple(withheld),
        notes=receipt.notes,
    )


def received(delivered: Delivered) -> Received:
    """A mail of ours, read as its recipients would read it."""
    _, recipients, data = delivered
    mail = email.message_from_bytes(data, policy=email.policy.default)
    body = mail.get_body(("plain",))
    return Received(
        sender=str(mail["From"] or ""),
        to=recipients,
        cc=str(mail["Cc"] or ""),
        subject=str(mail["Subject"] or ""),
        text=_opening(body.get_content() if body else ""),
        attachments=tuple(_named(part) for part in mail.iter_attachments()),
    )


def _named(part: email.message.Message) -> str:
    name = part.get_filename()
    original = name == ORIGINAL_NAME or part.get_content_type() == "message/rfc822"
    return "the original mail" if original else name or "a file"


def _rounds(place: Shop, now: Callable[[], datetime]) -> Iterator[tuple[str, Iterable[samples.Sample]]]:
    yield "Mail arrives at the desk", samples.arrivals(now())
    yield "Later, answers to what the desk sent come in", samples.answers(now(), _sent(place.smtp.received))


def _sent(delivered: Iterable[Delivered]) -> dict[str, str]:
    return {
        recipients[0]: str(email.message_from_bytes(data)["Message-ID"])
        for _, recipients, data in delivered
        if recipients
    }


def _deliver(place: Shop, arriving: Iterable[samples.Sample]) -> None:
    for sample in arriving:
        place.imap.deliver(sample.data, at=sample.received_at)


def _opening(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:OPENING_LINES]) + ("\n…" if len(lines) > OPENING_LINES else "")


def summary(wiring: Wiring, reports: Iterable[PassReport], desks: Iterable[str]) -> Summary:
    """What came of these passes, in figures."""
    conversations = [one for name in desks for one in wiring.store.conversations(ConversationFilter(name))]
    return Summary(
        arrived=sum(report.taken_in for report in reports),
        twice=sum(report.known_already for report in reports),
        conversations=len(conversations),
        acknowledged=sum(one.acknowledged_at is not None for one in conversations),
        escalated=sum(bool(one.escalations) for one in conversations),
        drafts=sum(1 for _ in wiring.store.drafts()),
        needing=sum(bool(one.needs) for one in conversations),
        problems=tuple(problem for report in reports for problem in report.problems),
    )
