"""The demo's own IMAP server."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csmail.demo.imap import DemoImap
from csmail.errors import LoginRefused, Unreachable
from csmail.mailboxes.imap import Imap, Settings
from csmail.ports import Need
from csmail.secret import Secret

AT = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def desk(server: DemoImap, password: str, folder: Path) -> Imap:
    (folder / "secret").write_text(password)
    secret = Secret(file=str(folder / "secret"))
    return Imap(Settings(server.host, server.username, secret, port=server.port, tls="none"), "demo")


def test_it_is_up_within_a_second_and_delivers_at_the_time_it_is_told(tmp_path: Path) -> None:
    began = time.monotonic()
    with DemoImap(password="demo") as server:
        assert time.monotonic() - began < 1.0
        server.deliver(b"Subject: a\r\n\r\nb\r\n", at=AT)
        server.deliver(b"Subject: c\r\n\r\nd\r\n", folder="Sent")
        mailbox = desk(server, "demo", tmp_path)
        (raw,) = mailbox.fetch("INBOX", mailbox.uids("INBOX", 0), Need())
        assert (raw.received_at, raw.body) == (AT, b"b\r\n")
        assert len(mailbox.uids("Sent", 0)) == 1
        assert mailbox.report()["sent"] == "Sent"
        mailbox.close()


def test_it_knows_one_user_and_one_password(tmp_path: Path) -> None:
    with DemoImap(password="demo") as server, pytest.raises(LoginRefused):
        desk(server, "other", tmp_path).open_folder("INBOX")


def test_it_ends_while_a_client_is_still_connected(tmp_path: Path) -> None:
    with DemoImap(password="demo") as server:
        mailbox = desk(server, "demo", tmp_path)
        mailbox.open_folder("INBOX")
    with pytest.raises(Unreachable):
        mailbox.open_folder("INBOX")
    mailbox.close()


def test_two_may_run_at_once() -> None:
    with DemoImap() as first, DemoImap() as second:
        assert first.port != second.port
