"""The road of a report about our mail: a failure sets off `on: bounce` and marks the address, a delay does not."""

from __future__ import annotations

import pytest

from csmail.desk.intake.poll import poll
from csmail.model.conversation import Conversation
from tests.workspace import Office, asked, mail, rule


def office() -> Office:
    """A customer wrote and was answered; what failed is tagged."""
    made = Office(
        rules=(
            rule(asked("reply", template="answer"), name="answers"),
            rule(asked("tag", tags=("came-back",)), name="hears", on="bounce"),
        )
    )
    poll(made.place)
    made.deliver(mail())
    poll(made.place)
    assert len(made.transport.sent) == 1
    return made


def reported(made: Office, number: int, action: str, status: str, subject: str = "Undelivered") -> Conversation:
    """The conversation after a report of this sort about our answer."""
    made.deliver(
        mail(number, From="MAILER-DAEMON@mx.cust.example", Return_Path="<>", Subject=subject,
             Content_Type='multipart/report; report-type=delivery-status; boundary="b"'),
        "--b\nContent-Type: text/plain\n\nAbout your mail.\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.cust.example\n\nFinal-Recipient: rfc822; jane@cust.example\n"
        f"Action: {action}\nStatus: {status}\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {made.transport.sent[0][0].message_id}\nSubject: Re: Pesanan\n\n--b--",
    )  # fmt: skip
    poll(made.place)
    (conversation,) = made.store.conversations()
    return conversation


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0"), ("expanded", "2.0.0")]
)
def test_a_report_that_nothing_failed_sets_off_no_rule_and_marks_nobody(action: str, status: str) -> None:
    made = office()
    conversation = reported(made, 2, action, status, "Delivery Status Notification")
    assert (conversation.tags, conversation.bounced) == (frozenset(), frozenset())


def test_a_permanent_failure_sets_off_the_rule_and_marks_the_address() -> None:
    conversation = reported(office(), 2, "failed", "5.1.1")
    assert (conversation.tags, conversation.bounced) == ({"came-back"}, {"jane@cust.example"})


def test_a_failure_for_now_sets_off_the_rule_and_marks_nobody() -> None:
    conversation = reported(office(), 2, "failed", "4.2.2")
    assert (conversation.tags, conversation.bounced) == ({"came-back"}, frozenset())


def test_a_failure_after_a_delay_sets_it_off() -> None:
    made = office()
    assert not reported(made, 2, "delayed", "4.4.1", "Warning: could not send message").tags
    conversation = reported(made, 3, "failed", "5.4.7")
    assert (conversation.tags, conversation.bounced) == ({"came-back"}, {"jane@cust.example"})
