"""What the tests of the IMAP mailbox share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csmail.mailboxes.imap import Settings
from csmail.secret import Secret
from tests.servers.scripted import Scripted

PASSWORD = "canary-1903"


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    (tmp_path / "secret").write_text(PASSWORD)

    def make(server: Scripted, **changes: Any) -> Settings:
        secret = Secret(file=str(tmp_path / "secret"))
        values = {"host": "127.0.0.1", "port": server.port, "tls": "none", "username": "support", "password": secret}
        return Settings(**{**values, **changes})

    return make
