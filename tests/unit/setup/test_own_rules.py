"""`csmail init` leaves nothing to edit: what it writes loads, whoever answered."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.setup import mail_servers, starter
from csmail.setup.mail_servers import Server, Servers
from csmail.setup.own_rules import Answers, Person, own

GMAIL = mail_servers.of_domain("gmail.com")
assert GMAIL is not None
MAILBOXES = {
    "toko@gmail.com": Servers(GMAIL.imap, GMAIL.smtp, "toko@gmail.com", "provider", GMAIL, confirmed=True),
    "cs@tokobunga.co.id": Servers(Server("mail.tokobunga.co.id", 993), Server("mail.tokobunga.co.id", 465),
                                  "cs@tokobunga.co.id", "autoconfig", confirmed=True),
    "o'neil+cs@firma.example": Servers(Server("imap.firma.example", 143, "starttls"),
                                       Server("smtp.firma.example", 587, "starttls"), "o'neil", "typed"),
}  # fmt: skip
PEOPLE = {
    "alone": (),
    "one": (Person("sari@tokobunga.co.id", "Sari"),),
    "three": (
        Person("sari@x.example", 'Sari "Bunga": #1'),
        Person("budi@x.example", "Budi"),
        Person("yes@x.example", "no"),
    ),
}
NAMES = ("Toko Bunga", 'Toko: {Bunga} # 1, "dan" [lain]', "яблоко", "- yes", "123")


@pytest.mark.parametrize(("address", "people", "name"), list(product(MAILBOXES, PEOPLE, NAMES)))
def test_what_is_written_loads_and_says_what_was_answered(address: str, people: str, name: str, tmp_path: Path) -> None:
    servers = MAILBOXES[address]
    for path, text in starter.shipped().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    text = own(starter.shipped()["rules.yaml"], Answers(address, name, "id", servers, PEOPLE[people]))
    (tmp_path / "rules.yaml").write_text(text)
    assert "EDIT" not in text
    config = load(tmp_path / "rules.yaml")
    desk, mailbox, transport = (config.desks["support"].desk, config.desks["support"].mailbox[1],
                                config.desks["support"].transport[1])  # fmt: skip
    assert (desk.address, desk.display_name) == (address, name)
    assert (mailbox.host, (mailbox.port or 993), mailbox.tls, mailbox.username) == (
        servers.imap.host, servers.imap.port, servers.imap.tls, servers.username,
    )  # fmt: skip
    assert (transport.host, transport.wire_port, transport.tls) == (
        servers.smtp.host, servers.smtp.port, servers.smtp.tls,
    )  # fmt: skip
    assert [one.name for one in desk.team.people] == [one.name for one in PEOPLE[people]] or people == "alone"
    used = "\n".join(line.partition(" #")[0] for line in text.splitlines() if not line.strip().startswith("#"))
    assert "toko.example" not in used
