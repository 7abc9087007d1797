"""The five questions of `csmail init`, and what options answer of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from csmail.cli.terminal import streams
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.setup.mail_servers import Servers
    from csmail.setup.own_rules import Answers

Read = TypeVar("Read")
FROM = {
    "provider": phrase("known of {name}"),
    "mx": phrase("{name} takes in the mail of your domain"),
    "autoconfig": phrase("your domain says so"),
    "srv": phrase("your domain says so"),
    "guess": phrase("the usual names"),
    "typed": phrase("as you said"),
}
TRIES = 20


@dataclass(frozen=True, slots=True)
class Given:
    """What options say; "" and () are not said. `asking`: a person answers the rest."""

    folder: Path
    address: str = ""
    name: str = ""
    language: str = ""
    people: tuple[str, ...] = ()
    imap: str = ""
    smtp: str = ""
    offline: bool = False
    asking: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers; `password` "" where none was given."""

    answers: Answers
    password: str = ""


def asked(given: Given) -> Asked:
    """Every answer, from options or from a person. Raises UsageError for what cannot be, or is not known."""
    from csmail.setup import own_rules

    if given.asking:
        streams.say(spoken("Five questions, and nothing is left to edit. Ctrl-C leaves everything as it is."))
    said = Questions(given.asking)
    address = said.to(phrase("1/5 Which address do your customers write to?"), given.address, own_rules.address)
    usual = own_rules.usual_name(address)
    name = said.to(phrase("2/5 Which name do customers read?"), given.name, own_rules.display_name, usual)
    speaks = said.to(phrase("3/5 Which language, id or en?"), given.language, own_rules.language, language())
    servers = _servers(given, address, said)
    written = ", ".join(given.people)
    people = said.to(phrase("5/5 Who answers? Addresses with commas; - for you alone"), written, own_rules.people, "-")
    password = _password(servers) if given.asking else ""
    kept = str((given.folder / "password").absolute()) if password else ""
    others = tuple(one for one in people if one.address.lower() != address.lower())
    made = own_rules.Answers(address, name, speaks, servers, others, own_rules.timezone(), kept)
    return Asked(made, password)


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks until an answer can be used; where nobody can be asked the first that cannot is raised."""

    asking: bool

    def to(self, question: str, given: str, read: Callable[[str], Read], usual: str = "") -> Read:
        """What was given, or what a person says. Raises UsageError."""
        if given or not self.asking:
            return read(given or usual)
        for _ in range(TRIES):
            said = typer.prompt(spoken(question), default=usual or None, prompt_suffix=" ", err=True)
            try:
                return read(said)
            except UsageError as error:
                streams.say(f"  {error.said(language())}")
        raise UsageError(Reason.of("tries_given_up", tries=TRIES))


def _servers(given: Given, address: str, said: Questions) -> Servers:
    """Those that were given, or found and confirmed; where neither, those that a person names."""
    from csmail.setup import mail_servers, search

    if given.imap and given.smtp:
        return mail_servers.typed(given.imap, given.smtp, address)
    domain = address.rpartition("@")[2]
    if given.asking:
        streams.say(spoken("4/5 Looking for the servers of {domain} …", domain=domain))
    found = search.found(address, given.offline)
    if found is not None and (given.imap or given.smtp):  # one of them was named: the other is as it was found
        return mail_servers.typed(given.imap or str(found.imap), given.smtp or str(found.smtp), address)
    if found is not None and (not given.asking or _confirmed(found)):
        return found
    if not given.asking:
        raise UsageError(Reason.of("servers_not_found", domain=domain), Reason("advice_name_servers"))
    if found is None:
        streams.say(spoken("Nothing was found. Your provider's help names them, as for any mail program."))
    host = f"mail.{domain}"
    imap = said.to(phrase("    IMAP server, HOST or HOST:PORT"), given.imap, mail_servers.checked, host)
    smtp = said.to(
        phrase("    SMTP server, HOST or HOST:PORT"), given.smtp, mail_servers.checked, imap.partition(":")[0]
    )
    return mail_servers.typed(imap, smtp, address)


def _confirmed(found: Servers) -> bool:
    facts = {"imap": found.imap, "smtp": found.smtp}
    name = found.provider.name if found.provider else ""
    whence = spoken(FROM[found.origin], name=name)
    if not found.confirmed:
        streams.say(spoken("They could not be asked from here; csmail check does it later."))
    return typer.confirm(
        spoken("    IMAP {imap}, SMTP {smtp} ({whence}). Right?", whence=whence, **facts), default=True, err=True
    )


def _password(servers: Servers) -> str:
    """Not shown, and kept in a file of its own that only its owner may read; "" for later."""
    provider = servers.provider
    if provider is not None and provider.login_page:
        facts = {"name": provider.name, "place": provider.login_page}
        streams.say(spoken("{name} wants an app password here, not the usual one: {place}", **facts))
    question = spoken("Password of the mailbox (not shown; Enter: later)")
    return str(typer.prompt(question, default="", show_default=False, hide_input=True, err=True)).strip()
