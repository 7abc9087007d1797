"""Plays an evening, a night and a morning of two desks, with a clock that the demo moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csmail.actions.reply import Reply
from csmail.clocks import calendar
from csmail.config.load import load
from csmail.demo import samples
from csmail.demo.scenes import Chapter, Scene, Told
from csmail.demo.show import received, summary, told
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.desk.intake.report import Arrived, PassReport
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.reason import Reason
from csmail.model.receipt import Arrival, Receipt
from csmail.now import now as clock
from csmail.rules.rule import ActionCall
from csmail.wiring import Wiring
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.demo.setup import Shop

EXAMPLE = "two-desks"
HOME, OTHER = "service", "care"
BEGIN = timedelta(hours=16, minutes=30)
TOLD_ALREADY: frozenset[Arrival] = frozenset({"arrival", "reply", "bounce"})
BLOCKED = """\
Halo Pak Agus,

Akunnya sudah kami blokir dan kedua pesanan itu kami batalkan. Pengembalian dananya diurus rekan kantor besok pagi.

Nina
Tim Malam Toko Melati
"""
ANSWER = """\
Halo Rina,

Maaf ya, gordennya tertukar. Kurir kami mengantar ukuran yang benar besok pukul 08.00, yang salah boleh ditahan dulu.

Nina
Tim Malam Toko Melati
"""


@dataclass
class Evening:
    """The two desks, the clock in our hand, and which receipts were shown."""

    wiring: Wiring
    shop: Shop
    now: datetime
    reports: list[PassReport] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def at(self, moment: datetime, *mails: str) -> Iterator[Told]:
        """These mails come in at that moment, both desks make a pass; what became of everything."""
        self.now = moment
        for name in mails:
            self.shop.imap.deliver(samples.one(EXAMPLE, name, moment).data, at=moment)
        arrived: list[Arrived] = []
        for place in self.wiring.desks.values():
            self.reports.append(poll(place, listener=arrived.append))
        yield from map(told, arrived)
        yield from self.news()

    def by_hand(self, subject: str, asked: ActionCall, by: str) -> None:
        found = next(one for one in self.conversations() if one.subject == subject)
        act(self.wiring.desk(found.desk), found.id, asked, by)

    def conversations(self) -> list[Conversation]:
        return sorted(self.wiring.store.conversations(), key=lambda one: one.opened_at)

    def news(self) -> Iterator[Told]:
        """What happened though no mail came: a shift ended, half of a promise is gone, somebody acted."""
        for one in self.conversations():
            for receipt in self.wiring.store.receipts(one.id):
                happened = receipt.hits or receipt.steps
                fresh = happened and receipt.id not in self.shown and receipt.on not in TOLD_ALREADY
                self.shown.add(receipt.id)
                if fresh:
                    yield _told(one, receipt)


def play(place: Shop) -> Iterator[Scene]:
    """The scenes one after another; the servers of `place` must run. Raises what the real passes raise."""
    evening: list[Evening] = []
    with Wiring(load(place.rules), lambda: evening[0].now if evening else clock()) as wiring:
        day = last_evening(wiring.desk(HOME).desk, clock())
        evening.append(Evening(wiring, place, day + BEGIN))
        yield from _played(evening[0], lambda hour, minute=0: day + timedelta(hours=hour, minutes=minute))
        yield Chapter(phrase("What left the two desks"))
        yield from (received(mail) for mail in place.smtp.received)
        yield summary(wiring, evening[0].reports, (HOME, OTHER))


def last_evening(desk: Desk, before: datetime) -> datetime:
    """The midnight with which the last day began on which the office closed and opened again the next morning."""
    zone = ZoneInfo(desk.timezone)
    times = calendar(desk.hours)
    today = before.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (today - timedelta(days=number) for number in range(1, 60))
    return next(day for day in days if all(times.shifts(one.date()) for one in (day, day + timedelta(days=1)))
                and day + timedelta(hours=34) <= before)  # fmt: skip


def _played(evening: Evening, wall: Callable[..., datetime]) -> Iterator[Scene]:
    list(evening.at(wall(16, 30)))  # new desks begin behind what lies in their mailboxes, and that is nothing
    yield Chapter(phrase("16.40: two mails come to the office"))
    yield from evening.at(wall(16, 40), "01-wrong-parcel", "02-opening-hours")
    yield Chapter(phrase("17.00: the office closes; what is urgent and unanswered goes to the desk of the night"))
    yield from evening.at(wall(17))
    yield Chapter(phrase("17.31: half of what care promises is gone; its shift lead is told, not the office"))
    yield from evening.at(wall(17, 31))
    yield Chapter(phrase("17.40: Nina of care answers, from the address that Rina wrote to"))
    evening.now = wall(17, 40)
    evening.by_hand("Gorden salah ukuran, acaranya besok", ActionCall("reply", Reply(text=ANSWER)), "nina")
    yield from evening.news()
    yield Chapter(phrase("22.10: an urgent mail at night is served by care at once; its money waits for the office"))
    yield from evening.at(wall(22, 10), "03-account-taken-over")
    yield Chapter(phrase("22.20: Nina answers Agus within what his acknowledgement promised"))
    evening.now = wall(22, 20)
    evening.by_hand("Akun saya dibobol", ActionCall("reply", Reply(text=BLOCKED)), "nina")
    yield from evening.news()
    yield Chapter(phrase("09.00: the office opens, and gets back what only it can settle"))
    yield from evening.at(wall(24 + 9))


def _told(conversation: Conversation, receipt: Receipt) -> Told:
    customer = conversation.customer
    sender = f"{customer.name} <{customer.spec}>" if customer else ""
    withheld = [(step.action, step.withheld) for step in receipt.steps if step.withheld]
    return Told(
        sender=sender,
        subject=conversation.subject,
        kind=receipt.on,
        conversation=conversation.id,
        rules=receipt.hits or (spoken("no rule, by {by}", by=receipt.by),),
        did=tuple(did for step in receipt.steps for did in step.did),
        withheld=tuple(Reason.of("step_withheld", action=action).because(why) for action, why in withheld),
        notes=receipt.notes,
    )
