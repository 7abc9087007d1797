"""What `rules.yaml` may say about an IMAP account."""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from csmail.model.address import a_label
from csmail.reason import Reason
from csmail.secret import Secret

Tls = Literal["implicit", "starttls", "none"]
USUAL_PORTS = frozenset({143, 993})
GMAIL = "imap.gmail.com"
HOSTS = {"imap.googlemail.com": GMAIL, "imap-mail.outlook.com": "outlook.office365.com"}
"""Other names of hosts that are one server."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`port` 0 is 993 or 143 by `tls`. `drafts` and `sent` empty: found by SPECIAL-USE or name, else made.

    `oauth` is an access token for XOAUTH2. `ca_file` is a PEM file trusted instead of the system's authorities.
    `timeout` is the longest silence of the server, and the longest that one answer may drip.
    """

    host: str
    username: str
    password: Secret | None = None
    oauth: Secret | None = None
    port: int = 0
    tls: Tls = "implicit"
    folders: tuple[str, ...] = ("INBOX",)
    drafts: str = ""
    sent: str = ""
    ca_file: str = ""
    timeout: timedelta = timedelta(seconds=60)
    file_sent: bool = True
    read_sent: bool = True

    @property
    def address(self) -> tuple[str, int]:
        """Host and the port that is really used."""
        return self.host, self.port or (993 if self.tls == "implicit" else 143)

    @property
    def account(self) -> str:
        """One text for every spelling of the same account: case, a final dot, the usual ports, names of one host."""
        host = _one_spelling(self.host)
        host = HOSTS.get(host, host)
        port = "" if self.address[1] in USUAL_PORTS else f":{self.address[1]}"
        name = unicodedata.normalize("NFC", self.username.strip().casefold())
        if host == GMAIL:
            local, _, domain = name.partition("@")
            name = (
                f"{local.partition('+')[0].replace('.', '')}@{(domain or 'gmail.com').replace('googlemail', 'gmail')}"
            )
        return f"{name} at {host}{port}"


def check(settings: Settings) -> Reason | None:
    """What is wrong with the combination of settings; None when nothing is. Opens no socket."""
    if not settings.host:
        return Reason.of("setting_empty", key="host")
    if not settings.username:
        return Reason.of("setting_empty", key="username")
    if bool(settings.password) == bool(settings.oauth):
        return Reason("password_or_oauth")
    if settings.tls == "none" and not is_loopback(settings.host):
        return Reason.of("password_in_the_open", host=settings.host)
    if not 0 <= settings.port <= 65535:
        return Reason.of("not_a_port", port=settings.port)
    if not settings.folders:
        return Reason("folders_empty")
    return None if settings.timeout > timedelta(0) else Reason.of("span_of_nothing", keys="timeout")


def _one_spelling(host: str) -> str:
    """A name as ASCII, an address as RFC 5952 writes it, an IPv4 address within IPv6 as IPv4."""
    plain = host.strip("[]")
    if is_loopback(plain):
        return "localhost"
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return a_label(plain)
    return str(getattr(address, "ipv4_mapped", None) or address)


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
