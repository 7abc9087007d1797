"""The second fence over a mailbox in memory: claimed on the message, or held before a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail import fence
from csmail.actions.catalog import catalog
from csmail.desk.act import act
from csmail.desk.intake import poll
from csmail.errors import Refused, Unreachable
from csmail.model.changes import Changes
from csmail.model.task import SendMail, Task
from csmail.outbox import retry, work_off
from csmail.rules.rule import Asked
from tests.workplace import Office, asked, mail, rule

ACKNOWLEDGE = rule(asked("acknowledge"), name="acknowledge")
MOVE_FIRST = rule(asked("move", folder="Done"), asked("acknowledge"), name="move, then acknowledge")


def office(*rules: object, beside: Office | None = None) -> Office:
    """An office whose desk has begun; `beside` another one it shares the mailbox with, and nothing else."""
    shared = {"mailbox": beside.mailbox} if beside else {}
    made = Office(rules=tuple(rules) or (ACKNOWLEDGE,), **shared)  # type: ignore[arg-type]
    poll(made.place)
    return made


def acknowledgement(of: Office) -> Task:
    (found,) = (one for one in of.store.tasks() if isinstance(one.work, SendMail))
    return found


def test_of_two_installations_on_one_mailbox_one_acknowledges() -> None:
    first = office()
    second = office(beside=first)
    first.deliver(mail())
    poll(first.place)
    report = poll(second.place)
    assert (len(first.transport.sent), len(second.transport.sent)) == (1, 0)
    held = acknowledgement(second)
    assert (held.state, held.note) == ("held", fence.ELSEWHERE)
    assert report.problems == [f"support: held: {fence.ELSEWHERE}"]
    assert (acknowledgement(first).state, acknowledgement(first).fence) == ("sent", "won")


def test_a_second_installation_with_a_rule_that_moves_finds_the_message_gone() -> None:
    first = office(rule(asked("acknowledge"), asked("move", folder="Done")))
    second = office(beside=first)
    first.deliver(mail())
    second.transport.failure = Unreachable("the transport is away")
    poll(second.place)
    poll(first.place)
    second.transport.failure = None
    second.later(timedelta(minutes=2))
    work_off(second.store, "support", second.place.ways, second.place.now)
    assert (len(first.transport.sent), len(second.transport.sent)) == (1, 0)
    assert acknowledgement(second).note == fence.GONE


def test_a_person_who_looked_releases_what_the_fence_held() -> None:
    first = office()
    second = office(beside=first)
    first.deliver(mail())
    poll(first.place)
    poll(second.place)
    second.store.commit(retry(acknowledgement(second), "sari", second.now))
    poll(second.place)
    assert acknowledgement(second).state == "sent"


def test_a_server_that_knows_no_fence_stops_no_acknowledgement() -> None:
    made = office()
    made.mailbox.permits_keywords = False
    made.deliver(mail())
    poll(made.place)
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("sent", "")


@pytest.mark.parametrize("fault", [Unreachable("away"), Refused("the certificate is not trusted")])
def test_a_mailbox_that_cannot_be_asked_defers_the_acknowledgements_and_is_asked_once_a_pass(fault: Exception) -> None:
    made = office()
    for number in range(3):
        made.deliver(mail(number, From=f"jane@cust{number}.example"))
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.transport.failure = None
    made.later(timedelta(minutes=2))
    before = made.mailbox.calls
    made.mailbox.fail(fault)  # type: ignore[arg-type]
    worked = work_off(made.store, "support", made.place.ways, made.place.now)
    assert worked.counts == {"deferred": 1, "waiting": 2}
    assert made.mailbox.calls == before + 1
    assert made.transport.sent == []
    made.later(timedelta(minutes=5))
    assert work_off(made.store, "support", made.place.ways, made.place.now).counts["sent"] == 3


def test_a_claim_is_kept_when_the_server_wants_the_mail_later() -> None:
    made = office()
    made.deliver(mail())
    made.transport.outcome = "deferred"
    poll(made.place)
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("deferred", "won")
    made.transport.outcome = "sent"
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "sent"


def test_our_own_move_does_not_hide_the_message_from_the_fence() -> None:
    made = office(MOVE_FIRST)
    made.deliver(mail(1))
    poll(made.place)
    assert acknowledgement(made).state == "sent"
    assert len(made.mailbox.messages("Done")) == 1


def test_a_message_moved_while_the_transport_was_away_was_claimed_before() -> None:
    made = office(MOVE_FIRST)
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    assert len(made.mailbox.messages("Done")) == 1
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("deferred", "won")
    made.transport.failure = None
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "sent"


def test_a_renumbered_folder_is_claimed_where_the_message_is_now() -> None:
    made = office()
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.mailbox.renumber("INBOX", 77)
    made.transport.failure = None
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "sent"


def test_a_death_between_claim_and_transmission_is_held_not_repeated() -> None:
    made = office()
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.transport.failure = None
    task = acknowledgement(made)
    assert isinstance(task.work, SendMail)
    assert task.work.of is not None
    made.mailbox.claim(task.work.of, fence.KEYWORD)  # csmail dies here
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "held"
    assert made.transport.sent == []


def test_a_reply_and_an_acknowledgement_of_an_older_csmail_need_no_claim() -> None:
    made = office()
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.transport.failure = None
    old = acknowledgement(made)
    assert isinstance(old.work, SendMail)
    made.store.commit(Changes(updated=(replace(old, work=SendMail(old.work.mail, old.work.purpose)),)))
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("sent", "")
    assert all(flags == frozenset() for flags, _ in made.mailbox.messages())


def test_an_acknowledgement_by_hand_is_claimed_too() -> None:
    made = office(rule(asked("tag", tags=("new",))))
    made.deliver(mail())
    poll(made.place)
    (conversation,) = made.store.conversations()
    act(made.place, conversation.id, Asked("acknowledge", catalog()["acknowledge"]()), "sari")
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("sent", "won")
