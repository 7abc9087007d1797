"""The SMTP transport against a server that can be told its answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from csmail.errors import ConfigurationError, LoginRefused, Refused, Unreachable
from csmail.mailboxes.memory import Memory
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.task import Mail, SendMail, Task
from csmail.outbox import Ways, retry, work_off
from csmail.secret import Secret
from csmail.stores.memory import MemoryStore
from csmail.transports import smtp
from csmail.wording.reasons import words
from tests.factories import NOW
from tests.servers.sink import Sink

BODY = b"From: support@toko.example\r\nTo: jane@cust.example\r\nSubject: Halo\r\n\r\nHalo.\r\n"


def mail(data: bytes = BODY, **changes: Any) -> Mail:
    usual = {
        "message_id": "<m1@toko.example>",
        "sender": "support@toko.example",
        "recipients": ("jane@cust.example",),
    }
    return Mail(key=hashlib.sha256(data).hexdigest(), content=data.decode("latin-1"), **(usual | changes))


def settings(sink: Sink, **changes: Any) -> smtp.Settings:
    given: dict[str, Any] = {"tls": "none", "timeout": timedelta(seconds=2), "data_timeout": timedelta(seconds=2)}
    return smtp.Settings(host="127.0.0.1", port=sink.port, **(given | changes))


@pytest.fixture
def transport(sink: Sink) -> Iterator[smtp.SmtpTransport]:
    way = smtp.open(settings(sink), "support")
    yield way
    way.close()


def test_a_mail_arrives_byte_for_byte(sink: Sink, transport: smtp.SmtpTransport) -> None:
    prepared = transport.prepare(mail(), ["jane@cust.example"])
    assert [(each.recipient, each.state) for each in prepared.deliveries] == [("jane@cust.example", "queued")]
    assert sink.delivered == []
    outcome = prepared.transmit()
    assert (outcome.state, outcome.reply) == ("sent", "250 2.0.0 queued as 1")
    (arrived,) = sink.delivered
    assert (arrived.sender, arrived.recipients, arrived.data) == (
        "support@toko.example",
        ("jane@cust.example",),
        BODY,
    )


def test_a_kept_connection_carries_the_next_mail(sink: Sink, transport: smtp.SmtpTransport) -> None:
    for _ in range(3):
        assert transport.prepare(mail(), ["jane@cust.example"]).transmit().state == "sent"
    assert sink.connections == 1


def test_a_kept_connection_that_died_is_replaced(sink: Sink, transport: smtp.SmtpTransport) -> None:
    transport.prepare(mail(), ["jane@cust.example"]).transmit()
    sink.kick()
    assert transport.prepare(mail(), ["jane@cust.example"]).transmit().state == "sent"
    assert sink.connections == 2


def test_one_address_refused_and_one_deferred_are_told_apart(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt b@x.example", "4xx")
    sink.answer("rcpt c@x.example", "5xx")
    prepared = transport.prepare(mail(), ["a@x.example", "b@x.example", "c@x.example"])
    assert [each.state for each in prepared.deliveries] == ["queued", "deferred", "refused"]
    assert prepared.deliveries[2].reply == "554 5.0.0 never"
    assert prepared.transmit().state == "sent"
    assert sink.delivered[0].recipients == ("a@x.example",)


def test_a_bare_line_feed_is_refused_before_a_connection_is_made(sink: Sink, transport: smtp.SmtpTransport) -> None:
    with pytest.raises(Refused, match="bare LF"):
        transport.prepare(mail(BODY + b"\n.\nMAIL FROM:<x@y>"), ["jane@cust.example"])
    assert sink.connections == 0


def envelope(sink: Sink) -> list[str]:
    return [line for line in sink.commands if line.startswith(("MAIL", "RCPT"))]


def test_the_envelope_uses_what_the_server_offers(sink: Sink, transport: smtp.SmtpTransport) -> None:
    transport.prepare(mail(), ["jane@cust.example"]).transmit()
    assert envelope(sink) == [f"MAIL FROM:<support@toko.example> SIZE={len(BODY)}", "RCPT TO:<jane@cust.example>"]


def test_an_automatic_mail_wants_no_delivery_report(sink: Sink, transport: smtp.SmtpTransport) -> None:
    transport.prepare(mail(sender=""), ["jane@cust.example"]).transmit()
    assert envelope(sink) == [f"MAIL FROM:<> SIZE={len(BODY)}", "RCPT TO:<jane@cust.example> NOTIFY=NEVER"]


def test_a_bare_server_is_asked_nothing_it_does_not_know(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.extensions = ("HELP",)
    transport.prepare(mail(sender=""), ["jane@cust.example"]).transmit()
    assert envelope(sink) == ["MAIL FROM:<>", "RCPT TO:<jane@cust.example>"]


def test_an_address_beyond_ascii_asks_for_smtputf8(sink: Sink, transport: smtp.SmtpTransport) -> None:
    transport.prepare(mail(), ["jané@cust.example"]).transmit()
    assert envelope(sink)[0].endswith(" SMTPUTF8")
    assert sink.delivered[0].recipients == ("jané@cust.example",)


def test_a_domain_beyond_ascii_needs_no_smtputf8(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.extensions = ("HELP",)
    prepared = transport.prepare(mail(), ["jane@bücher.example"])
    prepared.transmit()
    assert prepared.deliveries[0].recipient == "jane@bücher.example"
    assert sink.delivered[0].recipients == ("jane@xn--bcher-kva.example",)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"smtputf8": True}, "smtputf8_required"),
        ({"recipients": ("jané@cust.example",)}, "smtputf8_required"),
        ({"data": BODY + "é\r\n".encode()}, "8bitmime_required"),
    ],
)
def test_what_the_server_cannot_carry_is_refused(
    sink: Sink, transport: smtp.SmtpTransport, case: dict[str, Any], reason: str
) -> None:
    sink.extensions = ("HELP",)
    given = mail(**case)
    with pytest.raises(Refused) as refusal:
        transport.prepare(given, given.recipients)
    assert refusal.value.code == reason
    assert envelope(sink) == []


def test_the_outbox_holds_for_a_person_what_needs_smtputf8_and_nothing_else(
    sink: Sink, transport: smtp.SmtpTransport
) -> None:
    sink.extensions = ("8BITMIME",)
    store = MemoryStore()
    plain = mail(BODY.replace(b"Halo.", b"Halo lagi."))
    for given in (
        mail(recipients=("jan\u00e9@cust.example", "jane@cust.example")),
        mail(BODY + b"x", smtputf8=True),
        plain,
    ):
        task = Task(given.key, "support", given.key, SendMail(given.key, "reply"), NOW, NOW, NOW)
        store.commit(Changes(tasks=(task,), mails=(given,)))
    done = work_off(store, "support", Ways(Memory, lambda: transport), lambda: NOW)
    assert done.counts == {"held": 2, "sent": 1, "done": 1}
    held = list(store.tasks("support", ("held",)))
    assert {one.hold for one in held} == {"smtputf8_required"}
    assert [one.recipients for one in sink.delivered] == [("jane@cust.example",)]
    sink.extensions = ("8BITMIME", "SMTPUTF8")
    transport.close()
    for one in held:
        store.commit(retry(one, "Sari", NOW))
    assert work_off(store, "support", Ways(Memory, lambda: transport), lambda: NOW).counts == {"sent": 2, "done": 2}


def test_a_mail_beyond_the_servers_limit_is_not_even_offered(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.extensions = ("SIZE 50",)
    with pytest.raises(Refused, match="takes at most 50"):
        transport.prepare(mail(), ["jane@cust.example"])
    assert envelope(sink) == []


@pytest.mark.parametrize("lenient", [False, True], ids=["strict", "lenient"])
@pytest.mark.parametrize(
    "quoted", [b".\r\n", b"..\r\n", b"a\r\n.\r\nMAIL FROM:<x@y>\r\n", b".\r\n.\r\n", b".a\r\n", b" .\r\n"]
)
def test_a_dot_in_the_text_ends_no_mail(
    sink: Sink, transport: smtp.SmtpTransport, quoted: bytes, lenient: bool
) -> None:
    sink.lenient = lenient
    assert transport.prepare(mail(BODY + quoted), ["jane@cust.example"]).transmit().state == "sent"
    assert [each.data for each in sink.delivered] == [BODY + quoted]


def test_a_large_mail_arrives_whole(sink: Sink) -> None:
    data = BODY + b"0123456789abcdef.\r\n" * 200_000
    with closing(smtp.open(settings(sink, data_timeout=timedelta(seconds=60)), "support")) as transport:
        assert transport.prepare(mail(data), ["jane@cust.example"]).transmit().state == "sent"
    assert sink.delivered[0].data == data


def test_too_many_recipients_is_no_refusal(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt b@x.example", "552 too many recipients")
    prepared = transport.prepare(mail(), ["a@x.example", "b@x.example"])
    assert [each.state for each in prepared.deliveries] == ["queued", "deferred"]
    prepared.abandon()


def test_an_address_that_is_forwarded_is_taken(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt", "251 will forward")
    assert transport.prepare(mail(), ["a@x.example"]).deliveries[0].state == "queued"


def test_an_answer_to_rcpt_that_is_none_is_no_acceptance(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt", "354 go on")
    with pytest.raises(Unreachable, match="354"):
        transport.prepare(mail(), ["a@x.example"])


def test_a_connection_with_an_envelope_taken_back_is_left(sink: Sink, transport: smtp.SmtpTransport) -> None:
    transport.prepare(mail(), ["wrong@x.example"]).abandon()
    transport.prepare(mail(), ["a@x.example"]).transmit()
    transport.prepare(mail(), ["b@x.example"]).transmit()
    assert [line.split()[0] for line in sink.commands] == (
        "EHLO MAIL RCPT QUIT EHLO MAIL RCPT DATA MAIL RCPT DATA".split()
    )


def test_a_mail_nobody_takes_cannot_be_transmitted(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt", "5xx")
    prepared = transport.prepare(mail(), ["a@x.example"])
    with pytest.raises(RuntimeError, match="only be abandoned"):
        prepared.transmit()
    prepared.abandon()
    assert sink.delivered == []


def test_a_wanted_login_is_no_refusal_of_the_mail(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("mail", "530 5.7.0 authenticate first")
    with pytest.raises(LoginRefused, match="authenticate first"):
        transport.prepare(mail(), ["jane@cust.example"])


def test_an_unclear_answer_closes_its_connection(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("dot", "200 well", times=1)
    assert transport.prepare(mail(), ["jane@cust.example"]).transmit().state == "in_doubt"
    assert transport.prepare(mail(), ["jane@cust.example"]).transmit().state == "sent"
    assert [each.connection for each in sink.delivered] == [1, 2]


@pytest.mark.parametrize("code", ["200 ok", "251 ok", "25", "99 ok", "600 ok", "+45 ok", "2x0 ok", "-50 no", "0450 no"])
def test_a_reply_that_is_not_well_formed_settles_nothing(sink: Sink, transport: smtp.SmtpTransport, code: str) -> None:
    sink.answer("dot", code)
    assert transport.prepare(mail(), ["jane@cust.example"]).transmit().state == "in_doubt"


def test_a_reply_is_made_harmless(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("rcpt", "550 \x1b]52;c;cm0=\x07 no\u202e " + "x" * 1000)
    (delivery,) = transport.prepare(mail(), ["jane@cust.example"]).deliveries  # never settled: close() must do it
    assert delivery.reply.startswith("550 ]52;c;cm0= no x")
    assert (len(delivery.reply), delivery.reply.isprintable()) == (400, True)


def test_two_threads_use_two_connections(sink: Sink, transport: smtp.SmtpTransport) -> None:
    first = transport.prepare(mail(), ["jane@cust.example"])
    second = transport.prepare(mail(), ["budi@toko.example"])
    assert (second.transmit().state, first.transmit().state) == ("sent", "sent")
    assert sink.connections == 2


def test_the_report_says_what_the_server_can(sink: Sink, transport: smtp.SmtpTransport) -> None:
    said = transport.report()
    assert said["server"] == f"127.0.0.1:{sink.port}"
    assert [said[name] for name in ("largest mail", "dsn", "pipelining")] == [
        Reason.of("size_limit", megabytes=10, bytes=10000000),
        Reason("dsn_there"),
        Reason("pipelining_missing"),
    ]


def test_a_silent_server_is_left_after_the_timeout(sink: Sink) -> None:
    sink.answer("ehlo", "drip")
    way = smtp.open(settings(sink, timeout=timedelta(seconds=0.2)), "support")
    with pytest.raises(Unreachable, match="no answer in time"):
        way.prepare(mail(), ["jane@cust.example"])
    way.close()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"host": "smtp.toko.example", "tls": "none"}, "tls: none"),
        ({"host": ""}, "host"),
        ({"host": "a b"}, "host"),
        ({"host": "x", "port": 70000}, "port"),
        ({"host": "x", "username": "u"}, "no password"),
        ({"host": "x", "password": Secret(env="X")}, "needs one"),
        ({"host": "x", "username": "u", "password": Secret(env="X"), "oauth": Secret(env="Y")}, "not both"),
        ({"host": "x", "timeout": timedelta(0)}, "timeout"),
        ({"host": "x", "connections": 0}, "connections"),
        ({"host": "x", "hello": "a b"}, "hello"),
    ],
)
def test_settings_that_cannot_work_are_named(changes: dict[str, Any], complaint: str) -> None:
    assert complaint in words(smtp.check(smtp.Settings(**changes)) or Reason(""))
    with pytest.raises(ConfigurationError, match=complaint):
        smtp.open(smtp.Settings(**changes), "support")


def test_the_port_follows_tls() -> None:
    ports = {tls: smtp.Settings("x", tls=tls).wire_port for tls in ("implicit", "starttls", "none")}
    assert ports == {"implicit": 465, "starttls": 587, "none": 25}


def test_no_server_is_unreachable(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.close()
    with pytest.raises(Unreachable, match="nothing listens there"):
        transport.prepare(mail(), ["jane@cust.example"])
