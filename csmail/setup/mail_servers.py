"""Which servers a mailbox has: what is known of providers, and what is found out by asking."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from csmail.errors import UsageError
from csmail.reason import Reason

Tls = Literal["implicit", "starttls", "none"]
Origin = Literal["provider", "mx", "autoconfig", "srv", "guess", "typed"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect, and how it is encrypted."""

    host: str
    port: int
    tls: Tls = "implicit"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Provider:
    """A house that keeps mailboxes: `domains` are those of its addresses, `mail_hosts` ends of its MX hosts.

    `files_sent`: it files itself what it sends. `login_page`: where a password for programs is made, "" where the
    usual one is taken.
    """

    name: str
    domains: tuple[str, ...]
    mail_hosts: tuple[str, ...]
    imap: Server
    smtp: Server
    files_sent: bool = False
    login_page: str = ""


# Read in the providers' own help in November 2026; `csmail check` asks the server before anybody relies on it.
PROVIDERS = (
    Provider(
        "Gmail", ("gmail.com", "googlemail.com"), (".google.com", ".googlemail.com"), Server("imap.gmail.com", 993),
        Server("smtp.gmail.com", 465), files_sent=True, login_page="https://myaccount.google.com/apppasswords",
    ),
    Provider(
        "Yahoo", ("yahoo.com", "yahoo.co.id", "ymail.com", "rocketmail.com"), (".yahoodns.net",),
        Server("imap.mail.yahoo.com", 993), Server("smtp.mail.yahoo.com", 465),
        login_page="https://login.yahoo.com/account/security",
    ),
    Provider(
        "iCloud", ("icloud.com", "me.com", "mac.com"), (".icloud.com",), Server("imap.mail.me.com", 993),
        Server("smtp.mail.me.com", 587, "starttls"), files_sent=True, login_page="https://account.apple.com",
    ),
    Provider(
        "Zoho", ("zoho.com", "zohomail.com"), (".zoho.com",), Server("imap.zoho.com", 993),
        Server("smtp.zoho.com", 465), files_sent=True, login_page="https://accounts.zoho.com",
    ),
    Provider(
        "Fastmail", ("fastmail.com", "fastmail.fm"), (".messagingengine.com",), Server("imap.fastmail.com", 993),
        Server("smtp.fastmail.com", 465), login_page="https://app.fastmail.com/settings/security",
    ),
    Provider(
        "Hostinger", (), (".hostinger.com",), Server("imap.hostinger.com", 993), Server("smtp.hostinger.com", 465)
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers of a mailbox, where they are known from, and the name to log in with.

    `confirmed`: both greeted as they should, over TLS with the right name; nobody has logged in.
    """

    imap: Server
    smtp: Server
    username: str
    origin: Origin
    provider: Provider | None = None
    confirmed: bool = False


def of_domain(domain: str) -> Provider | None:
    """Whose addresses these are."""
    return next((one for one in PROVIDERS if domain in one.domains), None)


def of_mail_hosts(hosts: tuple[str, ...]) -> Provider | None:
    """Who takes in the mail of a domain with these MX hosts."""
    return next((one for one in PROVIDERS if any(host.endswith(one.mail_hosts) for host in hosts)), None)


HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)
"""A name or an IPv4 address, as a server may be called."""
OPENLY_BEGUN = frozenset({143, 587})
"""Ports that begin without TLS and go on with STARTTLS (RFC 8314 section 3.3)."""


def checked(written: str) -> str:
    """`HOST` or `HOST:PORT` as it may be written. Raises UsageError."""
    host, _, port = written.strip().partition(":")
    if not HOST.fullmatch(host) or (
        ":" in written and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536)
    ):
        raise UsageError(
            Reason.of("not_a_server", written=written[:80]), Reason.of("advice_write", example="mail.toko.example:993")
        )
    return written.strip().lower()


def typed(imap: str, smtp: str, address: str) -> Servers:
    """What a person says: ports 143 and 587 begin without TLS; unusual ones of this machine have none.

    Raises UsageError.
    """
    return Servers(
        _typed(imap, 993), _typed(smtp, 465), address, "typed", of_domain(address.rpartition("@")[2].lower())
    )


def _typed(written: str, usual: int) -> Server:
    host, _, port = checked(written).partition(":")
    number = int(port or usual)
    if host in ("localhost", "127.0.0.1") and number != usual:
        return Server(host, number, "none")  # what stays on this machine nobody reads on the way
    return Server(host, number, "starttls" if number in OPENLY_BEGUN else "implicit")
