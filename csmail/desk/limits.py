"""The limits of acknowledgements: what is used up, while a batch goes on too, and whether the breaker is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from csmail.desk.holds import Held, held
from csmail.mail import address
from csmail.model.changes import Acknowledged, Standing
from csmail.model.desk import Desk
from csmail.model.hold import BREAKER_OPEN
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.ports import Acknowledgements, Span, Store

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Spent:
    """Acknowledgements to one sender within the desk's window; within an hour: to strangers of its domain, due to
    strangers (held ones too), sent to anybody, and sent to this sender."""

    sender: int = 0
    domain: int = 0
    hour: int = 0
    sent: int = 0
    lately: int = 0


@dataclass(slots=True)
class Tally:
    """Counts of one hour, as the limits look at them."""

    due: int = 0
    sent: int = 0
    held: int = 0
    domains: Counter[str] = field(default_factory=Counter)
    senders: Counter[str] = field(default_factory=Counter)

    def add(self, sender: str, standing: Standing, count: int = 1) -> None:
        """So many more to this address key; what a known customer gets takes nothing from the strangers' share."""
        if standing != "held":
            self.sent += count
            self.senders[sender] += count
        else:
            self.held += count
        if standing != "known":
            self.due += count
            self.domains[host(sender)] += count


@dataclass
class Budget:
    """`here` is the collector's growing list of what this batch adds; the store is asked once an hour's count."""

    store: Acknowledgements
    desk: Desk
    now: datetime
    here: Sequence[Acknowledged]
    _taken: int = 0
    _senders: Counter[str] = field(default_factory=Counter)
    _added: Tally = field(default_factory=Tally)

    def spent(self, sender: str) -> Spent:
        """What was used up before the next acknowledgement to this address key."""
        self._take_down()
        window = around(self.now, self.desk.acknowledge.window)
        domain, before, added = host(sender), self._before, self._added
        return Spent(
            self._senders[sender] + self.store.acknowledged(self.desk.name, sender, window),
            added.domains[domain] + before.domains[domain],
            added.due + before.due,
            added.sent + before.sent,
            added.senders[sender] + before.senders[sender],
        )

    def alarm(self) -> Reason | None:
        """What to tell a person when this batch is the first of an hour to hold anything; None when it is not."""
        self._take_down()
        if not self._added.held or self._before.held:
            return None
        return Reason.of("acknowledgements_held_from_now", limit=self.desk.acknowledge.for_strangers)

    @cached_property
    def _before(self) -> Tally:
        return tally(self.store, self.desk.name, self.now)

    def _take_down(self) -> None:
        for one in self.here[self._taken :]:
            self._senders[one.sender] += 1
            self._added.add(one.sender, one.standing)
        self._taken = len(self.here)


def tally(store: Acknowledgements, desk: str, now: datetime) -> Tally:
    """What was counted within the last hour. Raises StoreError."""
    found = Tally()
    for (sender, standing), count in store.acknowledgements(desk, around(now, HOUR)).items():
        found.add(sender, standing, count)
    return found


def around(now: datetime, span: timedelta) -> Span:
    """What counts as the last `span`: also what lies as far ahead, for a clock that was set back a little; no more,
    or what a clock ten years ahead wrote down would stop the acknowledgements of ten years."""
    return now - span, now + span


def host(sender: str) -> str:
    """The domain of an address key, folded already: amid 10,000 of them a batch begins in 18 ms, not in 46."""
    return sender.rpartition("@")[2]


def addressee(message: Message, desk: Desk) -> str:
    """Key of the address that an acknowledgement would go to: the author, the customer behind a contact form."""
    if desk.trust.forms:
        from csmail.mail import recipients  # with it come the signs of machines; only counts are asked for mostly

        audience = recipients.acknowledgement(message, desk)
        return address.key(audience.to[0].spec) if audience.to else ""
    return address.key(message.originators[0].spec) if message.originators else ""


NONE = Held(0, None)


@dataclass(frozen=True, slots=True)
class Breaker:
    """`due` acknowledgements to strangers within the last hour, sent or held by the breaker; `sent` to anybody.

    It shuts by itself when fewer than `limit` were due within an hour; what it held stays before a person, who alone
    can tell customers from forged senders.
    """

    due: int
    limit: int
    holds: Held = NONE
    sent: int = 0
    in_all: int = 0

    @property
    def open(self) -> bool:
        """Whether the next acknowledgement to a stranger is held."""
        return self.due >= self.limit or self.full

    @property
    def full(self) -> bool:
        """Whether that of a known customer would be held as well."""
        return self.sent >= self.in_all > 0

    def reason(self) -> Reason | None:
        """What a person should know; None when there is nothing."""
        held = self.holds.count
        if self.full and (self.limit < self.in_all or self.due < self.limit):
            return Reason.of("all_acknowledgements_stopped", sent=self.sent, limit=self.in_all, held=held)
        if self.open:
            return Reason.of("acknowledgements_stopped", due=self.due, limit=self.limit, held=held)
        return Reason.of("acknowledgements_resumed", held=held) if held else None


def breaker(store: Store, desk: Desk, now: datetime) -> Breaker:
    """How it stands; reads the counts of an hour, and the tasks that wait for a person."""
    return standing(desk, tally(store, desk.name, now), held(store, desk.name))


def standing(desk: Desk, counts: Tally, holds: Mapping[str, Held]) -> Breaker:
    """How it stands by these counts."""
    limits = desk.acknowledge
    return Breaker(counts.due, limits.for_strangers, holds.get(BREAKER_OPEN, NONE), counts.sent, limits.per_hour)
