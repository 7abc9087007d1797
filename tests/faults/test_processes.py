"""Many processes on one store, killed at any moment or all at once: a daemon, passes of cron, commands of people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from csmail.config.load import load
from csmail.model.task import SendMail
from csmail.now import now as clock
from csmail.setup import starter
from csmail.wiring import Wiring
from tests.faults.file_world import RULES
from tests.faults.oracle import Clock, Scene, judge
from tests.faults.shares import SEED, share
from tests.servers.account import Account
from tests.servers.sink import Sink

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.dovecot


@pytest.fixture
def shop(dovecot_account: Account, sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules.yaml for a real mailbox and a real way out."""
    settings = dovecot_account.settings
    mailbox = f"{{kind: imap, host: 127.0.0.1, port: {settings.port}, tls: none, username: {settings.username}, "
    rules = RULES.replace("mailbox: {kind: memory}", "mailbox: " + mailbox + "password: {env: DESK_SECRET}}", 1)
    rules = rules.replace(
        "transport: {kind: memory}", f"transport: {{kind: smtp, host: 127.0.0.1, port: {sink.port}, tls: none}}"
    )
    rules = rules.replace("language: id", "acknowledge: {per_sender: 99999, per_domain: 99999, per_hour: 99999}")
    rules = rules.replace("store:", "schedule: {idle: false}\nstore:")
    starter.write(tmp_path / "shop", {**starter.shipped(), "rules.yaml": rules})
    monkeypatch.setenv("DESK_USER", settings.username)
    monkeypatch.setenv("DESK_SECRET", dovecot_account.secret)
    return tmp_path / "shop"


def brought_up(how: str, shop: Path, account: Account, count: int, mails: int) -> dict[str, Any]:
    """What the nursery tells."""
    words = [how, str(shop), str(account.settings.port), str(count), str(mails), str(SEED)]
    command = [sys.executable, "-m", "tests.faults.nursery", *words]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=3000, cwd=ROOT, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@contextmanager
def afterwards(shop: Path, account: Account, sink: Sink) -> Iterator[Scene]:
    """The desk in a process that is not killed."""
    now = Clock(clock())
    log = (shop / "log").read_text()
    with Wiring(load(shop / "rules.yaml"), now=now) as wiring:
        logs = log.replace(account.secret, "canary-4f1d")
        yield Scene(wiring.desk("support"), now, lambda: sink.delivered, shop / "state", logs=logs)
    assert "Traceback" not in log, log[log.index("Traceback") :][:3000]


def test_processes_killed_at_random_lose_nothing_and_repeat_nothing(
    shop: Path, dovecot_account: Account, sink: Sink
) -> None:
    told = brought_up("storm", shop, dovecot_account, share(40, 1000), share(3, 20))
    assert told["ends"]["killed"] >= share(40, 1000)
    # 69: a reply to a mail that lay open at three deaths, was put aside for it, and names nobody to answer.
    assert set(told["ends"]) <= {"killed", "0", "69", "75"}, told
    with afterwards(shop, dovecot_account, sink) as scene:
        assert judge(scene) == [], f"CSMAIL_SEED={SEED}"
        incoming = [one for one in scene.place.store.export() if one["kind"] == "messages"]
        assert len([one for one in incoming if one["document"]["direction"] == "in"]) == told["mails"]


def test_eight_processes_share_one_store_and_one_mailbox(shop: Path, dovecot_account: Account, sink: Sink) -> None:
    mails = share(60, 1000)
    told = brought_up("crowd", shop, dovecot_account, 8, mails)
    assert told["ends"] == {"0": 8}
    assert sink.connections > 4, "one of them did everything"
    with afterwards(shop, dovecot_account, sink) as scene:
        assert judge(scene) == []
        assert told["mails"] == mails
        sending = [task for task in scene.place.store.tasks() if isinstance(task.work, SendMail)]
        assert {task.state for task in sending} == {"sent"}
        acknowledged = [one for one in sink.delivered if b"Auto-Submitted: auto-replied" in one.data]
        customers = {who for one in acknowledged for who in one.recipients}
        assert len(customers) == len(acknowledged) - mails // 10
