"""Every command we give an IMAP server, failing in every way: one clear error, nothing lost, the next pass is fine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from csmail.config.schema import Config
from csmail.errors import CsmailError
from csmail.model.task import SendMail
from csmail.wording.reasons import words
from tests.faults.file_world import configured
from tests.faults.imap_desk import PATIENCE, ImapDesk, at_work
from tests.faults.imap_proxy import FAULTS, Proxy
from tests.faults.shares import ALL, SEED
from tests.servers.account import Account
from tests.servers.dovecot import PASSWORD

COMMANDS = ("GREETING", "CAPABILITY", "AUTHENTICATE", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "UID MOVE",
            "LIST", "CREATE", "APPEND", "IDLE")  # fmt: skip


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return configured(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def proxy(dovecot_account: Account) -> Iterator[Proxy]:
    between = Proxy(dovecot_account.settings.port)
    yield between
    between.close()


@pytest.fixture
def desk(dovecot_account: Account, proxy: Proxy, config: Config, tmp_path: Path) -> Iterator[ImapDesk]:
    """A desk that began with an empty inbox; a question and a refund have come since."""
    with at_work(dovecot_account, config, tmp_path, port=proxy.port, timeout=PATIENCE) as begun:
        begun.run()
        begun.deliver(1)
        begun.deliver(2, Subject="refund pesanan 12345", From="dewi@other.example")
        begun.again()
        yield begun


def cells() -> Iterator[object]:
    """Every command with every fault; by day half of them, a quarter of those that wait for a time-out."""
    for number, (command, fault) in enumerate(product(COMMANDS, FAULTS)):
        part = 4 if fault in ("stall", "drip") else 2
        waits = not ALL and (number // 2 + SEED) % part
        yield pytest.param(command, fault, marks=[pytest.mark.slow] if waits else [])


@pytest.mark.dovecot
@pytest.mark.parametrize(("command", "fault"), list(cells()))
def test_a_command_that_fails(desk: ImapDesk, proxy: Proxy, command: str, fault: str) -> None:
    proxy.spoil(command, fault)
    try:
        report = desk.run()
        if command == "IDLE":
            desk.mailbox.wait("INBOX", timedelta(seconds=1))
        said = " ".join(map(words, report.problems))
    except CsmailError as error:
        said = f"{error.message} {error.hint}"
    assert proxy.met, f"{command} was never given: {proxy.commands}"
    assert PASSWORD not in said
    assert "our bug" not in said
    proxy.calm()
    with suppress(CsmailError):
        desk.run()  # a connection that died unnoticed may cost this one
    assert desk.judge() == [], said
    if fault == "bad":  # said to be our mistake, for good: nothing is tried again, everything is shown
        shown = [one for one in desk.store.conversations() if one.needs]
        assert desk.acknowledged() or len(shown) == 2
        return
    if (command, fault) == ("UID STORE", "cut after"):
        # The claim of an acknowledgement was had, and not heard: nobody can tell whose it is.
        assert {task.state for task in desk.store.tasks() if isinstance(task.work, SendMail)} <= {"sent", "held"}
        return
    assert sorted(desk.acknowledged()) == ["dewi@other.example", "jane@cust.example"]
    assert not [task for task in desk.store.tasks() if task.state == "refused"], said
