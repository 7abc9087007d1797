"""A mail of ours joins its conversation when it leaves: before that nobody has said anything."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from csmail import outbox
from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.history import read
from csmail.desk.intake.poll import poll
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.task import Delivery, SendMail, Task
from csmail.outbox import shown
from csmail.stores import tinydb
from csmail.transports.memory import MemoryPrepared
from tests.unit.desk.test_drafts import edited, office, one
from tests.workspace import Office, asked, mail

LATER = Delivery("", "deferred", "450 later")
NEVER = Delivery("", "refused", "550 no such user")


def only(made: Office) -> Conversation:
    (conversation,) = made.store.conversations()
    return conversation


def said(made: Office) -> list[Message]:
    return [message for message in read(made.store, only(made).id) if message.direction == "out"]


def sending(made: Office) -> Task:
    return [task for task in made.store.tasks() if isinstance(task.work, SendMail)][-1]


def drop(made: Office) -> None:
    task = sending(made)
    made.store.commit(outbox.drop(task, "sari", made.now, shown.of(task, made.store)))


def stands_unanswered(made: Office) -> bool:
    one = only(made)
    answers = [turn for turn in one.turns if turn.kind == "answered"]
    return (one.status, one.answered_at, answers, said(made)) == ("open", None, [], [])


def answering(monkeypatch: pytest.MonkeyPatch, outcome: Delivery) -> None:
    """The server's word about every mail, when its content was handed over."""
    monkeypatch.setattr(MemoryPrepared, "transmit", lambda self: outcome)


def test_an_approved_draft_is_no_answer_before_it_leaves() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, by="sari")
    assert stands_unanswered(made)
    made.later(timedelta(hours=3))
    poll(made.place)
    (answer,) = said(made)
    assert answer.received_at == made.now, "it was said when it left"
    assert only(made).status == "waiting"


def test_whoever_stands_in_a_mail_that_never_left_takes_no_part() -> None:
    made = office()
    drafts.edit(made.place, one(made).id, edited(cc="mallory@evil.example"), by="sari")
    drafts.approve(made.place, one(made).id, by="sari")
    drop(made)
    assert "mallory@evil.example" not in only(made).participants
    drafts.approve(made.place, one(made).id, by="sari")
    poll(made.place)
    assert "mallory@evil.example" in only(made).participants


def test_a_draft_whose_mail_was_dropped_by_hand_waits_again_and_lies_in_drafts() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, by="sari")
    drop(made)
    poll(made.place)
    assert (one(made).state, made.transport.sent) == ("waiting", [])
    assert len(made.mailbox.messages("Drafts")) == 1
    assert stands_unanswered(made)
    drafts.send(made.place, one(made).id, by="budi")
    assert len(made.transport.sent) == 1


@pytest.mark.parametrize("outcome", [LATER, NEVER])
def test_a_reply_that_the_server_did_not_take_is_no_answer(outcome: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    made = office()
    answering(monkeypatch, outcome)
    act(made.place, only(made).id, asked("reply", text="Sudah kami kirim."), "budi")
    assert sending(made).state == outcome.state
    assert stands_unanswered(made)


def test_the_next_answer_is_given_to_the_customer_and_not_to_a_mail_that_never_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = office()
    answering(monkeypatch, LATER)
    act(made.place, only(made).id, asked("reply", text="Sudah kami kirim."), "budi")
    drop(made)
    monkeypatch.undo()
    act(made.place, only(made).id, asked("reply", text="Besok tiba."), "budi")
    sent = made.transport.sent[-1][0]
    unsent = next(message for message in made.store.newest(only(made).id) if message.visibility == "unsent")
    assert b"In-Reply-To: <m1@cust.example>" in sent.data
    assert unsent.message_id.encode() not in sent.data


def test_a_draft_that_the_server_refused_waits_again_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    made = office()
    answering(monkeypatch, NEVER)
    drafts.send(made.place, one(made).id, by="sari")
    assert one(made).state == "waiting"
    assert [reason.fact("reply") for reason in only(made).needs] == ["550 no such user"]


def test_a_mail_that_may_have_arrived_stands_in_the_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    made = office()
    answering(monkeypatch, Delivery("", "in_doubt"))
    drafts.send(made.place, one(made).id, by="sari")
    assert (one(made).state, len(said(made))) == ("approved", 1)
    task = sending(made)
    made.store.commit(outbox.resolve(task, "drop", "sari", made.now, shown.of(task, made.store)))
    assert (one(made).state, said(made)) == ("waiting", [])


def test_a_draft_that_left_from_the_copy_in_drafts_is_news_although_it_was_approved_here_once() -> None:
    made = office()
    drafts.approve(made.place, one(made).id, by="sari")
    drop(made)
    written = made.store.mail(one(made).mail)
    assert written is not None
    found = made.store.message(written.key)
    assert found is not None
    assert found.visibility == "unsent"


def test_it_is_the_same_in_a_store_on_disk(tmp_path: Path) -> None:
    store = tinydb.open(tinydb.Settings(), tmp_path)
    made = Office(rules=office().rules, store=store)
    poll(made.place)
    made.deliver(mail())
    poll(made.place)
    drafts.approve(made.place, one(made).id, by="sari")
    assert stands_unanswered(made)
    poll(made.place)
    assert (one(made).state, len(said(made)), only(made).status) == ("sent", 1, "waiting")
    store.close()
