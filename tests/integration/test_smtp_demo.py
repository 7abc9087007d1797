"""The demo's SMTP server with our own transport."""

from __future__ import annotations

from pathlib import Path

from csmail.demo.smtp import DemoSmtp, Received
from csmail.transports import smtp
from tests.integration.test_smtp import BODY, mail


def test_the_demo_server_takes_what_the_transport_sends(tmp_path: Path) -> None:
    told: list[Received] = []
    with DemoSmtp(told.append, tmp_path / "mail") as server:
        transport = smtp.open(smtp.Settings(server.host, server.port, tls="none"), "demo")
        automatic = mail(sender="", recipients=("jane@cust.example", "blind@cust.example"))
        assert transport.prepare(automatic, automatic.recipients).transmit().state == "sent"
        assert transport.prepare(mail(), ["budi@toko.example"]).transmit().state == "sent"
        transport.close()
    assert told == server.received
    assert server.received[0] == Received("", ("jane@cust.example", "blind@cust.example"), BODY)
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 2


def test_a_mail_that_cannot_be_kept_is_not_acknowledged() -> None:
    def full(received: Received) -> None:
        raise OSError("no space")

    with DemoSmtp(full) as server:
        transport = smtp.open(smtp.Settings(server.host, server.port, tls="none"), "demo")
        outcome = transport.prepare(mail(), ["jane@cust.example"]).transmit()
        transport.close()
    assert (outcome.state, server.received) == ("deferred", [])


def test_the_server_ends_with_a_connection_still_open() -> None:
    with DemoSmtp() as server:
        transport = smtp.open(smtp.Settings(server.host, server.port, tls="none"), "demo")
        transport.prepare(mail(), ["jane@cust.example"]).transmit()
    transport.close()
    assert len(server.received) == 1
