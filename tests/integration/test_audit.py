"""The balance of the intake closes on a real Dovecot, with a store on the disk, whatever other clients do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.intake.poll import Backlog, poll
from csmail.desk.watch.audit import Balance, audit
from csmail.mailboxes import imap
from csmail.stores import tinydb
from tests.servers.account import Account
from tests.workspace import Office, mail

pytestmark = pytest.mark.dovecot


@pytest.fixture
def made(dovecot_account: Account, tmp_path: Path) -> Iterator[Office]:
    dovecot_account.deliver(b"Subject: makes the folder\r\n\r\nHalo\r\n", "Arsip")
    mailbox: Any = imap.open(dovecot_account.settings_with(folders=("INBOX", "Arsip")), "support")
    store: Any = tinydb.open(tinydb.Settings(), tmp_path)
    yield Office(store=store, mailbox=mailbox)
    mailbox.close()
    store.close()


def deliver(account: Account, *numbers: int) -> None:
    for number in numbers:
        account.deliver((mail(number) + f"\n\nHalo {number}\n").replace("\n", "\r\n").encode())


def closes(made: Office) -> Balance:
    """The balance of INBOX; that of every folder must close."""
    for one in audit(made.place):
        counts = one.taken_in + one.oversize + one.quarantined + one.copies + one.waiting + one.before
        assert one.unaccounted == ()
        assert one.server == counts
    return audit(made.place)[0]


def test_the_balance_closes_whatever_others_do(made: Office, dovecot_account: Account) -> None:
    deliver(dovecot_account, 1, 2)
    poll(made.place)
    assert closes(made).before == 2
    deliver(dovecot_account, 3, 4, 5, 6, 3, 4)
    assert closes(made).waiting == 6
    poll(made.place)
    found = closes(made)
    assert (found.server, found.taken_in, found.copies) == (8, 4, 2)
    uids = dovecot_account.uids()
    dovecot_account.command("INBOX", "STORE", str(uids[2]), "+FLAGS", "(\\Deleted)")
    dovecot_account.command("INBOX", "EXPUNGE")
    dovecot_account.command("INBOX", "MOVE", str(uids[4]), "Arsip")
    found = closes(made)
    assert (found.server, found.vanished) == (6, 2)
    poll(made.place)
    # Of the two copies of the third mail the one that is left counts as that mail.
    assert [one.taken_in for one in audit(made.place)] == [3, 1]
    dovecot_account.command("INBOX", "COPY", str(uids[5]), "Arsip")
    poll(made.place)
    closes(made)
    deliver(dovecot_account, 7)
    assert closes(made).waiting == 1
    poll(made.place, Backlog())
    assert closes(made).before == 0


def test_a_folder_made_anew_is_counted_anew(made: Office, dovecot_account: Account) -> None:
    poll(made.place)
    for number in (1, 2):
        dovecot_account.deliver(mail(number).replace("\n", "\r\n").encode() + b"\r\n\r\nHalo\r\n", "Arsip")
    poll(made.place)
    dovecot_account.remake("Arsip")
    for number in (2, 3):
        dovecot_account.deliver(mail(number).replace("\n", "\r\n").encode() + b"\r\n\r\nHalo\r\n", "Arsip")
    closes(made)
    poll(made.place)
    closes(made)
    assert audit(made.place)[1].taken_in == 2


def test_a_mail_that_was_overlooked_is_named(made: Office, dovecot_account: Account) -> None:
    poll(made.place)
    deliver(dovecot_account, 1, 2)
    poll(made.place)
    with made.store._rows.writing() as connection:  # type: ignore[attr-defined]
        connection.execute("DELETE FROM messages_index WHERE message_id = '<m2@cust.example>'")
    found = audit(made.place)[0]
    assert found.unaccounted == tuple(dovecot_account.uids()[1:])
