"""SIGTERM ends the daemon although an SMTP server holds it, as long as no mail's content is under way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import Desk, opened
from tests.servers import hostile
from tests.servers.account import Account
from tests.servers.sink import Dialogue, Sink, Speech

MOST_MEGABYTES = 256
HELD = [
    ("greeting", hostile.silence),
    ("ehlo", hostile.a_line_now_and_then),
    ("mail", hostile.one_octet_after_the_other),
    ("rcpt", hostile.silence),
]


@pytest.fixture
def desk(pymap_account: Account, sink: Sink, tmp_path: Path) -> Iterator[Desk]:
    sink.patience = 600
    with opened(tmp_path, pymap_account) as made:
        # One connection: over a second one another mail may leave before the signal comes.
        made.write(**{f"port: {made.smtp.port}": f"connections: 1, port: {sink.port}"})
        made.run("poll")
        made.deliver(1)
        yield made


@pytest.mark.parametrize(("stage", "speech"), HELD, ids=[stage for stage, _ in HELD])
def test_a_server_that_holds_the_daemon_before_the_content(desk: Desk, sink: Sink, stage: str, speech: Speech) -> None:
    """Its step may take a minute by itself: that is longer than anybody here waits."""
    reached = threading.Event()

    def holding(dialogue: Dialogue, good: str) -> None:
        reached.set()
        speech(dialogue, good)

    sink.answer(stage, holding)
    with desk.daemon() as daemon:
        assert reached.wait(30)
        status = Path(f"/proc/{daemon.process.pid}/status").read_text()
        assert daemon.end(signal.SIGTERM) == 0
        daemon.until("stopped")
    assert int(status.partition("VmHWM:")[2].split()[0]) // 1024 < MOST_MEGABYTES
    assert sink.delivered == []
    sink.answers.clear()
    desk.run("outbox", "list", "--json")


def test_a_content_under_way_is_finished(desk: Desk, sink: Sink) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def late(dialogue: Dialogue, good: str) -> None:
        reached.set()
        go_on.wait(30)
        dialogue.say(good)

    sink.answer("dot", late, times=1)
    with desk.daemon() as daemon:
        assert reached.wait(30)
        daemon.process.send_signal(signal.SIGTERM)
        go_on.set()
        assert daemon.process.wait(30) == 0
    assert len(sink.delivered) == 1
    desk.run("poll")
    assert len({mail.data for mail in sink.delivered}) == len(sink.delivered)
