"""Plays the demo: mails arrive at a shop that exists for a moment, the real passes run over them."""

from __future__ import annotations

import email
import email.message
import email.policy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csmail.clocks import calendar
from csmail.config.load import load
from csmail.demo import noon, samples
from csmail.demo.scenes import Chapter, Received, Scene, Summary, Told
from csmail.desk.intake.poll import poll
from csmail.desk.intake.report import Arrived, PassReport
from csmail.desk.workspace import Workspace
from csmail.mail.compose.mime_parts import ORIGINAL_NAME
from csmail.model.desk import Desk
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.now import now as clock
from csmail.wiring import Wiring
from csmail.wording.spoken import phrase

if TYPE_CHECKING:
    from csmail.demo.setup import Shop

DESK = "support"
OPENING_LINES = 6
OPEN = timedelta(hours=3)
Delivered = tuple[str, tuple[str, ...], bytes]


@dataclass
class Morning:
    """The desk, the clock in our hand, and how many mails had left when we last looked."""

    desk: Workspace
    shop: Shop
    now: datetime
    reports: list[PassReport] = field(default_factory=list)
    shown: int = 0

    def arriving(self, mails: Iterable[samples.Sample]) -> Iterator[Told]:
        """These mails come in now; what became of each."""
        for sample in mails:
            self.shop.imap.deliver(sample.data, at=self.now)
        arrived: list[Arrived] = []
        self.reports.append(poll(self.desk, listener=arrived.append))
        self.shown = len(self.shop.smtp.received)
        yield from map(told, arrived)

    def passing(self, **span: int) -> Iterator[Received]:
        """So much later, nobody having written; the mails that left because of it."""
        self.now += timedelta(**span)
        self.reports.append(poll(self.desk))
        left = self.shop.smtp.received[self.shown :]
        self.shown += len(left)
        yield from map(received, left)


def play(place: Shop) -> Iterator[Scene]:
    """The scenes one after another; the servers of `place` must run. Raises what the real passes raise.

    They are played on a morning on which the desk was open, so that it promises and tells the same at every hour.
    """
    begun: list[Morning] = []
    with Wiring(load(place.rules), lambda: begun[0].now if begun else clock()) as wiring:
        desk = wiring.desk(DESK)
        morning = Morning(desk, place, last_morning(desk.desk, clock()))
        begun.append(morning)
        morning.reports.append(poll(desk))  # a new desk begins behind what lies in its mailbox, and that is nothing
        yield Chapter(phrase("10.00: mail arrives at the desk"))
        yield from morning.arriving(samples.arrivals(morning.now))
        yield Chapter(phrase("A minute later answers to what the desk sent come in"))
        morning.now += timedelta(minutes=1)
        yield from morning.arriving(samples.answers(morning.now, _sent(place.smtp.received)))
        early = tuple(place.smtp.received)
        yield Chapter(
            phrase("10.20: half of what the customers were promised is gone; one mail tells the lead of all who wait")
        )
        yield from morning.passing(minutes=19)
        yield Chapter(
            phrase("12.31: nobody has answered; apologies lie among the drafts, and the owner is told as well")
        )
        yield from morning.passing(minutes=11)
        yield from morning.passing(hours=2)
        yield Chapter(phrase("What left the desk before"))
        yield from map(received, early)
        yield from noon.bulk(desk)
        morning.now += timedelta(minutes=2)
        yield from noon.incident(desk)
        morning.now += timedelta(minutes=1)
        yield from noon.report(desk, morning.now)
        yield summary(wiring, morning.reports, (DESK,))


def last_morning(desk: Desk, before: datetime) -> datetime:
    """Ten o'clock of the last day on which the desk was open from then on until one."""
    times, zone = calendar(desk.hours), ZoneInfo(desk.timezone)
    today = before.astimezone(zone).replace(hour=10, minute=0, second=0, microsecond=0)
    days = (today - timedelta(days=number) for number in range(1, 60))
    return next(day for day in days if times.elapsed(day, day + OPEN) == OPEN).astimezone(UTC)


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


def _sent(delivered: Iterable[Delivered]) -> dict[str, str]:
    return {
        recipients[0]: str(email.message_from_bytes(data)["Message-ID"])
        for _, recipients, data in delivered
        if recipients
    }


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
