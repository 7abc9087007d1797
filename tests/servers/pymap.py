"""The demo's IMAP server as a fixture, for tests that must not need Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csmail.demo.imap import DemoImap
from csmail.mailboxes import imap
from csmail.secret import Secret
from tests.servers.account import Account, opened


@pytest.fixture
def pymap_account(tmp_path: Path) -> Iterator[Account]:
    secret = tmp_path / "secret"
    secret.write_text("demo pass\n")
    with DemoImap(password="demo pass") as server:
        settings = imap.Settings(
            host=server.host, port=server.port, tls="none", username=server.username, password=Secret(file=str(secret))
        )
        with opened(settings, "demo pass") as account:
            yield account
