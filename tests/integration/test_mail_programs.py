"""Drafts and answers as each mail program leaves them on a real server, command by command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from csmail.desk.by_hand import drafts
from csmail.desk.intake.poll import poll
from csmail.desk.mirror_state import recalled
from csmail.mailboxes import imap
from csmail.model.task import Draft
from csmail.stores import tinydb
from tests.servers.account import Account
from tests.workspace import Office, asked, mail, rule

pytestmark = pytest.mark.dovecot
RULES = (rule(asked("draft", template="Halo Jane, sudah kami kirim kemarin sore lewat JNE.")),)


@dataclass(frozen=True)
class Program:
    """How a program saves: under our Message-ID or one of its own, which fields it adds and loses, how often it saves
    before somebody is done, when it takes the copy of before out ("before", "after", "never")."""

    name: str
    id: str = ""
    adds: Sequence[str] = ()
    loses: Sequence[str] = ("reply-to",)
    saves: int = 1
    takes_out: str = "after"
    draft_flag: bool = True

    def written(self, copy: bytes, save: int) -> bytes:
        """The copy with the words of somebody, as this program writes it."""
        text = copy.replace(b"kemarin sore", b"tadi pagi" if save == self.saves else b"tadi")
        head, blank, body = text.partition(b"\r\n\r\n")
        lines = re.split(rb"\r\n(?![ \t])", head)
        kept = [one for one in lines if one.partition(b":")[0].lower().decode() not in self.loses]
        if self.id:
            kept = [one for one in kept if not one.lower().startswith(b"message-id:")]
            kept.append(f"Message-ID: {self.id.format(save)}".encode())
        return b"\r\n".join([*kept, *(one.encode() for one in self.adds)]) + blank + body


PROGRAMS = [
    Program(
        "Thunderbird",
        adds=("X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0", "X-Identity-Key: id1",
              "Fcc: imap://support@toko.example/Sent"),
        loses=("x-csmail-loop", "in-reply-to"), saves=3,
    ),
    Program("Gmail", "<CAPx{}=abc@mail.gmail.com>", saves=4, draft_flag=False, loses=("reply-to", "x-csmail-loop")),
    Program("K-9", "<A{}F2@k9.example>", adds=("X-K9mail-Identity: !l=12&o=12&r=HTML",)),
    Program(
        "Apple Mail", "<38D1C1FD-3C35-4568-925C-FC46CAC0DE8{}@toko.example>",
        adds=("X-Uniform-Type-Identifier: com.apple.mail-draft",
              "X-Universally-Unique-Identifier: 38D1C1FD-3C35-4568-925C-FC46CAC0DE8A"),
        saves=2,
    ),
    Program("Roundcube", "<{}c0ffee@web.toko.example>", adds=("X-Draft-Info: type=reply; uid=1; folder=INBOX",)),
    Program("mutt", "<ZkLm{}@laptop.toko.example>", loses=("reply-to", "references"), takes_out="before"),
    Program("Outlook", "<PAXPR0{}MB@x.prod.outlook.example>", adds=("Thread-Topic: Pesanan",)),
    Program("Outlook, the old one stays", "<PAXPR1{}MB@x.prod.outlook.example>", takes_out="never"),
]  # fmt: skip
EACH = pytest.mark.parametrize("program", PROGRAMS, ids=lambda one: one.name)


@pytest.fixture
def office(dovecot_account: Account, tmp_path: Path) -> Iterator[Office]:
    mailbox = imap.open(dovecot_account.settings, "support")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    made = Office(RULES, mailbox=mailbox, store=store, now=datetime.now(UTC))  # type: ignore[arg-type]
    dovecot_account.deliver(b"Subject: old\r\n\r\nx\r\n", "Sent")
    poll(made.place)
    dovecot_account.deliver((mail(1) + "\n\nHalo\n").replace("\n", "\r\n").encode())
    poll(made.place)
    yield made
    mailbox.close()
    store.close()


def only(office: Office) -> Draft:
    (found,) = office.store.drafts()
    return found


def take_out(account: Account, uids: Sequence[int]) -> None:
    for uid in uids:
        account.command("Drafts", "STORE", str(uid), "+FLAGS", "(\\Deleted)")
    account.command("Drafts", "EXPUNGE")


def saved(program: Program, office: Office, account: Account) -> bytes:
    """Somebody opens the copy and edits it; a pass sees each save."""
    ((_, copy),) = account.messages("Drafts")
    before = account.uids("Drafts")
    if program.takes_out == "before":
        take_out(account, before)
        poll(office.place)
        office.later(timedelta(minutes=5))
    data = copy
    for save in range(1, program.saves + 1):
        data = program.written(copy, save)
        flags = "(\\Draft \\Seen)" if program.draft_flag else "(\\Seen)"
        account._client().append("Drafts", flags, "", data)
        if program.takes_out == "after":
            take_out(account, before)
            before = account.uids("Drafts")[-1:]
        poll(office.place)
        office.later(timedelta(seconds=50))
    return data


@EACH
def test_what_is_edited_is_taken_in_and_leaves_as_it_was_edited(
    program: Program, office: Office, dovecot_account: Account
) -> None:
    saved(program, office, dovecot_account)
    if program.takes_out == "never":
        # Under another id beside ours nobody can tell: it is an answer of somebody's own.
        assert recalled(office.store, "support").of("", only(office).conversation) == "foreign"
        assert "kemarin sore" in only(office).text
        assert len(dovecot_account.messages("Drafts")) == 2
        return
    assert "kemarin sore" in only(office).text
    office.later(timedelta(minutes=2))
    assert poll(office.place).problems == []
    assert "tadi pagi" in only(office).text
    assert only(office).author == "mailprogram"
    ((_, copy),) = dovecot_account.messages("Drafts")
    assert b"tadi pagi" in copy
    drafts.send(office.place, only(office).id, "sari@toko.example")
    ((left, _),) = office.transport.sent
    seen = message_from_bytes(left.data)
    assert seen["In-Reply-To"] == "<m1@cust.example>"
    assert b"tadi pagi" in left.data
    assert not any(name.lower().startswith(("x-mozilla", "x-k9", "x-uni", "fcc", "x-draft")) for name in seen)
    poll(office.place)
    assert dovecot_account.messages("Drafts") == []


@EACH
@pytest.mark.parametrize("edits", [False, True], ids=["as it was", "edited"])
def test_what_is_sent_there_stops_the_clocks_and_leaves_once(
    program: Program, edits: bool, office: Office, dovecot_account: Account
) -> None:
    ((_, copy),) = dovecot_account.messages("Drafts")
    data = saved(program, office, dovecot_account) if edits else program.written(copy, 1).replace(b"tadi", b"kemarin")
    dovecot_account.deliver(data, "Sent")
    if program.takes_out != "never":
        take_out(dovecot_account, dovecot_account.uids("Drafts"))
    for _ in range(3):
        poll(office.place)
        office.later(timedelta(minutes=20))
    (conversation,) = office.store.conversations()
    assert conversation.status == "waiting"
    said = [one for one in office.store.newest(conversation.id) if one.direction == "out"]
    assert len(said) == 1
    assert office.transport.sent == []
    if program.takes_out != "never":
        assert (only(office).state, only(office).decided_by) == ("sent", "mailprogram")


def test_what_is_thrown_away_there_is_put_aside(office: Office, dovecot_account: Account) -> None:
    take_out(dovecot_account, dovecot_account.uids("Drafts"))
    poll(office.place)
    assert only(office).state == "waiting"
    office.later(timedelta(minutes=16))
    poll(office.place)
    assert (only(office).state, only(office).decided_by) == ("rejected", "mailprogram")
