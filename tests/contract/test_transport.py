"""What every transport promises, whichever the registry finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail import registry
from csmail.errors import Refused
from csmail.model.reason import Reason
from csmail.ports import Transport
from tests.integration.test_smtp import BODY, mail
from tests.servers.sink import Sink

TWO = ("jane@cust.example", "budi@toko.example")


@dataclass
class Way:
    """A transport with a look at what came out at its end."""

    transport: Transport
    arrived: Callable[[], list[bytes]]


def settings(kind: str, sink: Sink, folder: Path) -> dict[str, Any]:
    given: dict[str, dict[str, Any]] = {
        "smtp": {"host": "127.0.0.1", "port": sink.port, "tls": "none", "timeout": timedelta(seconds=2)},
        "folder": {"path": str(folder / "out")},
        "memory": {},
    }
    return given[kind]


@pytest.fixture(params=registry.names("transports"))
def way(request: pytest.FixtureRequest, sink: Sink, tmp_path: Path) -> Iterator[Way]:
    module = registry.load("transports", request.param)
    chosen = module.Settings(**settings(request.param, sink, tmp_path))
    assert module.check(chosen) is None
    transport = module.open(chosen, "support")
    looks: dict[str, Callable[[], list[bytes]]] = {
        "smtp": lambda: [each.data for each in sink.delivered],
        "folder": lambda: [each.read_bytes() for each in sorted((tmp_path / "out").glob("*.eml"))],
        "memory": lambda: [sent.data for sent, _ in transport.sent],
    }
    yield Way(transport, looks[request.param])
    transport.close()


def test_preparing_delivers_nothing(way: Way) -> None:
    prepared = way.transport.prepare(mail(), TWO)
    assert [(each.recipient, each.state) for each in prepared.deliveries] == [(who, "queued") for who in TWO]
    assert way.arrived() == []
    prepared.abandon()
    assert way.arrived() == []


def test_what_is_transmitted_arrives_byte_for_byte(way: Way) -> None:
    outcome = way.transport.prepare(mail(), TWO).transmit()
    assert outcome.state == "sent"
    assert outcome.reply.startswith("250 ")
    assert way.arrived() == [BODY]


def test_one_after_another(way: Way) -> None:
    for number in range(3):
        other = mail(BODY + b"%d\r\n" % number, message_id=f"<m{number}@toko.example>")
        assert way.transport.prepare(other, TWO).transmit().state == "sent"
    assert len(way.arrived()) == 3


def test_after_abandoning_the_next_mail_goes_out_alone(way: Way) -> None:
    way.transport.prepare(mail(), ["wrong@cust.example"]).abandon()
    way.transport.prepare(mail(), TWO).transmit()
    assert len(way.arrived()) == 1


def test_a_closed_transport_opens_again(way: Way) -> None:
    way.transport.close()
    assert way.transport.prepare(mail(), TWO).transmit().state == "sent"


def test_the_report_is_words(way: Way) -> None:
    assert all(isinstance(word, str | Reason) for pair in way.transport.report().items() for word in pair)


@pytest.mark.parametrize("end", [b"x\ny\r\n", b"x\ry\r\n", b"x\x00y\r\n"])
def test_content_that_two_readers_read_differently_is_refused(way: Way, end: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        way.transport.prepare(mail(BODY + end), TWO)
    assert refusal.value.code == "content_invalid"
    assert way.arrived() == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jane",
        "a@x\r\nRCPT TO:<b@y",
        "a@x> <b@y",
        "a b@x",
        "a@x@y",
        "a@x\x07",
        "@x",
        "a@",
        "é\x80@x",
        "a@" + "x" * 320,
    ],
)
def test_an_address_that_could_break_out_is_refused(way: Way, address: str) -> None:
    with pytest.raises(Refused) as refusal:
        way.transport.prepare(mail(), ["jane@cust.example", address])
    assert refusal.value.code == "address_invalid"
    assert way.arrived() == []
