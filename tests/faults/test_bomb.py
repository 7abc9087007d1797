"""A mail bomb silences nobody whom the desk knows, and buries neither him nor what needs a person."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail.desk.by_hand.release import Released, release
from csmail.desk.holds import held, untold
from csmail.desk.intake import poll
from csmail.desk.limits import breaker
from csmail.desk.watch.health import health
from csmail.mail.address import domain
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.desk import AcknowledgeLimits
from csmail.model.hold import BREAKER_OPEN, DOMAIN_LIMITED, RATE_LIMITED
from csmail.model.reason import Reason
from csmail.stores import tinydb
from tests.factories import NOW, conversation, desk
from tests.loops.world import busiest, sent
from tests.workspace import Office, asked, mail, rule

FULL = os.environ.get("CSMAIL_FAULTS") == "all"
MAILS, SENDERS = (10_000, 1_000) if FULL else (600, 60)
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
Making = Callable[..., Office]
USUAL = AcknowledgeLimits()


def known_to(here: Office, spec: str, number: int = 0) -> None:
    """A person of ours answered this customer a month ago."""
    then = NOW - MONTH
    one = conversation(
        id=f"OLD{number:03}", desk="support", customer=Address(spec), participants=frozenset({spec}), status="closed",
        opened_at=then, changed_at=then, answered_at=then, last_in_at=then,
    )  # fmt: skip
    here.store.commit(Changes(conversations=(one,)))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Making]:
    opened: list[tinydb.TinyStore] = []

    def make(limits: AcknowledgeLimits = USUAL) -> Office:
        here = Office(rules=(rule(asked("acknowledge")),), desk=desk(acknowledge=limits))
        store = tinydb.open(tinydb.Settings(), tmp_path / f"{len(opened)}")
        opened.append(store)
        here.store = store  # type: ignore[assignment]
        here.place = replace(here.place, store=store)
        poll.poll(here.place)
        return here

    yield make
    for store in opened:
        store.close()


def bomb(here: Office, mails: int = MAILS, senders: int = SENDERS, host: str = "d{}.example") -> None:
    for number in range(mails):
        who = f"a{number % senders}@{host.format(number % senders)}"
        here.deliver(mail(number, From=who, Subject=f"URGENT {number}"))
    poll.poll(here.place)


def told(here: Office) -> Counter[str]:
    return Counter(spec for one, _ in here.transport.sent for spec in one.recipients)


def test_after_a_bomb_a_known_customer_is_told_and_everybody_else_waits_visibly(made: Making) -> None:
    limits = AcknowledgeLimits() if FULL else AcknowledgeLimits(per_hour=20)
    here = made(limits)
    known_to(here, "jane@cust.example")
    bomb(here)
    here.later()
    here.deliver(mail(MAILS + 1))
    report = poll.poll(here.place)
    assert told(here)["jane@cust.example"] == 1
    assert sum(told(here).values()) == limits.for_strangers + 1
    assert report.problems == []
    waiting = untold(held(here.store, "support"))
    assert waiting > SENDERS
    unwell = health(here.store, here.desk, here.now, HOUR)
    assert unwell.untold == waiting
    assert unwell.problems == (Reason.of("customers_untold", count=waiting),)


def test_a_bomb_under_names_of_her_company_or_her_provider_silences_no_known_customer(made: Making) -> None:
    for number, host in enumerate(("cust.example", "gmail.com")):
        here = made()
        known_to(here, f"jane@{host}")
        bomb(here, 200, 200, host)
        here.deliver(mail(MAILS + number, From=f"Jane <jane@{host}>"))
        poll.poll(here.place)
        assert told(here)[f"jane@{host}"] == 1


def test_forged_mails_of_some_known_customers_use_up_nothing_that_is_kept_for_the_others(made: Making) -> None:
    here = made(AcknowledgeLimits(per_hour=20))  # 15 for strangers, 5 are kept
    names = [f"k{number}@cust{number}.example" for number in range(5)]
    for number, name in enumerate(names):
        known_to(here, name, number)
    bomb(here, 40, 40)
    for number, name in enumerate(names[:4] * 3):
        here.deliver(mail(MAILS + number, From=name, Subject=f"Palsu {number}"))
    here.deliver(mail(MAILS + 99, From=names[4], Subject="Sungguhan"))
    poll.poll(here.place)
    assert [told(here)[name] for name in names] == [1, 1, 1, 1, 1]
    assert fates(release(here.place, BREAKER_OPEN, 99, "sari", dry_run=True)).keys() == {("stays", "hour_full")}


def test_a_bomb_from_one_free_mail_host_leaves_room_for_everybody_else(made: Making) -> None:
    here = made()
    bomb(here, 300, 300, "gmail.com")
    limits = here.desk.acknowledge
    assert len(here.transport.sent) == limits.for_free_mail < limits.for_strangers
    here.deliver(mail(900, From="new@toko-lain.example"))
    poll.poll(here.place)
    assert told(here)["new@toko-lain.example"] == 1
    assert held(here.store, "support")[DOMAIN_LIMITED].count == 300 - limits.for_free_mail


def fates(done: tuple[Released, ...]) -> Counter[tuple[str, str]]:
    return Counter((one.fate, one.why) for one in done)


def test_a_release_lets_go_of_the_known_first_then_the_oldest_and_keeps_the_limits_of_the_hour(made: Making) -> None:
    here = made(AcknowledgeLimits(per_hour=8))
    bomb(here, 30, 30)
    known_to(here, "a25@d25.example")
    assert len(here.transport.sent) == 6
    assert fates(release(here.place, BREAKER_OPEN, 50, "sari")) == {("released", ""): 1, ("stays", "hour_full"): 23}
    here.later(HOUR + timedelta(minutes=1))
    rehearsed = release(here.place, BREAKER_OPEN, 4, "sari", dry_run=True)
    assert fates(rehearsed) == {("released", ""): 4, ("stays", "limit"): 19}
    assert fates(release(here.place, BREAKER_OPEN, 50, "sari"))[("released", "")] == 6
    poll.poll(here.place)
    order = [one.recipients[0] for one, _ in here.transport.sent]
    assert order[6] == "a25@d25.example"
    assert order[7:] == [f"a{number}@d{number}.example" for number in range(6, 12)]
    assert len(here.transport.sent) == 13


def test_a_release_sends_nothing_that_is_too_old_answered_closed_or_bounced(made: Making) -> None:
    here = made(AcknowledgeLimits(per_hour=4))
    bomb(here, 8, 8)
    waiting = [here.store.conversation(task.conversation) for task in here.store.tasks("support", ("held",))]
    assert len(waiting) == 5
    first, second, third, fourth = (one for one in waiting[:4] if one is not None)
    assert fourth.customer is not None
    changed = (
        first.amended(answered_at=here.now), second.amended(status="spam"),
        third.amended(bounced=frozenset({third.customer.spec if third.customer else ""})),
    )  # fmt: skip
    here.store.commit(Changes(conversations=changed))
    here.later(HOUR * 2)
    done = fates(release(here.place, BREAKER_OPEN, 1, "sari"))
    assert done == {
        ("dropped", "answered"): 1, ("dropped", "closed"): 1, ("dropped", "bounced"): 1, ("released", ""): 1,
        ("stays", "limit"): 1,
    }  # fmt: skip
    here.later(timedelta(days=2))
    assert fates(release(here.place, BREAKER_OPEN, 9, "sari")) == {("dropped", "too_old"): 1}
    assert health(here.store, here.desk, here.now, timedelta(days=9)).untold == 0
    poll.poll(here.place)
    assert len(here.transport.sent) == 4


def test_a_release_gives_one_sender_no_more_than_he_may_have(made: Making) -> None:
    here = made()
    for number in range(9):
        here.deliver(mail(number, Subject=f"Nomor {number}"))
    poll.poll(here.place)
    assert fates(release(here.place, RATE_LIMITED, 50, "sari")) == {("stays", "rate_limited"): 6}
    assert fates(release(here.place, DOMAIN_LIMITED, 50, "sari")) == {}


PER_HOUR, RESERVE = 6, 3
arrivals = st.lists(
    st.tuples(
        st.sampled_from(["known", "stranger", "company", "gmail"]),
        st.integers(0, 2**16),
        st.sampled_from([0, 0, 0, 1, 10, 40]),
    ),
    max_size=40,
)


@settings(max_examples=60 if not FULL else 600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals, st.integers(1, 7))
def test_in_any_order_of_arrivals_a_known_customer_within_the_reserve_is_told_and_no_hour_has_too_many(
    order: list[tuple[str, int, int]], together: int
) -> None:
    limits = AcknowledgeLimits(per_hour=PER_HOUR, reserve=RESERVE, per_domain=2, per_free_mail=2)
    here = Office(rules=(rule(asked("acknowledge")),), desk=desk(acknowledge=limits))
    poll.poll(here.place)
    hosts = {"known": "cust.example", "stranger": "d{}.example", "company": "cust.example", "gmail": "gmail.com"}
    wrote: list[tuple[str, datetime]] = []
    for number, (kind, who, minutes) in enumerate(order):
        if minutes or number % together == 0:
            poll.poll(here.place)
            here.later(timedelta(minutes=minutes))
        spec = f"{kind}{number if kind == 'known' else who}@{hosts[kind].format(who)}"
        if kind == "known":
            known_to(here, spec, number)
            wrote.append((spec, here.now))
        here.deliver(mail(number, From=spec, Subject=f"Hal {number}"))
    poll.poll(here.place)
    left = [(task.created_at, spec) for task, spec in sent(here)]
    assert busiest((at for at, _ in left), HOUR) <= PER_HOUR
    unknown = [(at, domain(spec)) for at, spec in left if not spec.startswith("known")]
    assert busiest((at for at, _ in unknown), HOUR) <= PER_HOUR - RESERVE
    for host in {host for _, host in unknown}:
        assert busiest((at for at, each in unknown if each == host), HOUR) <= 2
    reached = {spec for _, spec in left}
    for spec, at in wrote:
        if sum(at - HOUR <= other <= at for _, other in wrote) <= RESERVE:
            assert spec in reached


def test_the_breaker_says_how_it_stands_towards_known_customers(made: Making) -> None:
    here = made(AcknowledgeLimits(per_hour=4, reserve=2))
    for number in range(3):
        known_to(here, f"k{number}@cust.example", number)
    bomb(here, 5, 5)
    reason = breaker(here.store, here.desk, here.now).reason()
    assert reason is not None
    assert (reason.code, reason.fact("due")) == ("acknowledgements_stopped", "5")
    for number in range(3):
        here.deliver(mail(50 + number, From=f"k{number}@cust.example"))
    poll.poll(here.place)
    assert [told(here)[f"k{number}@cust.example"] for number in range(3)] == [1, 1, 0]
    reason = breaker(here.store, here.desk, here.now).reason()
    assert reason is not None
    assert (reason.code, reason.fact("sent"), reason.fact("limit")) == ("all_acknowledgements_stopped", "4", "4")
