"""What `transport: {kind: smtp, ...}` may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Literal

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


def check(settings: Settings) -> str:
    """Why these settings cannot be used; "" when they can."""
    spans = (settings.timeout, settings.data_timeout)
    complaints = (
        (not _plain(settings.host), "host: give the name of the server, without spaces"),
        (not 0 <= settings.port <= 65535, f"port: {settings.port} is not a port"),
        (settings.tls == "none" and not settings.loopback, "tls: none is only for a server on this machine"),
        (bool(settings.password and settings.oauth), "give password or oauth, not both"),
        (bool(settings.username) != bool(settings.password or settings.oauth), _pair(settings)),
        (min(spans) <= timedelta(0), "timeout, data_timeout: give a span longer than 0s"),
        (not 1 <= settings.connections <= 20, "connections: give a number from 1 to 20"),
        (bool(settings.hello) and not _plain(settings.hello), "hello: give one host name in ASCII"),
    )
    return next((complaint for wrong, complaint in complaints if wrong), "")


def _plain(name: str) -> bool:
    return bool(name) and name.isascii() and all(33 <= ord(char) < 127 for char in name)


def _pair(settings: Settings) -> str:
    return "username: there is no password or oauth for it" if settings.username else "username: the secret needs one"
