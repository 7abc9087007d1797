"""Mails that a colleague moves, throws away or removes on a real server, followed by whole passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.mailboxes import imap
from csmail.stores import tinydb
from tests.servers.account import Account
from tests.workspace import Office, asked, mail

pytestmark = pytest.mark.dovecot


@pytest.fixture
def office(dovecot_account: Account, tmp_path: Path) -> Iterator[Office]:
    mailbox = imap.open(dovecot_account.settings, "support")
    store = tinydb.open(tinydb.Settings(), tmp_path)
    yield Office(mailbox=mailbox, store=store, now=datetime.now(UTC))  # type: ignore[arg-type]
    mailbox.close()
    store.close()


def taken_in(office: Office, account: Account, *numbers: int) -> dict[int, str]:
    """So many mails by as many customers, and the conversation of each."""
    poll(office.place)
    for number in numbers:
        text = mail(number, From=f"c{number}@cust.example", Date=f"Mon, 06 Jul 2026 09:00:{number:02} +0000")
        account.deliver(f"{text}\n\nHalo {number}\n".replace("\n", "\r\n").encode())
    poll(office.place)
    found = {next(office.store.newest(one.id)).text.split()[1]: one.id for one in office.store.conversations()}
    return {int(number): id for number, id in found.items()}


def moved(account: Account, uid: int, to: str) -> None:
    """As mail programs do it: the folder is made when missing; MOVE, or COPY, \\Deleted and EXPUNGE."""
    account._client().create(f'"{to}"')
    account.command("INBOX", "MOVE" if uid % 2 else "COPY", str(uid), f'"{to}"')
    if not uid % 2:
        account.command("INBOX", "STORE", str(uid), "+FLAGS", "(\\Deleted)")
        account.command("INBOX", "EXPUNGE")


def test_what_a_colleague_does_with_mails_is_followed(office: Office, dovecot_account: Account) -> None:
    folders = {1: "Archive", 2: "Pelanggan/Rina R 2026", 3: "Junk", 4: "Trash", 5: "Sampah"}
    ids = taken_in(office, dovecot_account, *folders, 6, 7)
    uids = dict(zip(sorted(ids), dovecot_account.uids(), strict=True))
    for number, folder in folders.items():
        moved(dovecot_account, uids[number], folder)
    dovecot_account.command("INBOX", "STORE", str(uids[6]), "+FLAGS", "(\\Deleted)")
    dovecot_account.command("INBOX", "EXPUNGE")
    poll(office.place)

    def place(number: int) -> str:
        at = next(office.store.newest(ids[number])).place
        return at.folder if at else ""

    def needs(number: int) -> list[str]:
        found = office.store.conversation(ids[number])
        assert found is not None
        assert found.status == "open"
        return [one.code for one in found.needs]

    assert {number: place(number) for number in ids} == {**folders, 6: "", 7: "INBOX"}
    asked_about = {3: ["junk_in_mail_program"], 4: ["newest_thrown_away"], 5: ["newest_thrown_away"]}
    assert {number: needs(number) for number in ids} == {number: asked_about.get(number, []) for number in ids}
    for number, folder in folders.items():
        act(office.place, ids[number], asked("tag", tags=("refund",)), "sari")
        assert [flags for flags, _ in dovecot_account.messages(folder)] == [{"refund"}]


def test_a_folder_too_large_to_be_searched_whole_is_searched_where_moved_mails_come_to_lie(
    office: Office, dovecot_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmail.mailboxes.imap import search

    monkeypatch.setattr(search, "NEWEST", 3)
    for number in range(8):
        dovecot_account.deliver(
            f"Subject: {number}\r\nMessage-ID: <o{number}@x.example>\r\n\r\nx\r\n".encode(), "Archive"
        )
    ids = taken_in(office, dovecot_account, 1)
    moved(dovecot_account, *dovecot_account.uids(), "Archive")
    poll(office.place)
    at = next(office.store.newest(ids[1])).place
    assert at is not None
    assert (at.folder, at.uid) == ("Archive", 9)


def test_ids_that_cannot_be_searched_for_are_found_by_size(office: Office, dovecot_account: Account) -> None:
    poll(office.place)
    ids = ("<é@x.example>", "", "<" + "x" * 950 + "@x.example>", '<a"b\\c@x.example>')
    for number, id in enumerate(ids):
        text = f"From: c{number}@cust.example\r\nSubject: {number}\r\nMessage-ID: {id}\r\n\r\n{'Halo' * number}\r\n"
        dovecot_account.deliver(text.encode())
    poll(office.place)
    for uid in dovecot_account.uids():
        moved(dovecot_account, uid, "Archive")
    poll(office.place)
    places = [next(office.store.newest(one.id)).place for one in office.store.conversations()]
    assert [at.folder for at in places if at] == ["Archive"] * len(ids)
