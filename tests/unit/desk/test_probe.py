"""A mail in doubt is settled by proof that it arrived, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.desk.intake.poll import poll
from csmail.desk.watch.probe import LOOKING, SETTLING, probe, settle
from csmail.errors import Unreachable
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.task import Delivery, SendMail, Task
from csmail.wording.reasons import words
from tests.factories import said
from tests.workspace import Office, asked, mail, rule


def doubted(purpose: str = "acknowledge") -> Office:
    """An office whose answer to a customer is in doubt; the proof, if any, is still to come."""
    made = Office(rules=(rule(asked(purpose)),))
    poll(made.place)
    made.deliver(mail())
    made.transport.outcome = "in_doubt"
    poll(made.place)
    made.transport.outcome = "sent"
    made.later(SETTLING)
    assert task(made).state == "in_doubt"
    return made


def task(made: Office) -> Task:
    (found,) = (one for one in made.store.tasks() if isinstance(one.work, SendMail))
    return found


def message_id(made: Office) -> str:
    work = task(made).work
    assert isinstance(work, SendMail)
    found = made.store.mail(work.mail)
    assert found
    return found.message_id


def answer(made: Office, sender: str = "Jane Roe <jane@cust.example>") -> None:
    made.deliver(mail(9, From=sender, Subject="Re: Pesanan 12345 belum sampai", In_Reply_To=message_id(made)))


def test_without_proof_an_acknowledgement_stays_in_doubt_and_is_never_sent_again() -> None:
    made = doubted()
    for _ in range(3):
        made.later(timedelta(hours=1))
        poll(made.place)
    assert task(made).state == "in_doubt"
    assert len(made.transport.sent) == 1
    (conversation,) = made.store.conversations()
    assert "arrival_in_doubt" in said(*conversation.needs)


def test_an_answer_that_cites_it_settles_it() -> None:
    made = doubted()
    answer(made)
    report = poll(made.place)
    assert task(made).state == "sent"
    assert task(made).reason == Reason.of("proven", why="answer_cites_it", why_who="jane@cust.example")
    assert report.worked["sent"] == 1
    (conversation,) = made.store.conversations()
    assert "arrival_in_doubt" not in said(*conversation.needs)


def test_a_bounce_that_names_it_settles_it() -> None:
    made = doubted()
    made.deliver(
        mail(8, From="MAILER-DAEMON@mx.example", Subject="Undelivered Mail Returned to Sender",
             Auto_Submitted="auto-replied", Content_Type="multipart/report; report-type=delivery-status; boundary=b"),
        "--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; jane@cust.example\nAction: failed\nStatus: 5.1.1\n\n--b\n"
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {message_id(made)}\n\n--b--",
    )  # fmt: skip
    poll(made.place)
    assert (task(made).state, task(made).reason) == (
        "sent",
        Reason.of("proven", why="report_about_it", why_who="MAILER-DAEMON@mx.example"),
    )


def test_a_copy_that_the_provider_filed_settles_it() -> None:
    made = doubted()
    made.mailbox.deliver(f"Message-ID: {message_id(made)}\r\n\r\nHalo\r\n".encode(), made.now, "Sent")
    poll(made.place)
    assert (task(made).state, task(made).reason) == (
        "sent",
        Reason.of("proven", why="copy_in_sent"),
    )


def test_nothing_is_concluded_before_its_time() -> None:
    made = doubted()
    made.later(-timedelta(minutes=1))
    answer(made)
    poll(made.place)
    assert task(made).state == "in_doubt"
    made.later(timedelta(minutes=2))
    poll(made.place)
    assert task(made).state == "sent"


def test_an_answer_to_something_else_proves_nothing() -> None:
    made = doubted()
    made.deliver(mail(9, Subject="Re: Pesanan 12345 belum sampai", In_Reply_To="<m1@cust.example>"))
    poll(made.place)
    assert task(made).state == "in_doubt"


def test_a_pass_does_not_look_into_sent_for_ever() -> None:
    made = doubted()
    made.later(LOOKING)
    before = made.mailbox.calls
    assert settle(made.place) == 0
    assert made.mailbox.calls == before
    assert probe(made.place, task(made)).evidence == ()
    assert made.mailbox.calls == before + 1


def test_a_mailbox_out_of_reach_is_said_and_leaves_the_doubt() -> None:
    made = doubted()
    made.mailbox.fail(Unreachable("away"))
    found = probe(made.place, task(made))
    assert (found.proof, found.unasked) == (
        None,
        Reason.of("way_closed", way="mailbox", error="unreachable", said="away"),
    )
    made.mailbox.fail(Unreachable("away"))
    assert settle(made.place) == 0


@pytest.mark.parametrize(
    ("sender", "state"),
    [("jane@cust.example", "in_doubt"), ("rudi@cust.example", "sent"), ("x@else.example", "in_doubt")],
)
def test_after_an_earlier_attempt_only_what_names_the_recipient_counts(sender: str, state: str) -> None:
    made = doubted()
    both = (Delivery("jane@cust.example", "sent", "250"), Delivery("rudi@cust.example", "in_doubt", "no answer"))
    (conversation,) = made.store.conversations()
    known = conversation.amended(participants=conversation.participants | {"rudi@cust.example"})
    made.store.commit(Changes(conversations=(known,), updated=(replace(task(made), deliveries=both),)))
    answer(made, sender)
    poll(made.place)
    assert task(made).state == state


def test_a_word_of_a_person_in_between_stands() -> None:
    made = doubted()
    made.mailbox.deliver(f"Message-ID: {message_id(made)}\r\n\r\nHalo\r\n".encode(), made.now, "Sent")
    dropped = replace(task(made), state="dropped")
    whole = made.store.lease

    def decided(*asked: object) -> object:
        made.store.commit(Changes(updated=(dropped,)))
        return whole(*asked)  # type: ignore[arg-type]

    made.store.lease = decided  # type: ignore[method-assign,assignment]
    settle(made.place)
    assert task(made).state == "dropped"


def test_a_mailbox_out_of_reach_is_tried_once_a_pass() -> None:
    made = doubted()
    one = task(made)
    made.store.commit(Changes(tasks=tuple(replace(one, id=f"more{number}") for number in range(3))))
    made.mailbox.fail(Unreachable("away"))
    before = made.mailbox.calls
    assert settle(made.place) == 0
    assert made.mailbox.calls == before + 1


def test_several_proofs_are_told_one_behind_the_other() -> None:
    made = doubted()
    both = (
        Delivery("omar@cust.example", "sent", "250"),
        *(Delivery(f"{who}@cust.example", "in_doubt") for who in ("jane", "rudi")),
    )
    (conversation,) = made.store.conversations()
    people = conversation.participants | {"rudi@cust.example"}
    changes = Changes(conversations=(conversation.amended(participants=people),))
    made.store.commit(replace(changes, updated=(replace(task(made), deliveries=both),)))
    answer(made)
    made.deliver(mail(10, From="rudi@cust.example", Subject="Re: Pesanan", In_Reply_To=message_id(made)))
    poll(made.place)
    reason = task(made).reason
    assert reason is not None
    assert task(made).state == "sent"
    assert {reason.fact("why_who"), reason.fact("why_why_who")} == {"jane@cust.example", "rudi@cust.example"}
    assert words(reason).count("cites it") == 2
