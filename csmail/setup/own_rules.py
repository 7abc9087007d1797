"""Makes the shipped `rules.yaml` somebody's own: nothing in it is left to edit."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.setup.mail_servers import PROVIDERS, Origin, Server, Servers

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._+-]*")
MARK = re.compile(r"\s+# EDIT.*$")
INDONESIAN = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
PUBLIC = frozenset(domain for one in PROVIDERS for domain in one.domains)
"""Domains whose addresses belong to anybody."""
FROM: dict[Origin, str] = {
    "provider": "known of {name}",
    "mx": "known of {name}, who takes in the mail of your domain",
    "autoconfig": "as your domain says (autoconfig)",
    "srv": "as your domain says (SRV)",
    "guess": "found by their usual names",
    "typed": "as you said",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One who answers: `name` is what customers read."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What `csmail init` was told; no `people`: whoever reads the address works alone.

    `password_file` is where the password lies, "" for the environment variable SUPPORT_PASSWORD.
    """

    address: str
    name: str
    language: Literal["id", "en"]
    servers: Servers
    people: tuple[Person, ...] = ()
    timezone: str = "Asia/Jakarta"
    password_file: str = ""


def address(written: str) -> str:
    """An address as a desk may have it, its domain in lower case. Raises UsageError."""
    from csmail.model.address import sound

    local, at, domain = written.strip().rpartition("@")
    if not at or "." not in domain or not sound(written.strip()):
        raise UsageError(Reason.of("not_a_recipient", written=written[:80]), Reason("advice_address"))
    return f"{local}@{domain.lower()}"


def display_name(written: str) -> str:
    """A name on one line. Raises UsageError."""
    name = " ".join(written.split())
    if not name or not name.isprintable():
        raise UsageError(Reason("name_missing"))
    return name[:80]


def usual_name(address: str) -> str:
    """`Toko Bunga` of `cs@toko-bunga.co.id`; of an address that is anybody's the part before the @."""
    local, _, domain = address.rpartition("@")
    return re.sub(r"[._+-]+", " ", local if domain in PUBLIC else domain.split(".")[0]).title()


def language(written: str) -> Literal["id", "en"]:
    """Raises UsageError."""
    code = written.strip().lower()
    if code not in ("id", "en"):
        raise UsageError(Reason.of("not_one_of", name="language", wrong=code[:20], choices="id, en"))
    return "id" if code == "id" else "en"


def people(written: str) -> tuple[Person, ...]:
    """`Sari <sari@toko.example>, budi@toko.example`; `-` is nobody else. Raises UsageError."""
    if written.strip() == "-":
        return ()
    found = []
    for one in filter(None, (each.strip() for each in written.split(","))):
        name, bracket, spec = one.partition("<")
        spec = address(spec.rstrip("> ") if bracket else one)
        found.append(Person(spec, display_name(name) if name.strip() and bracket else usual_person(spec)))
    return tuple({one.address: one for one in found}.values())


def usual_person(address: str) -> str:
    """`Sari` of `sari.dewi@toko.example`."""
    return re.split(r"[._+-]", address.partition("@")[0])[0].title() or address


def timezone() -> str:
    """That of this machine; of one that keeps no local time (UTC) Jakarta's."""
    place = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return place if "/" in place and not place.startswith("Etc/") else INDONESIAN[0]


def own(shipped: str, answers: Answers) -> str:
    """The text of `rules.yaml` for these answers."""
    return "\n".join(_lines(shipped.split("\n"), answers))


def quoted(text: str) -> str:
    """A scalar of YAML; JSON's quotes are YAML's (1.2, section 1.3)."""
    return text if PLAIN.fullmatch(text) and not text.isdigit() else json.dumps(text, ensure_ascii=False)


def _lines(shipped: list[str], answers: Answers) -> Iterator[str]:
    """Line by line; a line of which nothing is needed falls away."""
    made = _made(answers)
    for line in shipped:
        key = next((key for key in made if line.strip().startswith(key)), "")
        if key:
            indent = line[: len(line) - len(line.lstrip())]
            yield from (f"{indent}{said}" for said in (made[key] if key in EACH else made.pop(key)))
        else:
            yield MARK.sub("", line)


BEGUN = "#   1. csmail init wrote this file.      4. csmail check        proves that all of it works"
EACH = frozenset({"- forward:", "- escalate:"})
"""Keys of lines of which there may be several, all made the same."""


def _made(answers: Answers) -> dict[str, tuple[str, ...]]:
    """What begins a shipped line, and what stands in its place; nothing, where it falls away."""
    login = f"username: {quoted(answers.servers.username)}, password: {_secret(answers)}"
    known = answers.servers.provider
    filed = ", file_sent: false" if known and known.files_sent else ""
    name = known.name if known else ""
    return {
        "#   1. Edit the lines": (BEGUN,),
        "address:": (f"address: {quoted(answers.address)}",),
        "aliases:": ("aliases: []  # its other addresses",),
        "display_name:": (f"display_name: {quoted(answers.name)}",),
        "language:": (f"language: {answers.language}  # used when a mail does not tell its language",),
        "timezone:": (f"timezone: {quoted(answers.timezone)}",),
        "mailbox:": (
            f"# Servers: {FROM[answers.servers.origin].format(name=name)}.",
            f"mailbox: {{kind: imap, {_server(answers.servers.imap, 993)}, {login}{filed}}}",
        ),
        "transport:": (f"transport: {{kind: smtp, {_server(answers.servers.smtp, 465)}, {login}}}",),
        "# Gmail, with": (), "# mailbox:": (), "# transport:": (), "# tls is": (),
        "agents:": ("agents:  # who answers here; customers read the name",),
        "- {address: sari": tuple(map(_agent, _agents(answers))),
        "- {address: budi": (),
        "internal_domains:": (f"internal_domains: [{', '.join(map(quoted, _domains(answers)))}]",),
        "trust:": ("# trust: {forms: [form@website.example], authserv_ids: [mx.toko.example]}",),
        "hours:": (_hours(answers),),
        **_ladder(answers),
    }  # fmt: skip


def _agent(one: Person) -> str:
    return f"- {{address: {quoted(one.address)}, name: {quoted(one.name)}}}"


def _secret(answers: Answers) -> str:
    return f"{{file: {quoted(answers.password_file)}}}" if answers.password_file else "{env: SUPPORT_PASSWORD}"


def _server(server: Server, usual: int) -> str:
    port = f", port: {server.port}" if server.port != usual else ""
    return f"host: {server.host}{port}" + (f", tls: {server.tls}" if server.tls != "implicit" else "")


def _agents(answers: Answers) -> tuple[Person, ...]:
    return answers.people or (Person(answers.address, answers.name),)


def _domains(answers: Answers) -> tuple[str, ...]:
    domain = answers.address.rpartition("@")[2]
    return () if domain in PUBLIC else (domain,)


def _hours(answers: Answers) -> str:
    days = 'mon-thu: "09:00-17:00", fri: "09:00-11:30, 13:30-17:00", sat: "09:00-13:00"'
    return f"hours: {{{days}, holidays: ID}}" if answers.timezone in INDONESIAN else f"hours: {{{days}}}"


def _ladder(answers: Answers) -> dict[str, tuple[str, ...]]:
    """Who is told of what waits; somebody alone has nobody to tell, and sees it in `csmail todo`."""
    colleagues = ", ".join(json.dumps(f"@{domain}") for domain in _domains(answers)) or ", ".join(
        json.dumps(one.address) for one in _agents(answers)
    )
    wrote = {'when: {from: ["@toko.example"]}': (f"when: {{from: [{colleagues}]}}",)}
    if not answers.people:
        return wrote | {
            "# The ladder:": (), "escalation:": ("escalation: []  # nobody else to tell",),
            "- {step: lead": (), "- {step: owner": (), "- escalate:": (), "- forward:": (),
        }  # fmt: skip
    first, last = quoted(answers.people[0].address), quoted(answers.people[-1].address)
    owner = (f"- {{step: owner, to: {last}, after: 2h}}",) if len(answers.people) > 1 else ()
    return wrote | {
        "- {step: lead": (f"- {{step: lead, to: {first}, at: half}}",),
        "- {step: owner": owner,
        "- escalate: {to:": (f"- escalate: {{to: {last}, within: 2h}}",),
        "- forward:": (f"- forward: {last}",),
    }
