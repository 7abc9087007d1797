"""What time would send after a copy of the store was put back is held when it was due before that: it may have left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from csmail import templates
from csmail.desk.intake.poll import poll
from csmail.model.desk import Promises, Tier
from csmail.model.duration import parse_span
from csmail.rules.rule import Rule
from tests.factories import desk
from tests.unit.desk.test_digest import SHIPPED
from tests.unit.desk.test_digest import office as escalating
from tests.unit.desk.test_follow_ups import DAY, answered, do, office, silent, wait
from tests.unit.desk.test_satisfaction_asked import ASKED
from tests.workspace import Office, asked, mail

AIMS = Promises(first_response=parse_span("30m"))
REMINDS = silent(asked("remind", template="ask-again", send=True), after=(3,))
SAYS_GOODBYE = silent(asked("close", template="thanks-closing"), after=(3,))
WAYS = [(ASKED, True), (REMINDS, False), (SAYS_GOODBYE, False)]


def begun(followed: Rule, closed: bool) -> Office:
    """The customer was answered, the conversation perhaps closed; a mail follows within four days."""
    made = office(followed)
    id = answered(made)
    if closed:
        do(made, id, "close")
    made.transport.sent.clear()
    return made


def put_back(made: Office, at: datetime) -> None:
    made.store.remember("restored", at.isoformat())


@pytest.mark.parametrize(("followed", "closed"), WAYS)
def test_a_mail_that_was_due_before_the_copy_was_put_back_waits_for_a_person(followed: Rule, closed: bool) -> None:
    made = begun(followed, closed)
    put_back(made, made.now + 5 * DAY)
    wait(made, 4 * DAY)
    assert not made.transport.sent
    assert [(one.state, one.reason and one.reason.code) for one in made.store.tasks(states=("held",))] == [
        ("held", "put_back")
    ]


@pytest.mark.parametrize(("followed", "closed"), WAYS)
def test_a_mail_that_is_due_after_that_leaves(followed: Rule, closed: bool) -> None:
    made = begun(followed, closed)
    put_back(made, made.now)
    wait(made, 4 * DAY)
    assert len(made.transport.sent) == 1
    assert not list(made.store.tasks(states=("held",)))


@pytest.mark.parametrize("count", [1, 3, 12])
@pytest.mark.parametrize("before", [True, False])
def test_a_step_of_the_ladder_that_was_due_before_is_held_and_one_due_after_is_told(count: int, before: bool) -> None:
    made = escalating(count)
    put_back(made, made.now if before else made.now - timedelta(hours=2))
    made.later()
    poll(made.place)
    poll(made.place)
    held = [one.reason.code for one in made.store.tasks(states=("held",)) if one.reason]
    mails = 1 if count >= 10 else count
    assert (held, len(made.transport.sent)) == ((["put_back"] * mails, 0) if before else ([], mails))


@pytest.mark.parametrize("before", [True, False])
def test_a_step_hours_after_the_promise_broke_is_held_as_well(before: bool) -> None:
    made = Office(desk=replace(desk(), promises=AIMS, escalation=(Tier("owner@toko.example", timedelta(hours=2)),)))
    made.place = replace(made.place, templates=templates.open(SHIPPED))
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    made.later(timedelta(hours=1))
    poll(made.place)
    assert not made.transport.sent
    put_back(made, made.now + timedelta(hours=2 if before else 1))
    made.later(timedelta(hours=2))
    poll(made.place)
    held = [one.reason.code for one in made.store.tasks(states=("held",)) if one.reason]
    assert (held, len(made.transport.sent)) == ((["put_back"], 0) if before else ([], 1))
