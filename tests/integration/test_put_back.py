"""A mailbox put back from a copy by a real Dovecot, and servers that name numbers which no mail bears out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.intake.poll import Backlog, poll
from csmail.desk.numbering import told
from csmail.desk.watch.audit import Balance, audit
from csmail.mailboxes import imap
from csmail.secret import Secret
from csmail.stores import tinydb
from tests.factories import said_in
from tests.servers.account import Account
from tests.servers.dovecot import Dovecot
from tests.servers.scripted import Scripted, Talk
from tests.workspace import Office, asked, mail, rule

ACKNOWLEDGE = rule(asked("acknowledge", template="acknowledgement"))


def written(number: int) -> bytes:
    header = mail(number, From=f"c{number}@cust{number}.example", Date="")
    return (header + f"\n\nHalo {number}\n").replace("\n", "\r\n").encode()


@dataclass
class Provider:
    """The account's folder on the disk, which is copied and put back while nobody is logged in."""

    office: Office
    account: Account
    home: Path

    def deliver(self, *numbers: int) -> None:
        for number in numbers:
            self.account.deliver(written(number))

    def copy(self) -> None:
        self._alone()
        shutil.copytree(self.home, self.home.with_name("copy"), copy_function=shutil.copy2)

    def put_back(self) -> None:
        self._alone()
        owner = self.home.stat()
        shutil.rmtree(self.home)
        shutil.move(self.home.with_name("copy"), self.home)
        import os

        for path in (self.home, *self.home.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)

    def _alone(self) -> None:
        self.account.close()
        self.account.client = None
        self.office.mailbox.close()

    def taken(self) -> set[str]:
        every = (one for c in self.office.store.conversations() for one in said_in(self.office.store, c.id))
        return {one.message_id for one in every if one.direction == "in"}

    def balance(self) -> Balance:
        return audit(self.office.place)[0]


@pytest.fixture
def provider(dovecot: Dovecot, dovecot_account: Account, tmp_path: Path) -> Iterator[Provider]:
    mailbox: Any = imap.open(dovecot_account.settings, "support")
    store: Any = tinydb.open(tinydb.Settings(), tmp_path)
    made = Office(rules=(ACKNOWLEDGE,), store=store, mailbox=mailbox, now=datetime.now(UTC))
    yield Provider(made, dovecot_account, dovecot.root / "home" / dovecot_account.settings.username / "mail")
    mailbox.close()
    store.close()


def ids(*numbers: int) -> set[str]:
    return {f"<m{number}@cust.example>" for number in numbers}


@pytest.mark.dovecot
@pytest.mark.parametrize("later", [(7, 8), (7, 8, 9, 10, 11)], ids=["fewer than were lost", "more than were lost"])
def test_no_customer_is_lost_when_dovecot_is_put_back_from_a_copy(provider: Provider, later: tuple[int, ...]) -> None:
    office = provider.office
    provider.deliver(1)
    poll(office.place)
    provider.deliver(2, 3)
    poll(office.place)
    provider.copy()
    validity = office.mailbox.open_folder("INBOX").uidvalidity
    provider.deliver(4, 5, 6)
    poll(office.place)
    provider.put_back()
    provider.deliver(*later)
    assert office.mailbox.open_folder("INBOX").uidvalidity == validity
    assert provider.balance().replaced
    report = poll(office.place)
    assert (report.taken_in, len(report.problems)) == (len(later) + 1, 1)
    assert provider.taken() == ids(1, 2, 3, 4, 5, 6, *later)
    assert [one.folder for one in told(office.store, "support", office.now)] == ["INBOX"]
    assert (provider.balance().unaccounted, provider.balance().replaced) == ((), ())
    answered = [who for _, recipients in office.transport.sent for who in recipients]
    answered = [who for who in answered if who != "c1@cust1.example"]  # it came in the second in which the desk began
    assert sorted(answered) == sorted(f"c{number}@cust{number}.example" for number in (2, 3, 4, 5, 6, *later))
    assert poll(office.place).problems == []


@pytest.mark.dovecot
def test_the_audit_names_other_mails_under_known_numbers(provider: Provider) -> None:
    office = provider.office
    poll(office.place)
    provider.deliver(1)
    provider.copy()
    provider.deliver(2, 3)
    poll(office.place)
    office.store.remember("landmarks/support/INBOX", "{}")
    provider.put_back()
    provider.deliver(4, 5, 6)
    assert len(provider.balance().replaced) == 2
    poll(office.place)  # nothing tells it: it goes on from the cursor
    assert len(provider.balance().unaccounted) == 2
    poll(office.place, Backlog())
    assert provider.balance().unaccounted == ()
    assert provider.taken() == ids(*range(1, 7))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Callable[[Scripted], Office]]:
    opened = []
    (tmp_path / "secret").write_text("word")

    def make(server: Scripted) -> Office:
        secret = Secret(file=str(tmp_path / "secret"))
        settings = imap.Settings(host="127.0.0.1", port=server.port, tls="none", username="s", password=secret)
        mailbox: Any = imap.open(settings, "support")
        opened.append(mailbox)
        return Office(rules=(ACKNOWLEDGE,), mailbox=mailbox)

    yield make
    for mailbox in opened:
        mailbox.close()


class Server(Scripted):
    """A folder that says for once a UIDNEXT, or a UID in a SEARCH, that are not so."""

    def __init__(self) -> None:
        self.uids: list[int] = []
        self.uidnext = self.named = 0
        answers = {"SELECT": self._select, "UID SEARCH": self._search, "UID FETCH": self._fetch}
        super().__init__(answers)  # type: ignore[arg-type]

    def _select(self, talk: Talk, tag: str, line: str) -> None:
        said, self.uidnext = self.uidnext or len(self.uids) + 1, 0
        talk.say(f"* {len(self.uids)} EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT {said}] n\r\n")
        talk.say(f"* OK [PERMANENTFLAGS (\\Seen \\*)] p\r\n{tag} OK [READ-WRITE] selected\r\n")

    def _search(self, talk: Talk, tag: str, line: str) -> None:
        named, self.named = ([self.named] if self.named else []), 0
        wanted = line.split()[-1]
        first = int(wanted.partition(":")[0])
        found = [uid for uid in self.uids if uid >= first or uid == max(self.uids)] if ":" in wanted else []
        talk.say(f"* SEARCH {' '.join(map(str, [*found, *named]))}\r\n{tag} OK found\r\n")

    def _fetch(self, talk: Talk, tag: str, line: str) -> None:
        low, _, high = line.split()[2].partition(":")
        for uid in self.uids:
            if int(low.split(",")[0]) <= uid <= int((high or low).split(",")[-1].split(":")[-1]):
                talk.say(self._said(uid, line))
        talk.say(f"{tag} OK fetched\r\n")

    def _said(self, uid: int, line: str) -> bytes:
        header, _, body = written(uid).partition(b"\r\n\r\n")
        header += b"\r\n\r\n"
        begun = f"* {uid} FETCH (UID {uid} FLAGS () RFC822.SIZE {len(header) + len(body)} ".encode()
        begun += b'INTERNALDATE "06-Jul-2026 09:00:00 +0000" '
        if "HEADER.FIELDS" in line:
            one = f"Message-ID: <m{uid}@cust.example>\r\n\r\n".encode()
            return begun + b"BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%s)\r\n" % (len(one), one)
        parts = b"BODY[HEADER]<0> {%d}\r\n%s BODY[TEXT]<0> {%d}\r\n%s)\r\n"
        return begun + parts % (len(header), header, len(body), body)


@pytest.mark.parametrize("uidnext", [0, 1, 4294967295])
@pytest.mark.parametrize("named", [0, 4294967290])
@pytest.mark.parametrize("at", ["first", "later"])
def test_a_number_said_once_carries_the_cursor_nowhere(
    office: Callable[[Scripted], Office], uidnext: int, named: int, at: str
) -> None:
    with Server() as server:
        made = office(server)
        server.uids = [1, 2]
        if at == "first":
            server.uidnext, server.named = uidnext, named
        poll(made.place)
        server.uids += [3]
        if at == "later":
            server.uidnext, server.named = uidnext, named
        poll(made.place)
        server.uids += [4, 5]
        poll(made.place)
        every = (one for c in made.store.conversations() for one in said_in(made.store, c.id))
        assert ids(3, 4, 5) <= {one.message_id for one in every}
        cursor = made.store.cursor("support", "INBOX")
        assert cursor is not None
        assert cursor.uid == 5
        assert audit(made.place)[0].unaccounted == ()
