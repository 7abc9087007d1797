"""What `transport: {kind: smtp, ...}` may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Literal

from csmail.reason import Reason
from csmail.secret import Secret

PORTS = {"implicit": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class Settings:
    """`port` 0 means 465, 587 or 25, as `tls` says. `timeout` is for each step, `data_timeout` for the last one
    (RFC 5321 section 4.5.3.2.6: ten minutes). `ca_file` replaces the system's authorities. `hello` is the name
    given in EHLO; the address of our side of the connection when empty (RFC 5321 section 4.1.4).
    """

    host: str
    port: int = 0
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    username: str = ""
    password: Secret | None = None
    oauth: Secret | None = None
    ca_file: str = ""
    timeout: timedelta = timedelta(seconds=60)
    data_timeout: timedelta = timedelta(seconds=600)
    connections: int = 4
    hello: str = ""

    @property
    def wire_port(self) -> int:
        """The port to connect to."""
        return self.port or PORTS[self.tls]

    @property
    def server(self) -> str:
        """Host with port, for messages."""
        return f"{self.host}:{self.wire_port}"

    @property
    def loopback(self) -> bool:
        """Whether the connection stays on this machine."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def check(settings: Settings) -> Reason | None:
    """Why these settings cannot be used; None when they can."""
    spans = (settings.timeout, settings.data_timeout)
    complaints = (
        (not _plain(settings.host), Reason("host_wrong")),
        (not 0 <= settings.port <= 65535, Reason.of("not_a_port", port=settings.port)),
        (settings.tls == "none" and not settings.loopback, Reason("tls_none_elsewhere")),
        (bool(settings.password and settings.oauth), Reason("password_and_oauth")),
        (bool(settings.username) != bool(settings.password or settings.oauth), _pair(settings)),
        (min(spans) <= timedelta(0), Reason.of("span_of_nothing", keys="timeout, data_timeout")),
        (not 1 <= settings.connections <= 20, Reason("connections_wrong")),
        (bool(settings.hello) and not _plain(settings.hello), Reason("hello_wrong")),
    )
    return next((complaint for wrong, complaint in complaints if wrong), None)


def _plain(name: str) -> bool:
    return bool(name) and name.isascii() and all(33 <= ord(char) < 127 for char in name)


def _pair(settings: Settings) -> Reason:
    return Reason("username_without_secret" if settings.username else "secret_without_username")
