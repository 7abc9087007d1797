"""What time would send after a copy of the store was put back is held when it was due before that: it may have left."""

from __future__ import annotations

from datetime import datetime

import pytest

from csmail.rules.rule import Rule
from tests.unit.desk.test_follow_ups import DAY, answered, do, office, silent, wait
from tests.unit.desk.test_satisfaction_asked import ASKED
from tests.workspace import Office, asked

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
