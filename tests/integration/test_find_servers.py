"""Finding the servers of a mailbox, against a name server, pages and mail servers of our own on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.resolver
import dns.rrset
import pytest
import trustme

from csmail.setup import autoconfig, internet
from csmail.setup.find_servers import find
from csmail.setup.internet import Internet
from csmail.setup.mail_servers import Server, Servers

LOCAL = "rahasia.sekali"
PAGE = """<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="{domain}">
<incomingServer type="pop3"><hostname>pop.{domain}</hostname><port>995</port><socketType>SSL</socketType>
</incomingServer>
<incomingServer type="imap"><hostname>{imap}</hostname><port>{port}</port><socketType>{tls}</socketType>
<username>{username}</username></incomingServer>
<outgoingServer type="smtp"><hostname>{smtp}</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>
</emailProvider></clientConfig>"""  # fmt: skip


@dataclass
class World:
    """What answers: records by (name, kind), pages by (host, path), hosts by (host, port); and what was asked."""

    records: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    pages: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    hosts: dict[tuple[str, int], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    authority: trustme.CA = field(default_factory=trustme.CA)

    def imap(self, host: str, port: int = 993, certificate: str = "") -> None:
        self.hosts[host, port] = certificate or host

    smtp = imap

    def mailboxes(self, host: str) -> None:
        """The usual two of cPanel: 993 and 465 of one host."""
        self.hosts |= {(host, 993): host, (host, 465): host}

    def connect(self, place: tuple[str, int], timeout: float) -> socket.socket:
        """In the place of `socket.create_connection`: a server that lives for one connection."""
        self.asked.append(f"{place[0]}:{place[1]}")
        paged = place[1] == 443 and any(host == place[0] for host, _ in self.pages)
        if place not in self.hosts and not paged:
            raise ConnectionRefusedError
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout)
        theirs.settimeout(10)
        threading.Thread(target=self._serve, args=(theirs, *place), daemon=True).start()
        return ours

    def _serve(self, plain: socket.socket, host: str, port: int) -> None:
        with suppress(OSError, ssl.SSLError), plain:
            if port in (143, 587):
                plain.sendall(b"* OK hello\r\n" if port == 143 else b"220-well\r\n220 hello\r\n"[11:])
                while b"STARTTLS" not in (said := plain.recv(1000)):
                    if not said:
                        return
                    plain.sendall(b"250-here\r\n250 STARTTLS\r\n")
                plain.sendall(b"a OK go\r\n" if port == 143 else b"220 go\r\n")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.authority.issue_cert(self.hosts.get((host, port), host)).configure_cert(context)
            with context.wrap_socket(plain, server_side=True) as channel:
                if port == 443:
                    self._page(channel, host)
                elif port in (993, 465):
                    channel.sendall(b"* OK hello\r\n" if port == 993 else b"220 hello\r\n")
                channel.recv(100)

    def _page(self, channel: ssl.SSLSocket, host: str) -> None:
        said = channel.recv(4000).decode()
        self.asked.append(said)
        status, body = self.pages.get((host, said.split()[1]), (404, b""))
        where = "Location: https://evil.example/x\r\n" if status == 302 else ""
        channel.sendall(f"HTTP/1.1 {status} x\r\n{where}Content-Length: {len(body)}\r\n\r\n".encode() + body)


@contextmanager
def named(world: World) -> Iterator[Any]:
    """A resolver that asks a name server of our own, which knows the records of `world`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.2)
        over = threading.Event()

        def answering() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    said, client = server.recvfrom(2000)
                    asked = dns.message.from_wire(said)
                    question = asked.question[0]
                    kind = dns.rdatatype.to_text(question.rdtype)
                    name = question.name.to_text().rstrip(".")
                    world.asked.append(f"{kind} {name}")
                    answer = dns.message.make_response(asked)
                    answer.flags |= dns.flags.RA
                    known = world.records.get((name, kind), ())
                    if known:
                        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *known))
                    server.sendto(answer.to_wire(), client)

        thread = threading.Thread(target=answering, daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
        yield resolver
        over.set()
        thread.join()


def found(world: World, domain: str) -> Servers | None:
    """What is found for an address there; nothing but its domain may have been told to anybody, nor plain HTTP used."""
    trust = ssl.create_default_context()
    world.authority.configure_trust(trust)
    with named(world) as resolver:
        answer = find(f"{LOCAL}@{domain}", Internet(resolver, world.connect, trust))
    assert [said for said in world.asked if LOCAL in said or "rahasia" in said] == []
    assert [said for said in world.asked if said.endswith(":80")] == []
    return answer


def test_a_domain_of_our_table_needs_no_name_server() -> None:
    world = World()
    world.imap("imap.gmail.com")
    world.smtp("smtp.gmail.com", 465)
    servers = found(world, "gmail.com")
    assert servers is not None
    assert (servers.origin, servers.confirmed, servers.provider and servers.provider.name) == (
        "provider",
        True,
        "Gmail",
    )
    assert world.asked == ["imap.gmail.com:993", "smtp.gmail.com:465"]


def test_a_domain_whose_mail_google_takes_in_has_the_servers_of_gmail() -> None:
    world = World({("toko.example", "MX"): ("10 alt1.aspmx.l.google.com.", "1 aspmx.l.google.com.")})
    world.imap("imap.gmail.com")
    world.smtp("smtp.gmail.com", 465)
    servers = found(world, "toko.example")
    assert servers is not None
    assert (servers.origin, servers.imap.host, servers.username) == ("mx", "imap.gmail.com", f"{LOCAL}@toko.example")


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("autoconfig.toko.example", "/mail/config-v1.1.xml"),
        ("toko.example", "/.well-known/autoconfig/mail/config-v1.1.xml"),
    ],
)
def test_the_domain_says_itself_where_its_servers_are(host: str, path: str) -> None:
    page = PAGE.format(
        domain="toko.example", imap="srv7.host.example", port=143, tls="STARTTLS", username="%EMAILLOCALPART%",
        smtp="srv7.host.example",
    )  # fmt: skip
    world = World(pages={(host, path): (200, page.encode())})
    world.imap("srv7.host.example", 143)
    world.smtp("srv7.host.example", 465)
    assert found(world, "toko.example") == Servers(
        Server("srv7.host.example", 143, "starttls"),
        Server("srv7.host.example", 465),
        LOCAL,
        "autoconfig",
        confirmed=True,
    )


def test_service_records_are_followed_and_a_dot_is_none() -> None:
    world = World(
        {
            ("_imaps._tcp.toko.example", "SRV"): ("0 0 0 .",),
            ("_imap._tcp.toko.example", "SRV"): ("20 0 143 b.host.example.", "10 0 143 a.host.example."),
            ("_submissions._tcp.toko.example", "SRV"): ("0 0 465 a.host.example.",),
        }
    )
    world.imap("a.host.example", 143)
    world.smtp("a.host.example", 465)
    servers = found(world, "toko.example")
    assert servers is not None
    assert (servers.origin, servers.imap) == ("srv", Server("a.host.example", 143, "starttls"))


def test_the_usual_names_are_tried_last() -> None:
    world = World()
    world.mailboxes("mail.toko.example")
    servers = found(world, "toko.example")
    assert servers is not None
    assert (servers.origin, servers.imap.host, servers.smtp.host) == ("guess", "mail.toko.example", "mail.toko.example")


def test_a_server_whose_certificate_names_another_host_is_called_by_that() -> None:
    """cPanel on a shared server: mail.DOMAIN answers with the certificate of the server, which the MX names."""
    world = World({("toko.example", "MX"): ("0 srv9.hosting.example.",)})
    world.hosts = {
        ("mail.toko.example", 993): "srv9.hosting.example",
        ("mail.toko.example", 465): "srv9.hosting.example",
    }
    world.mailboxes("srv9.hosting.example")
    servers = found(world, "toko.example")
    assert servers is not None
    assert (servers.imap.host, servers.smtp.host) == ("srv9.hosting.example", "srv9.hosting.example")


def test_without_any_network_only_our_table_answers() -> None:
    servers = found(World(), "gmail.com")
    assert servers is not None
    assert (servers.confirmed, servers.imap.host) == (False, "imap.gmail.com")
    assert found(World(), "toko.example") is None


def test_a_page_that_moved_elsewhere_is_not_followed() -> None:
    world = World(pages={("autoconfig.toko.example", "/mail/config-v1.1.xml"): (302, b"")})
    assert found(world, "toko.example") is None
    assert not [said for said in world.asked if "evil" in said]


def test_a_server_that_never_speaks_costs_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(internet, "STEP_SECONDS", 0.05)
    monkeypatch.setattr(internet, "SECONDS", 0.3)
    silent = [socket.socketpair() for _ in range(40)]
    used = iter(silent)

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        ours, _ = next(used)
        ours.settimeout(timeout)
        return ours

    with named(World()) as resolver:
        assert find("x@toko.example", Internet(resolver, connect)) is None
    assert next(used, None) is not None, "it went on although the time was over"
    for pair in silent:
        for one in pair:
            one.close()


GOOD = {"domain": "d", "imap": "imap.x.example", "port": "993", "tls": "SSL", "username": "", "smtp": "smtp.x.example"}
HOSTILE = {
    "a document type": b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + PAGE.format(**GOOD).encode(),
    "entities": PAGE.format(**GOOD).replace("imap.x.example", "&a;").encode(),
    "no XML": b"<html><body>Not here",
    "nothing": b"",
    "another charset": b'<?xml version="1.0" encoding="utf-7"?><a/>',
    "too large": PAGE.format(**GOOD).encode() + b" " * autoconfig.LARGEST,
    "no encryption": PAGE.format(**{**GOOD, "tls": "plain"}).encode(),
    **{
        f"{key} {value!r}": PAGE.format(**{**GOOD, key: value}).encode()
        for key, value in (
            ("imap", "localhost"), ("imap", "a.example}, evil: {"), ("imap", "a b.example"), ("imap", "-a.example"),
            ("imap", "x" * 300 + ".example"), ("port", "0"), ("port", "65536"), ("port", "9e9"), ("port", "-1"),
            ("port", "٩٩٣"), ("smtp", ""), ("port", "9" * 5000),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_says_nothing(name: str) -> None:
    assert autoconfig.read(HOSTILE[name], "a@x.example") is None


def test_the_page_that_the_hostile_ones_are_made_of_is_read() -> None:
    assert autoconfig.read(PAGE.format(**GOOD).encode(), "a@x.example") is not None
