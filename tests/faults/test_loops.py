"""The loop laboratory: no two machines go on talking, whatever the relays between them strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from itertools import count
from typing import Any

import pytest

from csmail.actions import _rate_limits
from csmail.desk.context import Context
from csmail.desk.own_mail import Echoes
from csmail.mail import autoreply, identity, threading
from csmail.model.message import Verdict
from csmail.rules import amend
from tests.loops.post import Relay
from tests.loops.robots import DESK, Bouncer, Echo, Forwarder, HelpDesk, MailingList, Marked, Robot
from tests.loops.world import DAY, LEAD, ROUNDS, World, answered_bounces, broken_limits, office, sent

RELAYS: tuple[Relay, ...] = ("intact", "marks stripped", "bare")
ROBOTS: dict[str, Callable[[], Robot]] = {
    "a responder without any mark": Robot,
    "a responder at a mail provider": lambda: Robot(address="rina@gmail.com"),
    "a vacation program": Marked,
    "an echo": Echo,
    "a forwarder": Forwarder,
    "a help desk without marks": HelpDesk,
    "a help desk with marks": lambda: HelpDesk(own_marks=True),
    "a help desk with an address for every ticket": lambda: HelpDesk(rotating=True),
    "a ticket system with a new token every time": lambda: HelpDesk(about="Tiket TKT-{n} dibuat"),
    "a ticket system with a new token and address every time": lambda: HelpDesk(about="Tiket {n}", rotating=True),
    "a bouncer with reports": lambda: Bouncer(report=True, rightly=True),
    "a bouncer that reports to From": lambda: Bouncer(report=True),
    "a bouncer in words": Bouncer,
    "a bouncer under the customer's name": lambda: Bouncer(daemon=False),
    "a bouncer that quotes nothing": lambda: Bouncer(daemon=False, quotes=False),
    "a mailing list": lambda: MailingList(munging=False),
    "a mailing list that writes as itself": MailingList,
}
TIRELESS = "a ticket system with a new token and address every time"
"""Without a header it cannot be told from ever new customers of one domain: only a limit within a span holds it."""
RETURNING = ("an echo", "a forwarder", "a bouncer in words", "a bouncer under the customer's name",
             "a bouncer that reports to From", "a mailing list that writes as itself")  # fmt: skip
"""Robots that bring our own words back."""


def unmarked(*_: object) -> Verdict:
    return Verdict(True, "human")


def nothing(*_: object) -> str:
    return ""


def unlimited(*_: object) -> None:
    """No limit keeps an answer back."""


def never_joined(message: object, *_: object) -> threading.ThreadMatch:
    return threading.ThreadMatch()


def never_written(conversation: object, *_: object) -> object:
    return conversation


NUMBERS = count()
# The face has a function of the same name.
ACKNOWLEDGEMENT = import_module("csmail.mail.recipients.acknowledgement")
BRAKES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "signs of machines": (autoreply, "verdict", unmarked),
    "the address is looked at again": (ACKNOWLEDGEMENT, "_why_no_acknowledgement", nothing),
    "threads": (threading, "join", never_joined),
    "once in a conversation": (amend, "_written_to", never_written),
    "only the first message": (Context, "history", lambda *_: ()),
    "one cause, one task": (identity, "task_id", lambda cause: f"{next(NUMBERS):032x}"),
    "our own mail is known": (Echoes, "returned", nothing),
    "our own ids are known": (identity, "signed_conversation", nothing),
    "sender": (_rate_limits, "_of_sender", unlimited),
    "domain": (_rate_limits, "_of_domain", unlimited),
    "strangers": (_rate_limits, "_of_strangers", unlimited),
    "all": (_rate_limits, "_in_all", unlimited),
}


def met(robot: Robot, relay: Relay, then: Sequence[str] = ("acknowledge",), **more: Any) -> tuple[World, int]:
    """A person with the robot behind writes on three days; the world then, and the most rounds a day took."""
    world = World([office(then=then)], {robot.address: robot, "@far.example": robot}, relay, **more)
    most = 0
    for number in range(3):
        world.write(robot.person, robot.entry, f"Pertanyaan nomor {number}")
        most = max(most, world.settle())
        world.now += DAY - timedelta(hours=1)
    return world, most


@pytest.mark.parametrize("then", [("acknowledge",), ("reply",), ("acknowledge", "reply")], ids="+".join)
@pytest.mark.parametrize("relay", RELAYS)
@pytest.mark.parametrize("name", ROBOTS)
def test_a_desk_and_a_robot_stop_talking(name: str, relay: Relay, then: tuple[str, ...]) -> None:
    world, most = met(ROBOTS[name](), relay, then)
    (here,) = world.offices
    assert broken_limits(here) == []
    assert answered_bounces(here) == []
    assert most <= 5


@pytest.mark.parametrize("relay", RELAYS)
@pytest.mark.parametrize("name", RETURNING)
def test_our_own_mail_brought_back_in_any_form_gets_no_answer(name: str, relay: Relay) -> None:
    world, _ = met(ROBOTS[name](), relay)
    (here,) = world.offices
    assert len(sent(here)) <= 3  # one for each mail of the person
    if "list" not in name:
        assert len(sent(here)) == 3


@pytest.mark.parametrize("relay", RELAYS)
@pytest.mark.parametrize("name", sorted(ROBOTS.keys() - {TIRELESS}))
def test_a_robot_that_takes_its_time_is_stopped_as_well(name: str, relay: Relay) -> None:
    world, most = met(ROBOTS[name](), relay, step=timedelta(minutes=25))
    (here,) = world.offices
    assert broken_limits(here) == []
    assert most <= 4


def test_a_slow_robot_that_nothing_recognises_is_kept_to_what_its_domain_gets() -> None:
    robot, here = ROBOTS[TIRELESS](), office()
    world = World([here], {"@far.example": robot}, "bare", timedelta(minutes=25))
    world.write(robot.person, DESK)
    assert world.talk(60) == 60
    assert broken_limits(here) == []


@pytest.mark.parametrize("brake", BRAKES)
@pytest.mark.parametrize("relay", ["intact", "bare"])
@pytest.mark.parametrize("name", ROBOTS)
def test_without_any_one_brake_the_others_end_it(
    name: str, relay: Relay, brake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, function, instead = BRAKES[brake]
    monkeypatch.setattr(owner, function, instead)
    world, _ = met(ROBOTS[name](), relay)
    (here,) = world.offices
    assert broken_limits(here, brake) == []


def test_the_laboratory_sees_the_loop_when_no_limit_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_rate_limits, "exceeded", unlimited)
    world = World([office()], {"@far.example": Robot()})
    world.write("robot@far.example", DESK)
    assert world.talk(ROUNDS) == ROUNDS
    assert len(broken_limits(world.offices[0])) == 4


@pytest.mark.parametrize("relay", RELAYS)
@pytest.mark.parametrize("then", ["escalate", "forward"])
def test_a_colleague_whose_robot_answers_what_is_handed_up_to_him_starts_no_loop(then: str, relay: Relay) -> None:
    lead = Robot(address=LEAD, about="Sedang rapat")
    world = World([office(then=(then,))], {LEAD: lead}, relay)
    world.write("jane@cust.example", DESK)
    assert world.settle() <= 4


@pytest.mark.parametrize("relay", RELAYS)
@pytest.mark.parametrize("then", ["acknowledge", "reply"])
def test_csmail_meets_csmail(then: str, relay: Relay) -> None:
    world = World([office(then=(then,)), office("help@lain.example", then=(then,))], relay=relay)
    for number in range(3):
        world.write("help@lain.example", DESK, f"Pertanyaan nomor {number}")
        world.write(DESK, "help@lain.example", f"Jawaban nomor {number}")
        assert world.settle() <= 8
        world.now += DAY - timedelta(hours=1)
    assert [broken_limits(one) for one in world.offices] == [[], []]
    assert all(sent(one) for one in world.offices)


@pytest.mark.parametrize("brake", BRAKES)
@pytest.mark.parametrize("relay", RELAYS)
def test_csmail_meets_csmail_without_any_one_brake(brake: str, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, function, instead = BRAKES[brake]
    monkeypatch.setattr(owner, function, instead)
    world = World([office(), office("help@lain.example")], relay=relay)
    world.write("help@lain.example", DESK)
    world.settle()
    assert [broken_limits(one, brake) for one in world.offices] == [[], []]
