"""Reports: which mail of ours, which recipients, for good or for now."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.bounce import report
from csmail.model.message import Outcome, Report

OURS = "<cs.K7F3Q2.Zk3v9Qd1.a81f5c22e0b94d17@toko.example>"
RETURNED = f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {OURS}\nSubject: Re: Pesanan\n\nHalo\n"


def read(mail: str) -> Report | None:
    head, _, rest = mail.partition("\n\n")
    return report((head + "\n\n").replace("\n", "\r\n").encode(), rest.replace("\n", "\r\n").encode())


def delivery(status: str, returned: str = RETURNED, kind: str = "message/delivery-status") -> Report | None:
    return read(
        "From: MAILER-DAEMON@mx.cust.example\nTo: support@toko.example\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\nsorry\n--b\nContent-Type: {kind}\n\n{status}\n{returned}--b--\n"
    )


FAILED = """Reporting-MTA: dns; mx.cust.example
Original-Envelope-Id: cs-1-Zk3v9Qd1

Original-Recipient: rfc822;lena@cust.example
Final-Recipient: rfc822; lena@backend.cust.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <lena@cust.example>: no such
 user here
"""


@pytest.mark.parametrize("kind", ["message/delivery-status", "message/global-delivery-status"])
def test_a_delivery_report_names_our_mail_the_address_we_wrote_to_and_the_words_of_the_server(kind: str) -> None:
    found = delivery(FAILED, kind=kind)
    assert found == Report(
        original_id=OURS, original_envelope_id="cs-1-Zk3v9Qd1", failed=("lena@cust.example",), permanent=True,
        diagnostic="550 5.1.1 <lena@cust.example>: no such user here",
        outcome="failed",
    )  # fmt: skip


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_of_anything_but_failure_marks_nobody(action: str) -> None:
    found = delivery(FAILED.replace("failed", action).replace("5.1.1\nD", "2.0.0\nD"))
    assert found is not None
    assert (found.failed, found.permanent) == ((), False)


def test_a_failure_of_class_four_is_not_permanent_and_one_of_class_five_beside_it_is() -> None:
    soft = "Final-Recipient: rfc822; a@cust.example\nAction: failed\nStatus: 4.4.7\n"
    hard = "Final-Recipient: rfc822; b@cust.example\nAction: FAILED (gone)\nStatus: 5.1.1\n"
    one = delivery(f"Reporting-MTA: dns; x\n\n{soft}")
    both = delivery(f"Reporting-MTA: dns; x\n\n{soft}\n{hard}")
    assert one is not None
    assert both is not None
    assert (one.failed, one.permanent) == (("a@cust.example",), False)
    assert (both.failed, both.permanent) == (("b@cust.example",), True)


def test_our_mail_is_found_in_returned_headers_alone_and_in_in_reply_to_without_them() -> None:
    headers_only = f"--b\nContent-Type: text/rfc822-headers\n\nReceived: x\nMessage-ID:\n {OURS}\n\n"
    found = delivery(FAILED, headers_only)
    assert found is not None
    assert found.original_id == OURS
    gmail = read(
        f"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nIn-Reply-To: {OURS}\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: message/delivery-status\n\n{FAILED}\n--b--\n"
    )
    assert gmail is not None
    assert gmail.original_id == OURS


def test_a_read_receipt_names_the_mail_that_was_read_and_no_failure() -> None:
    found = read(
        "From: jane@cust.example\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nread\n--b\nContent-Type: message/disposition-notification\n\n"
        f"Final-Recipient: rfc822; jane@cust.example\nOriginal-Message-ID: {OURS}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n"
    )
    assert found == Report(original_id=OURS, diagnostic="manual-action/MDN-sent-manually; displayed")


def test_a_complaint_names_the_mail_complained_about() -> None:
    found = read(
        "From: abuse@isp.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x\nVersion: 1\n\n"
        + RETURNED + "--b--\n"
    )  # fmt: skip
    assert found is not None
    assert (found.original_id, found.failed) == (OURS, ())


QMAIL = f"""From: MAILER-DAEMON@mx.cust.example
To: support@toko.example
Subject: failure notice

Hi. This is the qmail-send program at mx.cust.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<lena@cust.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <support@toko.example>
Message-ID: {OURS}
To: lena@cust.example, omar@cust.example
"""

EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mx.cust.example>
To: support@toko.example
X-Failed-Recipients: lena@cust.example
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  lena@cust.example
    host mx.cust.example [192.0.2.1]
    550 5.1.1 unknown user

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
"""

EXCHANGE = """From: System Administrator <postmaster@cust.example>
To: support@toko.example
Subject: Undeliverable: Pesanan

Your message did not reach some or all of the intended recipients.

The following recipient(s) cannot be reached:

      'lena@cust.example' on 7/6/2026 9:00 AM
            550 5.1.1 unknown user
"""

GMAIL = """From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: support@toko.example
Subject: Delivery Status Notification (Failure)

Delivery to the following recipient failed permanently:

     lena@cust.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server: 550 5.1.1 unknown user
"""


@pytest.mark.parametrize(
    ("mail", "original"),
    [(QMAIL, OURS), (EXIM, OURS), (EXCHANGE, ""), (GMAIL, "")],
    ids=["qmail", "Exim", "Exchange", "Gmail"],
)
def test_reports_without_structure_are_read_from_their_words(mail: str, original: str) -> None:
    found = read(mail)
    assert found is not None
    assert (found.original_id, found.failed, found.permanent) == (original, ("lena@cust.example",), True)
    assert "5.1.1" in found.diagnostic


def test_an_ordinary_mail_is_no_report() -> None:
    assert read("From: jane@cust.example\nTo: support@toko.example\n\nHalo, hubungi lena@cust.example ya\n") is None


def test_a_damaged_report_still_gives_what_it_holds() -> None:
    found = delivery(FAILED, "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n!!!\n")
    assert found is not None
    assert (found.failed, found.original_id) == (("lena@cust.example",), "")


@given(st.binary(max_size=400))
def test_any_octets_in_a_report_are_survived(octets: bytes) -> None:
    header = b"From: MAILER-DAEMON@x.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
    status = b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    for found in (report(header, status + octets), report(header, octets)):
        assert found is None or found.outcome in get_args(Outcome)
        assert found is None or "\n" not in found.original_id + found.original_envelope_id


OUTCOMES = {
    ("delayed",): "delayed", ("delivered",): "delivered", ("relayed",): "relayed", ("expanded",): "expanded",
    ("failed",): "failed", ("delivered", "failed"): "failed", ("delivered", "delayed"): "delayed", ("odd",): "",
    ("Delayed (in queue)",): "delayed",
}  # fmt: skip


@pytest.mark.parametrize("actions", OUTCOMES)
def test_the_gravest_action_of_all_recipients_is_the_outcome(actions: tuple[str, ...]) -> None:
    groups = "\n".join(
        f"Final-Recipient: rfc822; r{number}@cust.example\nAction: {action}\nStatus: 4.4.7\n"
        for number, action in enumerate(actions)
    )
    found = delivery(f"Reporting-MTA: dns; mx.cust.example\n\n{groups}\n")
    assert found is not None
    assert found.outcome == OUTCOMES[actions]
    assert bool(found.failed) is ("failed" in actions)


@pytest.mark.parametrize(
    ("subject", "text", "outcome"),
    [
        ("Delivery Status Notification (Delay)", "Delivery to jane@cust.example has been delayed.", "delayed"),
        ("Warning: could not send message for past 4 hours", "Message will be retried for 5 days.", "delayed"),
        ("Delivery Status Notification (Success)", "Your message was successfully delivered.", "delivered"),
        ("Undelivered Mail", "Could not be delivered to jane@cust.example:\n550 5.1.1 no such user.", "failed"),
    ],
)
def test_words_say_the_outcome_where_there_is_no_structure(subject: str, text: str, outcome: str) -> None:
    found = read(f"From: MAILER-DAEMON@mx.cust.example\nTo: support@toko.example\nSubject: {subject}\n\n{text}\n")
    assert found is not None
    assert found.outcome == outcome
    assert bool(found.failed) is (outcome == "failed")
