"""Asks the world for the servers of a domain: DNS, HTTPS, a greeting; ten seconds in all, nothing is logged in to."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from csmail.setup.autoconfig import LARGEST
from csmail.setup.find_servers import Kind
from csmail.setup.mail_servers import Server

SECONDS, STEP_SECONDS = 10.0, 3.0
LINE = 4096
BEFORE_TLS: dict[Kind, tuple[bytes, ...]] = {
    "imap": (b"a STARTTLS\r\n",),
    "smtp": (b"EHLO localhost\r\n", b"STARTTLS\r\n"),
}
GREETINGS: dict[Kind, tuple[bytes, ...]] = {"imap": (b"* OK", b"* PREAUTH"), "smtp": (b"220",)}
AGREED = (b"a OK", b"220")
Connect = Callable[[tuple[str, int], float], socket.socket]


class Internet:
    """The real one; tests give a resolver, a connection and a trust of their own."""

    def __init__(
        self, resolver: Any = None, connect: Connect = socket.create_connection, trust: ssl.SSLContext | None = None
    ) -> None:
        self._resolver = resolver
        self._connect = connect
        self._trust = trust or ssl.create_default_context()
        self._until = time.monotonic() + SECONDS

    def mail_hosts(self, domain: str) -> tuple[str, ...]:
        found = sorted(self._records(domain, "MX"), key=lambda one: one.preference)
        return tuple(str(one.exchange).rstrip(".").lower() for one in found)

    def service(self, name: str) -> tuple[str, int] | None:
        found = sorted(self._records(name, "SRV"), key=lambda one: (one.priority, -one.weight))
        targets = ((str(one.target).rstrip(".").lower(), int(one.port)) for one in found)
        return next((one for one in targets if one[0]), None)

    def page(self, url: str) -> bytes:
        parts = urlsplit(url)
        host = parts.hostname or ""
        wrong = (OSError, ValueError, http.client.HTTPException)
        with suppress(*wrong), self._secure(self._open(host, 443), host) as channel:
            asked = http.client.HTTPConnection(host)
            asked.sock = channel
            asked.request("GET", parts.path, headers={"Accept": "text/xml"})
            said = asked.getresponse()
            if said.status == 200:  # another place is not followed: it may be anybody's
                return said.read(LARGEST + 1)
        return b""

    def greets(self, server: Server, kind: Kind) -> bool:
        with suppress(OSError, ValueError), self._open(server.host, server.port) as plain:
            if server.tls == "starttls" and not _agrees(plain, kind):
                return False
            with self._secure(plain, server.host) as channel:
                # After STARTTLS there is no greeting any more; the handshake is the answer.
                return server.tls == "starttls" or _line(channel).startswith(GREETINGS[kind])
        return False

    def _left(self) -> float:
        """What a step may take. Raises TimeoutError when the ten seconds are over."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, STEP_SECONDS)

    def _open(self, host: str, port: int) -> socket.socket:
        return self._connect((host, port), self._left())

    def _secure(self, plain: socket.socket, host: str) -> ssl.SSLSocket:
        return self._trust.wrap_socket(plain, server_hostname=host)

    def _records(self, name: str, kind: str) -> list[Any]:
        import dns.exception
        import dns.resolver

        try:
            resolver = self._resolver or dns.resolver.Resolver()
            return list(resolver.resolve(name, kind, lifetime=self._left(), search=False))
        except (dns.exception.DNSException, OSError, ValueError):
            return []


def _agrees(plain: socket.socket, kind: Kind) -> bool:
    """The few words before TLS; whether the server goes on with it."""
    if not _line(plain).startswith(GREETINGS[kind]):
        return False
    said = b""
    for words in BEFORE_TLS[kind]:
        plain.sendall(words)
        said = _line(plain)
        while said[3:4] == b"-" or said.startswith(b"* "):
            said = _line(plain)
    return said.startswith(AGREED)


def _line(channel: socket.socket) -> bytes:
    """One line, octet by octet: what is read too far would be lost to TLS. A server that never ends it is cut off."""
    said = b""
    while not said.endswith(b"\n") and len(said) < LINE:
        octet = channel.recv(1)
        if not octet:
            break
        said += octet
    return said
