"""Answers that another program files in the Sent mailbox of a real server become ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.intake.poll import poll
from csmail.desk.watch.health import health
from csmail.mailboxes import imap
from csmail.mailboxes.imap.wire import Wire
from csmail.model.duration import parse
from csmail.model.message import Message
from csmail.secret import Secret
from csmail.stores import tinydb
from tests.factories import said_in
from tests.servers.account import Account
from tests.servers.scripted import Scripted
from tests.workspace import Office, asked, mail, rule

ANSWER = {"From": "Sari <sari@toko.example>", "To": "jane@cust.example", "Bcc": "lead@toko.example",
          "Subject": "Re: Pesanan 12345 belum sampai", "In_Reply_To": "<m1@cust.example>",
          "Message_ID": "<a1@laptop.example>"}  # fmt: skip


def written(**fields: str) -> bytes:
    return f"{mail(1, **fields)}\n\nSudah dikirim kemarin.\n".replace("\n", "\r\n").encode()


@pytest.fixture
def office(dovecot_account: Account, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    opened: list[Any] = []

    def make(**changes: Any) -> Office:
        mailbox = imap.open(dovecot_account.settings_with(**changes), "support")
        store = tinydb.open(tinydb.Settings(), tmp_path)
        opened.extend((mailbox, store))
        rules = (rule(asked("acknowledge"), asked("draft", template="answer")),)
        return Office(rules, mailbox=mailbox, store=store, now=datetime.now(UTC))  # type: ignore[arg-type]

    yield make
    for one in opened:
        one.close()


def answers(made: Office) -> list[Message]:
    every = (one for c in made.store.conversations() for one in said_in(made.store, c.id))
    return [one for one in every if one.direction == "out" and not one.automatic]


@pytest.mark.dovecot
@pytest.mark.parametrize(("folder", "configured"), [("Sent", ""), ("Kantor/Surat Keluar", "Kantor/Surat Keluar")])
def test_an_answer_appended_by_another_client_is_found(
    office: Callable[..., Office], dovecot_account: Account, folder: str, configured: str
) -> None:
    dovecot_account.deliver(written(Message_ID="<old@laptop.example>"), folder)
    made = office(sent=configured)
    poll(made.place)
    dovecot_account.deliver(mail(1).replace("\n", "\r\n").encode() + b"\r\n\r\nHalo\r\n")
    made.now = datetime.now(UTC)
    poll(made.place)
    assert answers(made) == []
    dovecot_account.deliver(written(**ANSWER), folder)
    made.now = datetime.now(UTC)
    assert poll(made.place).problems == []
    (answer,) = answers(made)
    (one,) = made.store.conversations()
    at = dovecot_account.uids(folder)[-1]
    assert (one.status, one.answered_at) == ("waiting", answer.received_at)
    assert answer.place is not None
    assert (answer.place.folder, answer.place.uid) == (folder, at)
    assert answer.received_at == made.mailbox.look(folder, [at])[at].received_at
    assert [each.spec for each in answer.bcc] == ["lead@toko.example"]
    flags = {flag for flags, _ in dovecot_account.messages(folder) for flag in flags if "seen" in flag.lower()}
    assert flags <= {"\\Seen"}
    for _ in range(2):
        poll(made.place)
    assert len(answers(made)) == 1


@pytest.mark.dovecot
def test_a_folder_made_by_the_first_answer_is_read(office: Callable[..., Office], dovecot_account: Account) -> None:
    made = office(file_sent=False)
    poll(made.place)
    dovecot_account.deliver(mail(1).replace("\n", "\r\n").encode() + b"\r\n\r\nHalo\r\n")
    poll(made.place)
    dovecot_account.deliver(written(**ANSWER), "Sent")
    poll(made.place)
    assert len(answers(made)) == 1


@pytest.mark.dovecot
def test_a_folder_that_is_removed_is_told_once_and_read_again_when_it_is_back(
    office: Callable[..., Office], dovecot_account: Account
) -> None:
    made = office(sent="Keluar")
    dovecot_account.deliver(written(Message_ID="<old@laptop.example>"), "Keluar")
    poll(made.place)
    dovecot_account.deliver(mail(1).replace("\n", "\r\n").encode() + b"\r\n\r\nHalo\r\n")
    client = dovecot_account._client()
    client.delete("Keluar")
    made.place = made.with_rules()
    assert [[one.code for one in poll(made.place).problems] for _ in range(2)] == [["sent_missing"], []]
    assert [one.code for one in health(made.store, made.desk, made.now, parse("15m")).problems] == ["sent_missing"]
    made.now = datetime.now(UTC)
    dovecot_account.deliver(written(**ANSWER), "Keluar")
    report = poll(made.place)
    assert report.problems == []
    assert len(answers(made)) == 1


class Gmail(Scripted):
    """A server like Gmail: every mail lies in \\All too, the roles are told by SPECIAL-USE alone."""

    def __init__(self, sent: bool = True) -> None:
        listed = '* LIST (\\HasNoChildren) "/" "INBOX"\r\n* LIST (\\All) "/" "[Gmail]/Semua Email"\r\n'
        listed += '* LIST (\\Sent) "/" "[Gmail]/Email Terkirim"\r\n' if sent else ""
        super().__init__({
            "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS SPECIAL-USE\r\n{tag} OK done\r\n",
            "LIST": listed + "{tag} OK listed\r\n",
            "STATUS": '* STATUS "[Gmail]/Email Terkirim" (UIDVALIDITY 9 UIDNEXT 1)\r\n{tag} OK said\r\n',
            "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 9] v\r\n* OK [UIDNEXT 1] n\r\n"
            "* OK [PERMANENTFLAGS (\\*)] p\r\n{tag} OK [READ-WRITE] selected\r\n",
            "UID SEARCH": "* SEARCH\r\n{tag} OK found\r\n",
        })  # fmt: skip


def heard(server: Scripted, made: Office) -> list[str]:
    before = len(server.commands)
    assert poll(made.place).problems == []
    return [re.split(r"[ (]", one)[0] for one in server.commands[before:]]


@pytest.mark.parametrize("sent", [True, False])
def test_nothing_new_costs_one_status_and_no_folder_nothing(tmp_path: Path, sent: bool) -> None:
    (tmp_path / "secret").write_text("word")
    with Gmail(sent) as server:
        settings = imap.Settings(
            host="127.0.0.1", port=server.port, tls="none", username="s", password=Secret(file=str(tmp_path / "secret"))
        )
        mailbox: Any = imap.open(settings, "support")
        made = Office(mailbox=mailbox)
        heard(server, made)
        for _ in range(2):
            more = [word for word in heard(server, made) if word in ("STATUS", "LIST")]
            assert more == (["STATUS"] if sent else [])
        mailbox.close()  # each run of cron has a connection of its own
        more = [word for word in heard(server, made) if word in ("STATUS", "LIST")]
        assert more == (["STATUS"] if sent else [])
        mailbox.close()
        read = [one for one in server.commands if one.startswith("SELECT") and "Semua" in one]
        assert read == []


@pytest.mark.dovecot
def test_nothing_new_is_one_round_trip_for_each_mailbox(
    office: Callable[..., Office], dovecot_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """INBOX, Sent, and Drafts while a draft waits; whatever another program does to them is seen in the next pass."""
    sent: list[bytes] = []
    plain = Wire.send

    def counted(wire: Wire, data: bytes) -> None:
        sent.extend(bytes(data).split()[1:2])
        plain(wire, data)

    dovecot_account.deliver(written(Message_ID="<old@laptop.example>"), "Sent")
    made = office()
    poll(made.place)
    dovecot_account.deliver(mail(1).encode())
    for _ in range(4):
        poll(made.place)
    monkeypatch.setattr(Wire, "send", counted)
    poll(made.place)
    assert sent == [b"SELECT", b"STATUS", b"STATUS"]
    dovecot_account.command("INBOX", "STORE", "1", "+FLAGS", "(Urgent)")
    poll(made.place)
    assert b"UID" in sent[2:], "a flag was set: all is looked at"
    assert next(iter(made.place.store.conversations())).tags >= {"urgent"}
    poll(made.place)  # what we marked ourselves is a change too
    sent.clear()
    poll(made.place)
    assert sent == [b"SELECT", b"STATUS", b"STATUS"]
    dovecot_account.deliver(mail(2).encode())
    assert poll(made.place).taken_in == 1
