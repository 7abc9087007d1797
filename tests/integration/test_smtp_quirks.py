"""What real SMTP servers do that is not in the book: no null sender, passing refusals, TLS where none is expected."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.errors import CsmailError, LoginRefused, Refused, Unreachable
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.outbox import Ways, Worked, work_off
from csmail.outbox.null_sender import REMEMBERED
from csmail.ports import Store
from csmail.secret import Secret
from csmail.stores import memory
from csmail.transports import smtp
from tests.factories import NOW
from tests.faults.victim import NoBox
from tests.integration.test_smtp import BODY, mail, settings
from tests.servers.certificates import Certificates
from tests.servers.sink import Sink
from tests.threats.road import opened, written

DESK = "support@toko.example"
TO = ["jane@cust.example"]
NO_NULL = "501 5.5.4 Invalid MAIL FROM address provided"


@pytest.fixture
def transport(sink: Sink) -> Iterator[smtp.SmtpTransport]:
    way = smtp.open(settings(sink), "support")
    yield way
    way.close()


def acknowledgement(number: int = 1) -> Any:
    text = BODY + b"%d\r\n" % number
    return mail(text, sender="", fallback_sender=DESK, message_id=f"<a{number}@toko.example>")


def senders(sink: Sink) -> list[str]:
    return [line.split(" ")[1].removeprefix("FROM:") for line in sink.commands if line.startswith("MAIL")]


def test_where_no_null_sender_is_taken_the_desk_is_the_sender(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("mail <>", NO_NULL)
    prepared = transport.prepare(acknowledgement(), TO)
    assert prepared.null_refused
    assert prepared.transmit().state == "sent"
    assert [(each.sender, each.recipients) for each in sink.delivered] == [(DESK, tuple(TO))]
    assert [line for line in sink.commands if line.startswith("RCPT")] == ["RCPT TO:<jane@cust.example> NOTIFY=NEVER"]


def test_a_server_that_looks_at_the_sender_with_the_recipients(sink: Sink, transport: smtp.SmtpTransport) -> None:
    """Postfix with its default smtpd_delay_reject."""
    sink.answer("rcpt", "553 5.7.1 <>: Sender address rejected: not owned by user support", times=1)
    assert transport.prepare(acknowledgement(), TO).transmit().state == "sent"
    assert senders(sink) == ["<>", f"<{DESK}>"]


def test_a_server_that_looks_at_the_sender_after_the_content(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("dot", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", times=1)
    prepared = transport.prepare(acknowledgement(), TO)
    assert (prepared.transmit().state, prepared.null_refused) == ("deferred", True)


@pytest.mark.parametrize("reply", ["451 4.7.0 later", "550 5.4.5 Daily sending quota exceeded", "421 busy"])
def test_what_passes_by_itself_says_nothing_of_the_null_sender(
    sink: Sink, transport: smtp.SmtpTransport, reply: str
) -> None:
    sink.answer("mail <>", reply)
    with pytest.raises(Unreachable):
        transport.prepare(acknowledgement(), TO)
    assert senders(sink) == ["<>"]


def test_a_server_that_takes_nothing_refuses_for_its_first_reason(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("mail <>", NO_NULL)
    sink.answer(f"mail <{DESK}>", "550 5.7.1 not you")
    with pytest.raises(Refused, match=r"501 5\.5\.4 Invalid MAIL FROM"):
        transport.prepare(acknowledgement(), TO)


def test_a_recipient_who_does_not_exist_changes_no_sender(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt", "550 5.1.1 no such user")
    assert transport.prepare(acknowledgement(), TO).deliveries[0].state == "refused"
    assert senders(sink) == ["<>"]


def test_a_reply_of_a_person_has_no_other_sender(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("mail", "550 5.7.1 not you")
    with pytest.raises(Refused):
        transport.prepare(mail(), TO)
    assert senders(sink) == [f"<{DESK}>"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return memory.open(memory.Settings(), tmp_path)


def worked(store: Store, sink: Sink, numbers: range, days: float = 0.0) -> Worked:
    """The outbox of one process, after these acknowledgements were written down."""
    mails = tuple(acknowledgement(number) for number in numbers)
    now = NOW + timedelta(days=days)
    tasks = (
        Task(one.message_id, "support", one.key, SendMail(one.key, "acknowledgement"), now, now, now) for one in mails
    )
    store.commit(Changes(tasks=tuple(tasks), mails=mails))
    transport = smtp.open(settings(sink), "support")
    try:
        return work_off(store, "support", Ways(NoBox, lambda: transport), lambda: now)  # type: ignore[arg-type]
    finally:
        transport.close()


def test_the_next_acknowledgements_do_not_try_it_again(sink: Sink, store: Store) -> None:
    sink.answer("mail <>", NO_NULL)
    assert worked(store, sink, range(2)).counts["sent"] == 2
    assert worked(store, sink, range(2, 4)).counts["sent"] == 2
    assert senders(sink) == ["<>", *[f"<{DESK}>"] * 4]
    assert [each.data for each in sink.delivered] == [acknowledgement(number).data for number in range(4)]


def test_after_a_week_it_is_tried_again(sink: Sink, store: Store) -> None:
    sink.answer("mail <>", NO_NULL, times=1)
    worked(store, sink, range(1))
    worked(store, sink, range(1, 2), days=REMEMBERED.days + 1)
    assert senders(sink) == ["<>", f"<{DESK}>", "<>"]


def test_a_refusal_after_the_content_is_tried_with_the_desk_as_sender(sink: Sink, store: Store) -> None:
    sink.answer("dot", "550 5.1.7 sender not allowed", times=1)
    assert worked(store, sink, range(1)).counts == {"deferred": 1}
    assert worked(store, sink, range(0), days=0.1).counts["sent"] == 1
    assert senders(sink) == ["<>", f"<{DESK}>"]


def test_a_check_asks_for_the_null_sender_and_takes_it_back(sink: Sink, transport: smtp.SmtpTransport) -> None:
    assert transport.report()["acknowledgements"] == Reason("null_sender_taken")
    assert [line.split()[0] for line in sink.commands] == ["EHLO", "MAIL", "RSET"]
    sink.answer("mail <>", NO_NULL)
    said = transport.report(("", DESK))["acknowledgements"]
    assert isinstance(said, Reason)
    assert said.code == "null_sender_refused"
    assert NO_NULL in said.fact("said")
    assert transport.prepare(mail(), TO).transmit().state == "sent"


def test_a_check_finds_out_that_the_desk_may_not_send(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer(f"mail <{DESK}>", "550 5.7.60 not as this sender")
    with pytest.raises(Refused, match=r"takes no mail from support@toko\.example: 550"):
        transport.report(("", DESK))


@pytest.mark.parametrize(
    ("stage", "reply", "kind"),
    [
        ("greeting", "554 5.7.1 Too many connections from your address", Unreachable),
        ("greeting", "421 4.7.0 too busy", Unreachable),
        ("mail", "550 5.4.5 Daily sending quota exceeded", Unreachable),
        ("mail", "554 Too many simultaneous connections", Unreachable),
        ("auth", "535 5.7.0 Temporary authentication failure", Unreachable),
        ("auth", "535 Too many connections", Unreachable),
        ("auth", "454 4.7.0 later", Unreachable),
        ("auth", "535 5.7.8 Username and Password not accepted", LoginRefused),
        ("mail", "550 5.7.1 Authentication required", LoginRefused),
    ],
)
def test_what_passes_is_no_wrong_password_and_no_refusal(
    sink: Sink, monkeypatch: pytest.MonkeyPatch, stage: str, reply: str, kind: type[CsmailError]
) -> None:
    monkeypatch.setenv("SMTP_SECRET", "right")
    sink.users = {"support": "right"}
    sink.answer(stage, reply)
    way = smtp.open(settings(sink, username="support", password=Secret(env="SMTP_SECRET")), "support")
    with pytest.raises(kind) as caught:
        way.prepare(mail(), TO)
    way.close()
    assert reply in caught.value.message
    assert caught.value.exit_code == (77 if kind is LoginRefused else 75)


def test_a_quota_at_the_end_of_a_mail_is_no_refusal(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("dot", "550 5.4.5 Daily user sending quota exceeded")
    assert transport.prepare(mail(), TO).transmit().state == "deferred"


MISMATCHES = [
    ("implicit", "", "does not begin with TLS", "`tls: starttls`"),
    ("starttls", "implicit", "and not a word before it, as of a port that begins with TLS", "`tls: implicit`"),
    ("none", "implicit", "and not a word before it, as of a port that begins with TLS", "`tls: implicit`"),
]


@pytest.mark.parametrize(("ours", "theirs", "words", "line"), MISMATCHES)
def test_a_tls_mismatch_names_the_line_to_change(
    sink: Sink, certificates: Certificates, ours: str, theirs: str, words: str, line: str
) -> None:
    if theirs:
        sink.implicit = certificates.server_context()
    way = smtp.open(settings(sink, tls=ours, timeout=timedelta(seconds=0.5)), "support")
    with pytest.raises(Unreachable, match=words) as caught:
        way.prepare(mail(), TO)
    way.close()
    assert line in caught.value.hint
    assert "not permitted" not in caught.value.message


def test_a_server_that_begins_with_an_alert_is_known_for_tls(certificates: Certificates) -> None:
    """OpenSSL servers send one when they tire of waiting, or are spoken to in plain words."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        way = smtp.open(smtp.Settings("127.0.0.1", listening.getsockname()[1], "starttls"), "support")

        def answer() -> None:
            talk, _ = listening.accept()
            talk.sendall(b"\x15\x03\x03\x00\x02\x02\x0a\n")
            talk.close()

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Unreachable, match="speaks TLS from the first octet") as caught:
            way.prepare(mail(), TO)
        thread.join()
        way.close()
    assert "`tls: implicit`" in caught.value.hint


def test_a_server_that_agrees_to_starttls_and_goes_on_in_plain_words(
    sink: Sink,
) -> None:
    class Deaf(ssl.SSLContext):
        def wrap_socket(self, sock: Any, **unused: Any) -> Any:
            sock.recv(1024)
            sock.sendall(b"500 what was that?\r\n")
            return sock

    sink.starttls = Deaf(ssl.PROTOCOL_TLS_SERVER)
    way = smtp.open(settings(sink, tls="starttls"), "support")
    with pytest.raises(Unreachable, match="agrees to STARTTLS and then speaks no TLS"):
        way.prepare(mail(), TO)
    way.close()


def test_an_escalation_of_a_mail_beyond_ascii_goes_through_any_server(sink: Sink, tmp_path: Path) -> None:
    sink.extensions = ("HELP",)
    with opened(tmp_path / "desk", sink) as road:
        road.deliver(written("Pesanan saya belum sampai, tolong dicek: Grüße aus Köln, 東京\r\n"))
        road.poll()
    assert {who for each in sink.delivered for who in each.recipients} == {"jane@cust.example", "lead@toko.example"}
    assert all(each.data.isascii() for each in sink.delivered)
    assert not any("BODY=" in line for line in sink.commands)
