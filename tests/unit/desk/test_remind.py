"""Who owes us an answer is reminded of it: by a draft or by a machine, never beside what was said meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.customers.find import by_address
from csmail.desk.intake.poll import poll
from csmail.errors import Unreachable
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.task import State
from csmail.reason import Reason
from tests.unit.desk.test_transfer import SERVICE
from tests.workspace import Office, asked, mail, rule

DAY = timedelta(days=1)


def waiting(*, send: bool = False, body: str = "Halo", **fields: str) -> Office:
    """Jane asked, Sari asked back; every morning the rule looks whether she has answered."""
    made = Office(desk=replace(SERVICE, others=()), rules=(rule(asked("remind", send=send), on="opening"),))
    poll(made.place)
    made.deliver(mail(1, **fields), body)
    poll(made.place)
    act(made.place, only(made).id, asked("reply", text="Warna apa?"), "sari")
    poll(made.place)
    return made


def only(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def mornings(made: Office, count: int) -> None:
    for _ in range(count):
        made.later(DAY)
        poll(made.place)


def states(made: Office) -> list[State]:
    return [one.state for one in made.store.tasks(made.desk.name) if one.purpose == "reminder"]


def why_not(made: Office) -> set[str]:
    steps = [step for receipt in made.store.receipts(only(made).id) for step in receipt.steps]
    return {step.withheld.code for step in steps if step.withheld}


def answers(made: Office, sender: str = "jane@cust.example", **fields: str) -> None:
    made.deliver(mail(9, From=sender, In_Reply_To="<m1@cust.example>", References="<m1@cust.example>", **fields))
    poll(made.place)


def test_one_draft_is_written_however_many_mornings_pass() -> None:
    made = waiting()
    mornings(made, 5)
    (draft,) = made.store.drafts()
    assert (draft.template, [one.spec for one in draft.audience.to]) == ("ask-again", ["jane@cust.example"])
    assert (states(made), why_not(made)) == ([], {"reminded_already"})


def test_a_machine_sends_two_in_a_conversation_and_never_a_third() -> None:
    made = waiting(send=True)
    before = len(made.transport.sent)
    mornings(made, 9)
    assert (states(made), why_not(made)) == (["sent", "sent"], {"reminded_enough"})
    answers(made)
    act(made.place, only(made).id, asked("reply", text="Baik."), "sari")
    mornings(made, 5)
    assert states(made) == ["sent", "sent"]
    sent, recipients = made.transport.sent[before]
    read = message_from_bytes(sent.data)
    assert recipients == ("jane@cust.example",)
    assert (read["Auto-Submitted"], read["In-Reply-To"]) == ("auto-generated", "<m1@cust.example>")
    assert read["X-Auto-Response-Suppress"] == "All"


def test_it_is_no_answer_of_a_person() -> None:
    made = waiting(send=True)
    answered = [turn for turn in only(made).turns if turn.kind == "answered"]
    mornings(made, 3)
    assert states(made) == ["sent", "sent"]
    assert [turn for turn in only(made).turns if turn.kind == "answered"] == answered
    assert only(made).status == "waiting"


def test_who_wrote_last_owes_nothing() -> None:
    made = waiting(send=True)
    answers(made)
    mornings(made, 2)
    assert (states(made), why_not(made)) == ([], {"owes_no_answer"})


@pytest.mark.parametrize(("body", "code"), [("Saya sangat kecewa, penipu!", "upset")])
def test_the_upset_are_left_to_a_person(body: str, code: str) -> None:
    made = waiting(send=True, body=body)
    mornings(made, 2)
    assert (states(made), code in why_not(made)) == ([], True)


@pytest.mark.parametrize(
    "fields",
    [{"Auto-Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"From": "no-reply@cust.example"}],
)
def test_a_robot_is_never_reminded(fields: dict[str, str]) -> None:
    made = waiting(send=True, **fields)
    mornings(made, 3)
    assert states(made) == []


def test_who_cannot_be_reached_is_not_reminded() -> None:
    made = waiting(send=True)
    one = only(made)
    made.store.commit(Changes(conversations=(one.amended(bounced=frozenset({"jane@cust.example"})),)))
    mornings(made, 2)
    assert (states(made), why_not(made)) == ([], {"bounced_before"})


def test_who_wants_to_be_left_alone_is_not_reminded() -> None:
    made = waiting(send=True)
    person = by_address(made.store, "jane@cust.example")
    assert person is not None
    made.store.commit(Changes(customers=(person.amended(left_alone_at=made.now),)))
    mornings(made, 2)
    assert (states(made), why_not(made)) == ([], {"wants_to_be_left_alone"})


@pytest.mark.parametrize("who", ["jane@cust.example", "hand"])
def test_what_waits_to_leave_is_dropped_when_somebody_writes(who: str) -> None:
    made = waiting(send=True)
    made.transport.failure = Unreachable(Reason.verbatim("no way out"))
    mornings(made, 1)
    assert states(made) == ["deferred"]
    made.transport.failure = None
    if who == "hand":
        act(made.place, only(made).id, asked("reply", text="Sudah kami kirim."), "sari")
    else:
        answers(made)
    made.later(timedelta(hours=2))
    poll(made.place)
    assert states(made) == ["dropped"]
    (task,) = [one for one in made.store.tasks(made.desk.name) if one.purpose == "reminder"]
    assert task.reason == Reason("overtaken")
