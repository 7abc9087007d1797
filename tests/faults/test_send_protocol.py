"""The send protocol with a server that misbehaves at every stage, with a death at every step.

The oracle: each recipient gets each mail at most once; what is `sent` was delivered; nothing is silently gone.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.model.changes import Changes
from csmail.model.task import SendMail, Task
from csmail.outbox import Ways, work_off
from csmail.ports import Store
from csmail.secret import Secret
from csmail.stores import memory, tinydb
from csmail.transports import smtp
from tests.factories import NOW, conversation
from tests.faults.victim import DESK, NoBox
from tests.integration.test_smtp import mail
from tests.servers.certificates import Certificates
from tests.servers.sink import FAULTS, STAGES, Sink

IMPATIENT, PATIENT = timedelta(seconds=0.4), timedelta(seconds=10)
SILENT = ("stall", "drip")
ACKNOWLEDGEMENT = ("jane@cust.example",)
# claim, prepare (EHLO, MAIL, three RCPT), mark as transmitting, transmit (DATA, body), record, file: before and after
STEPS, FIRST_DOUBT, DOUBTS = 27, 15, 8
REPLY = ("jane@cust.example", "later@cust.example", "never@cust.example")
BEFORE_DATA = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt")

Outcome = tuple[str, int]


def expected(stage: str, fault: str) -> Outcome:
    """What becomes of the first recipient, how many copies it got."""
    if stage == "quit":
        return "sent", 1
    if fault in ("421", "4xx"):
        return "deferred", 0
    if fault == "5xx":
        return ("refused" if stage in ("mail", "rcpt", "data", "dot") else "deferred"), 0
    if stage in BEFORE_DATA:
        return "deferred", 0
    had_effect = stage == "dot" and fault != "cut before"
    return "in_doubt", int(had_effect)


@dataclass
class Post:
    """A desk's outbox with a way out to the sink."""

    store: Store
    sink: Sink
    settings: smtp.Settings
    mark: bytes = b""

    def work(self, minutes: int, waits: timedelta = PATIENT) -> None:
        transport = smtp.open(replace(self.settings, timeout=waits, data_timeout=waits), DESK)
        try:
            ways = Ways(mailbox=NoBox, transport=lambda: transport)  # type: ignore[arg-type]
            work_off(self.store, DESK, ways, lambda: NOW + timedelta(minutes=minutes))
        finally:
            transport.close()

    @property
    def task(self) -> Task:
        found = self.store.task("t1")
        assert found
        return found

    @property
    def copies(self) -> Counter[str]:
        mine = (each for each in self.sink.delivered if self.mark in each.data)
        return Counter(who for each in mine for who in each.recipients)

    def judge(self) -> None:
        """The oracle."""
        for each in self.task.deliveries:
            assert self.copies[each.recipient] <= 1
            assert each.state in ("sent", "deferred", "refused", "in_doubt")
            assert each.reply
            if each.state == "sent":
                assert self.copies[each.recipient] == 1
            if each.state in ("deferred", "refused"):
                assert self.copies[each.recipient] == 0
        shown = self.store.conversation("K7F3Q2")
        assert shown
        if self.task.state in ("refused", "in_doubt"):
            assert shown.needs


@pytest.fixture
def post(sink: Sink, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setenv("SMTP_SECRET", "canary")
    sink.starttls, sink.users = certificates.server_context(), {"support": "canary"}
    settings = smtp.Settings(
        "127.0.0.1", sink.port, "starttls", "support", Secret(env="SMTP_SECRET"),
        ca_file=str(certificates.authority), timeout=PATIENT, data_timeout=PATIENT,
    )  # fmt: skip
    return Post(memory.open(memory.Settings(), tmp_path), sink, settings)


def queue(post: Post, recipients: tuple[str, ...], purpose: str) -> None:
    written = mail(recipients=recipients, sender="" if purpose == "acknowledgement" else "support@toko.example")
    task = Task("t1", DESK, "cause", SendMail(written.key, purpose), NOW, NOW, NOW, "K7F3Q2")
    post.store.commit(Changes(conversations=(conversation(),), tasks=(task,), mails=(written,)))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("stage", STAGES)
def test_an_acknowledgement_and_a_server_that_fails(post: Post, stage: str, fault: str) -> None:
    queue(post, ACKNOWLEDGEMENT, "acknowledgement")
    post.sink.answer(stage, fault)
    post.work(0, IMPATIENT if fault in SILENT else PATIENT)
    state, copies = expected(stage, fault)
    assert (post.task.state, post.copies["jane@cust.example"]) == (state, copies)
    post.judge()
    post.sink.answers.clear()
    post.work(1)
    assert post.task.state == ("sent" if state == "deferred" else state)
    post.judge()


@pytest.mark.parametrize("fault", [each for each in FAULTS if each not in SILENT])
@pytest.mark.parametrize("stage", STAGES)
def test_a_reply_to_three_of_whom_two_are_not_taken(post: Post, stage: str, fault: str) -> None:
    queue(post, REPLY, "reply")
    post.sink.answer("rcpt later@cust.example", "4xx")
    post.sink.answer("rcpt never@cust.example", "5xx")
    post.sink.answer("rcpt jane@cust.example" if stage == "rcpt" else stage, fault)
    post.work(0, IMPATIENT if fault in SILENT else PATIENT)
    state, copies = expected(stage, fault)
    states = {each.recipient: each.state for each in post.task.deliveries}
    assert (states["jane@cust.example"], post.copies["jane@cust.example"]) == (state, copies)
    asked = stage in ("data", "dot", "quit") or (stage == "rcpt" and fault in ("4xx", "5xx"))
    others = ("deferred", "refused") if asked else (states["jane@cust.example"],) * 2
    assert (states["later@cust.example"], states["never@cust.example"]) == others
    post.judge()
    before = post.task.state
    post.sink.answers.clear()
    post.work(1)
    if before in ("in_doubt", "refused"):
        assert post.task.state == before
    else:
        assert post.task.state in ("sent", "refused")
        assert post.copies["later@cust.example"] == 1
    post.judge()


@dataclass
class Graveyard:
    """Stores whose processes died, with the server that saw them."""

    folder: Path
    sink: Sink

    def dig(self, name: str) -> None:
        """A store with one reply to three, of whom one is not taken now, one never."""
        store = tinydb.open(tinydb.Settings(), self.folder / name)
        number = f"<{name}@toko.example>"
        written = mail(f"Message-ID: {number}\r\n\r\nHalo\r\n".encode(), message_id=number, recipients=REPLY)
        task = Task("t1", DESK, "cause", SendMail(written.key, "reply"), NOW, NOW, NOW, "K7F3Q2")
        store.commit(Changes(conversations=(conversation(),), tasks=(task,), mails=(written,)))
        store.close()

    def kill(self, deaths: Iterable[tuple[str, int]]) -> list[int]:
        """Lets a process work on each named store until its step; the exit codes."""
        command = [sys.executable, "-m", "tests.faults.victim", str(self.sink.port), str(self.folder)]
        errands = [f"{name}:{point}" for name, point in deaths]
        root = Path(__file__).parents[2]
        done = subprocess.run([*command, *errands], capture_output=True, text=True, timeout=120, check=True, cwd=root)
        assert done.stderr == ""
        return [int(code) for code in done.stdout.split()]

    def judge(self, name: str) -> str:
        """Restarts until idle, asks the oracle, restarts again; the final state."""
        store = tinydb.open(tinydb.Settings(), self.folder / name)
        settings = smtp.Settings("127.0.0.1", self.sink.port, "none", timeout=timedelta(seconds=5))
        post = Post(store, self.sink, settings, f"<{name}@".encode())
        self.sink.answer("rcpt later@cust.example", "4xx")
        post.work(1)
        post.judge()
        self.sink.answers.pop("rcpt later@cust.example", None)
        post.work(600)
        post.judge()
        before = (post.task, post.copies)
        post.work(1200)
        assert (post.task, post.copies) == before
        assert post.task.state in ("sent", "in_doubt")
        assert not list(store.tasks(DESK, {"claimed", "transmitting", "queued", "deferred"}))
        store.close()
        return post.task.state


@pytest.fixture
def graveyard(sink: Sink, tmp_path: Path) -> Graveyard:
    sink.answer("rcpt later@cust.example", "4xx")
    sink.answer("rcpt never@cust.example", "5xx")
    return Graveyard(tmp_path, sink)


def test_death_at_every_step_sends_nothing_twice(graveyard: Graveyard) -> None:
    names = [f"step{point}" for point in range(1, STEPS + 1)]
    for name in names:
        graveyard.dig(name)
    codes = graveyard.kill((name, point) for point, name in enumerate(names, 1))
    assert codes == [9] * (STEPS - 1) + [0]  # every step is a death, the last finds nothing left to do
    states = [graveyard.judge(name) for name in names]
    # One dies with the row in "transmitting" from the return of that commit until the next one: all of these
    # are in doubt, no other.
    assert "".join(state[0] for state in states) == "s" * FIRST_DOUBT + "i" * DOUBTS + "s" * (
        STEPS - FIRST_DOUBT - DOUBTS
    )


def test_death_in_the_recovery_from_a_death_sends_nothing_twice(graveyard: Graveyard) -> None:
    """The first death leaves the row in "transmitting", with the mail delivered."""
    names = [f"again{point}" for point in range(1, 5)]
    for name in names:
        graveyard.dig(name)
    assert graveyard.kill((name, FIRST_DOUBT + DOUBTS) for name in names) == [9] * 4
    assert graveyard.kill((name, point) for point, name in enumerate(names, 1)) == [9, 9, 0, 0]
    assert [graveyard.judge(name) for name in names] == ["in_doubt"] * 4
    delivered = Counter(each.data.partition(b"@")[0] for each in graveyard.sink.delivered)
    assert set(delivered.values()) == {1}
