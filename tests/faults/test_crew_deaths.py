"""kill -9 while several connections share their commits: nothing twice, and no more in doubt than connections."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csmail.model.changes import Changes
from csmail.model.task import SendMail, Task
from csmail.stores import tinydb
from tests.factories import NOW, conversation
from tests.faults.crew import work
from tests.faults.shares import SEED
from tests.faults.test_send_protocol import DESK, ROOT
from tests.integration.test_smtp import mail
from tests.servers.sink import Sink

MAILS = 80
STAGES = ("mail", "rcpt", "data", "dot")


def queue(folder: Path) -> None:
    store = tinydb.open(tinydb.Settings(), folder)
    ids = [f"<m{number}@toko.example>" for number in range(MAILS)]
    mails = [mail(f"Message-ID: {id}\r\n\r\nHalo\r\n".encode(), message_id=id) for id in ids]
    names = [f"C{number:05}" for number in range(MAILS)]
    tasks = tuple(
        Task(one.key, DESK, one.key, SendMail(one.key, "reply"), NOW, NOW, NOW, name)
        for one, name in zip(mails, names, strict=True)
    )
    store.commit(Changes(tuple(conversation(id=name) for name in names), tasks=tasks, mails=tuple(mails)))
    store.close()


class Deadly(list[Any]):
    """What a server notes; at the `left`-th time that it is of this kind, `deed` is done."""

    def __init__(self, noted: list[Any], kind: str, left: int, deed: Callable[[], object]) -> None:
        super().__init__(noted)
        self.kind, self.left, self.deed, self.guard = kind, left, deed, threading.Lock()

    def append(self, one: Any) -> None:
        with self.guard:
            super().append(one)
            self.left -= not isinstance(one, str) or one.startswith(self.kind)
            if self.left == 0:
                self.left = -1
                self.deed()


def killed(sink: Sink, folder: Path, connections: int, stage: str, after: int) -> None:
    """Lets a process work until the server has come to this stage so many times; then it is gone in a moment."""
    command = [sys.executable, "-m", "tests.faults.crew", str(sink.port), str(folder), str(connections)]
    begun: list[subprocess.Popen[bytes]] = []
    what = "delivered" if stage == "dot" else "commands"  # a mail is noted before it is answered
    setattr(sink, what, Deadly(getattr(sink, what), stage.upper(), after, lambda: begun[0].kill()))
    with subprocess.Popen(command, cwd=ROOT) as process:
        begun.append(process)
        process.wait(60)
    assert process.returncode == -9, "it ended by itself"


@pytest.mark.parametrize("pipelining", [False, True], ids=["one by one", "pipelining"])
@pytest.mark.parametrize("connections", [1, 4, 10])
def test_a_kill_leaves_no_more_in_doubt_than_there_are_connections(
    sink: Sink, tmp_path: Path, connections: int, pipelining: bool
) -> None:
    """Twice in a row: the second process finds what the first one left."""
    if pipelining:
        sink.extensions = (*sink.extensions, "PIPELINING")
    chance = random.Random(SEED * 100 + connections * 2 + pipelining)
    queue(tmp_path)
    for part in (1, 2):
        killed(sink, tmp_path, connections, chance.choice(STAGES), chance.randint(5, MAILS // 3))
        store = tinydb.open(tinydb.Settings(), tmp_path)
        assert sum(1 for _ in store.tasks(DESK, {"transmitting"})) <= connections
        assert sum(1 for _ in store.tasks(DESK, {"in_doubt"})) <= connections * (part - 1)
        store.close()
    work(sink.port, tmp_path, connections)
    judge(sink, tmp_path, connections)


def judge(sink: Sink, folder: Path, connections: int) -> None:
    """Every mail is sent and was delivered once, or is in doubt and was delivered once at most."""
    copies = Counter(each.data.split(b"\r\n", 1)[0].partition(b" ")[2].decode() for each in sink.delivered)
    store = tinydb.open(tinydb.Settings(), folder)
    mails = [one for one in store.tasks(DESK) if isinstance(one.work, SendMail)]
    states = Counter(one.state for one in mails)
    assert set(states) <= {"sent", "in_doubt"}
    assert states["in_doubt"] <= 2 * connections
    for one in mails:
        assert isinstance(one.work, SendMail)
        kept = store.mail(one.work.mail)
        assert kept is not None
        assert copies[kept.message_id] == 1 if one.state == "sent" else copies[kept.message_id] <= 1
    store.close()
