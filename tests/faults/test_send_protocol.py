"""The send protocol with a server that misbehaves at every stage, with a death at every step.

The oracle: each recipient gets each mail at most once; what is `sent` was delivered; nothing is silently gone.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle, product
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.errors import Busy
from csmail.model.changes import Changes
from csmail.model.task import SendMail, Task
from csmail.outbox import Ways, work_off
from csmail.ports import Store
from csmail.secret import Secret
from csmail.stores import memory, tinydb
from csmail.transports import smtp
from tests.factories import NOW, conversation
from tests.faults.file_world import RULES
from tests.faults.shares import ALL, SEED
from tests.faults.victim import DESK, NoBox
from tests.integration.test_smtp import mail
from tests.servers.certificates import Certificates
from tests.servers.sink import FAULTS, STAGES, Sink

IMPATIENT, PATIENT = timedelta(seconds=0.4), timedelta(seconds=10)
SILENT = ("stall", "drip")
# claim, prepare (EHLO, MAIL, three RCPT), mark as transmitting, transmit (DATA, body), record, file: before and after
STEPS, FIRST_DOUBT, DOUBTS = 27, 15, 8
JANE, LATER, NEVER = REPLY = ("jane@cust.example", "later@cust.example", "never@cust.example")
JOBS = {"acknowledgement": (JANE,), "reply": (JANE,), "reply to three": REPLY}
BEFORE_DATA = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt")

ROOT = Path(__file__).parents[2]

Outcome = tuple[str, int]


def expected(job: str, stage: str, fault: str) -> dict[str, Outcome]:
    """What becomes of each recipient, how many copies it has after the first pass."""
    jane = of_the_first(stage, fault)
    if len(JOBS[job]) == 1:
        return {JANE: jane}
    asked = stage in ("data", "dot", "quit") or (stage == "rcpt" and fault in ("4xx", "5xx"))
    others = ("deferred", "refused") if asked else (jane[0], jane[0])
    return {JANE: jane, LATER: (others[0], 0), NEVER: (others[1], 0)}


def of_the_first(stage: str, fault: str) -> Outcome:
    """What becomes of whom the server would take."""
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

    def work(self, minutes: int, step: timedelta = PATIENT, last: timedelta = PATIENT) -> None:
        transport = smtp.open(replace(self.settings, timeout=step, data_timeout=last), DESK)
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

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Of each recipient: what the store says, how many copies came."""
        return {each.recipient: (each.state, self.copies[each.recipient]) for each in self.task.deliveries}

    def judge(self) -> None:
        """The oracle."""
        for each in self.task.deliveries:
            assert self.copies[each.recipient] <= 1
            assert each.state in ("sent", "deferred", "refused", "in_doubt")
            assert each.reply or each.reason
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


def queue(post: Post, recipients: tuple[str, ...], job: str) -> None:
    purpose = job.partition(" ")[0]
    written = mail(recipients=recipients, sender="" if purpose == "acknowledgement" else "support@toko.example")
    task = Task("t1", DESK, "cause", SendMail(written.key, purpose), NOW, NOW, NOW, "K7F3Q2")
    post.store.commit(Changes(conversations=(conversation(),), tasks=(task,), mails=(written,)))


def cells() -> Iterator[object]:
    """Every job with every stage with every fault; by day a third of those that wait for a time-out."""
    for number, (fault, stage, job) in enumerate(product(FAULTS, STAGES, JOBS)):
        waits = fault in SILENT and not ALL and (number + number // 3 + SEED) % 3
        yield pytest.param(job, stage, fault, marks=[pytest.mark.slow] if waits else [])


CELLS = list(cells())


def test_three_jobs_meet_nine_faults_at_nine_stages() -> None:
    assert len(CELLS) == 3 * 9 * 9 == 243


@pytest.mark.parametrize(("job", "stage", "fault"), CELLS)
def test_a_server_that_fails(post: Post, job: str, stage: str, fault: str) -> None:
    queue(post, JOBS[job], job)
    spoil(post.sink, job, stage, fault)
    post.work(0, *(waits(stage) if fault in SILENT else (PATIENT, PATIENT)))
    first = expected(job, stage, fault)
    assert post.outcomes == first
    post.judge()
    doubted = post.task.state == "in_doubt"  # then it is a person's turn, for those who are put off beside it too
    post.sink.answers.clear()
    post.work(1)
    second = {who: ("sent", 1) if outcome[0] == "deferred" else outcome for who, outcome in first.items()}
    assert post.outcomes == (first if doubted else second)
    post.judge()


def spoil(sink: Sink, job: str, stage: str, fault: str) -> None:
    """The server fails at this stage; of three recipients it puts off one, will not have another."""
    if len(JOBS[job]) > 1:
        sink.answer(f"rcpt {LATER}", "4xx")
        sink.answer(f"rcpt {NEVER}", "5xx")
    sink.answer(f"rcpt {JANE}" if stage == "rcpt" else stage, fault)


def waits(stage: str) -> tuple[timedelta, timedelta]:
    """Time-outs of a step and of the last one: short where the server is silent, so that no other step meets them."""
    return (PATIENT, IMPATIENT) if stage in ("data", "dot") else (IMPATIENT, PATIENT)


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
        command = self.command("die", deaths)
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, cwd=ROOT)
        assert done.stderr == ""
        return [int(code) for code in done.stdout.split()]

    def command(self, how: str, points: Iterable[tuple[str, int]]) -> list[str]:
        """The victim's command line."""
        errands = [f"{name}:{point}" for name, point in points]
        return [sys.executable, "-m", "tests.faults.victim", how, str(self.sink.port), str(self.folder), *errands]

    @contextmanager
    def stopping(self, points: Iterable[tuple[str, int]]) -> Iterator[subprocess.Popen[str]]:
        """A process whose children stop on their named stores, each at its step."""
        command = self.command("stop", points)
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as process:
            yield process
            assert process.stderr
            assert process.stderr.read() == ""

    def disturb(self, name: str, *words: str) -> None:
        """Others who come while the owner is stopped have to wait: a worker, and a person."""
        store = tinydb.open(tinydb.Settings(), self.folder / name)
        settings = smtp.Settings("127.0.0.1", self.sink.port, "none", timeout=PATIENT)
        with pytest.raises(Busy):
            Post(store, self.sink, settings).work(1)
        store.close()
        (self.folder / name / "rules.yaml").write_text(RULES)
        assert run(["outbox", *words, "--config", str(self.folder / name / "rules.yaml")]) == 75

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


def test_an_owner_stopped_at_any_step_is_waited_for(graveyard: Graveyard, capfd: pytest.CaptureFixture[str]) -> None:
    """However long it was stopped: its lease is the kernel's and has no term, so nobody takes its work from it."""
    names = [f"halt{point}" for point in range(1, STEPS)]
    for name in names:
        graveyard.dig(name)
    with graveyard.stopping((name, point) for point, name in enumerate(names, 1)) as process:
        assert process.stdin
        assert process.stdout
        for name, words in zip(names, cycle((("drop", "t1"), ("resolve", "t1", "again"), ("retry", "t1")))):
            assert process.stdout.readline() == "stopped\n"
            graveyard.disturb(name, *words)
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "0\n"
    assert "under way in process" in capfd.readouterr().err
    assert {graveyard.judge(name) for name in names} == {"sent"}


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
