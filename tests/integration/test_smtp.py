"""The SMTP transport against a server that can be told its answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from csmail.errors import Refused, Unreachable
from csmail.model.task import Mail
from csmail.transports import smtp
from tests.servers.sink import Sink

BODY = b"From: support@toko.example\r\nTo: jane@cust.example\r\nSubject: Halo\r\n\r\nHalo.\r\n"


def mail(data: bytes = BODY, **changes: Any) -> Mail:
    given = {"sender": "support@toko.example", "recipients": ("jane@cust.example",)} | changes
    content = data.decode("latin-1")
    return Mail(key=hashlib.sha256(data).hexdigest(), message_id="<m1@toko.example>", content=content, **given)


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


def test_no_server_is_unreachable(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.close()
    with pytest.raises(Unreachable, match="while connecting"):
        transport.prepare(mail(), ["jane@cust.example"])
