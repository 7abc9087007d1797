"""Finds the servers of a mailbox from its address; what leaves this machine is its domain, never its name.

In this order, the first whose two servers greet over TLS, with a certificate for their name:

1. the domain in our table, which is also taken when nothing can be asked
2. its MX records in our table
3. `https://autoconfig.DOMAIN/...`, `https://DOMAIN/.well-known/autoconfig/...`; never over plain HTTP
4. SRV records (RFC 8314 section 5.1, RFC 6186; "." as target means that it is not offered)
5. the usual names below the domain, and its MX hosts: on a shared server only they stand in the certificate
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, Protocol

from csmail.setup import autoconfig, mail_servers
from csmail.setup.mail_servers import Server, Servers, Tls

Kind = Literal["imap", "smtp"]
PAGES = (
    "https://autoconfig.{domain}/mail/config-v1.1.xml",
    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
)
SERVICES: dict[Kind, tuple[tuple[str, Tls], ...]] = {
    "imap": (("_imaps._tcp", "implicit"), ("_imap._tcp", "starttls")),
    "smtp": (("_submissions._tcp", "implicit"), ("_submission._tcp", "starttls")),
}
USUAL: dict[Kind, tuple[tuple[int, Tls], ...]] = {
    "imap": ((993, "implicit"), (143, "starttls")),
    "smtp": ((465, "implicit"), (587, "starttls")),
}


class Net(Protocol):
    """What is asked of the world. Nothing raises: what cannot be asked is as good as not there."""

    def mail_hosts(self, domain: str) -> tuple[str, ...]:
        """The MX hosts, the best first, in lower case."""
        ...

    def service(self, name: str) -> tuple[str, int] | None:
        """Target and port of the best SRV record."""
        ...

    def page(self, url: str) -> bytes:
        """What lies at an https address, b"" for anything but 200."""
        ...

    def greets(self, server: Server, kind: Kind) -> bool:
        """Whether it greets as it should, encrypted, with a certificate for its name."""
        ...


def find(address: str, net: Net) -> Servers | None:
    """Both servers of the mailbox `address`; None when nobody knows."""
    domain = address.rpartition("@")[2].lower()
    for candidate in _candidates(address, domain, net):
        if net.greets(candidate.imap, "imap") and net.greets(candidate.smtp, "smtp"):
            return replace(candidate, confirmed=True)
    known = mail_servers.of_domain(domain)
    return _of(known, address, "provider") if known else None


def _candidates(address: str, domain: str, net: Net) -> Iterator[Servers]:
    if known := mail_servers.of_domain(domain):
        yield _of(known, address, "provider")
        return
    hosts = net.mail_hosts(domain)
    if known := mail_servers.of_mail_hosts(hosts):
        yield _of(known, address, "mx")
    for url in PAGES:
        if found := autoconfig.read(net.page(url.format(domain=domain)), address):
            yield found
    yield from _together(address, {kind: _services(kind, domain, net) for kind in SERVICES}, "srv")
    yield from _guessed(address, domain, hosts, net)


def _of(known: mail_servers.Provider, address: str, origin: Literal["provider", "mx"]) -> Servers:
    return Servers(known.imap, known.smtp, address, origin, known)


def _services(kind: Kind, domain: str, net: Net) -> Server | None:
    for name, tls in SERVICES[kind]:
        found = net.service(f"{name}.{domain}")
        if found and autoconfig.HOST.fullmatch(found[0]):
            return Server(found[0], found[1], tls)
    return None


def _guessed(address: str, domain: str, hosts: tuple[str, ...], net: Net) -> Iterator[Servers]:
    """Each of the two by itself: they may have different names."""
    found: dict[Kind, Server | None] = {}
    for kind in USUAL:
        names = (f"{kind}.{domain}", f"mail.{domain}", *hosts[:2])
        tried = (
            Server(name, port, tls) for port, tls in USUAL[kind] for name in names if autoconfig.HOST.fullmatch(name)
        )
        found[kind] = next((one for one in tried if net.greets(one, kind)), None)
        if found[kind] is None:
            return
    yield from _together(address, found, "guess")


def _together(address: str, found: dict[Kind, Server | None], origin: Literal["srv", "guess"]) -> Iterator[Servers]:
    imap, smtp = found["imap"], found["smtp"]
    if imap and smtp:
        yield Servers(imap, smtp, address, origin)
