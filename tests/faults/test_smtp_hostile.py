"""SMTP servers whose answers have no end, no form, or nothing to do with the question: bounded, and nothing is lost.

13 behaviours at 9 stages are 117 scenarios, and 52 more at the four stages of a mail where the server takes commands in
one go (RFC 2920). Before DATA the mail is put off, from then on it is in doubt unless the
server answered; it is never sent twice. Memory is measured as the growth of the most this process ever had.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from csmail.errors import Unreachable
from csmail.secret import Secret
from csmail.stores import memory
from csmail.transports import smtp
from tests.faults.shares import ALL, SEED
from tests.faults.test_send_protocol import JANE, STAGES, Post, queue
from tests.integration.test_smtp import BODY, mail, settings
from tests.servers.certificates import Certificates
from tests.servers.hostile import BEHAVIOURS, the_answer_and_a_flood
from tests.servers.sink import Dialogue, Sink, Speech

STEP = timedelta(seconds=0.4)
MOST_MEGABYTES = 24
OF_A_MAIL = ("mail", "rcpt", "data", "dot")
WAITING = ("silence", "octet", "now_and_then", "last_line")


def cells() -> Iterator[object]:
    """Every behaviour at every stage; by day a quarter of those that wait for a time-out, half of the others."""
    wanted = [*product(STAGES, BEHAVIOURS, [False]), *product(OF_A_MAIL, BEHAVIOURS, [True])]
    for number, (stage, speech, pipelining) in enumerate(wanted):
        part = 4 if any(word in speech.__name__ for word in WAITING) else 2
        today = ALL or (number + number // len(BEHAVIOURS) + SEED) % part == 0
        name = f"{stage}-{speech.__name__}{'-pipelining' if pipelining else ''}"
        yield pytest.param(stage, speech, pipelining, marks=[] if today else [pytest.mark.slow], id=name)


CELLS = list(cells())


@pytest.fixture
def post(sink: Sink, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setenv("SMTP_SECRET", "canary")
    sink.starttls, sink.users = certificates.server_context(), {"support": "canary"}
    values = smtp.Settings(
        "127.0.0.1", sink.port, "starttls", "support", Secret(env="SMTP_SECRET"), ca_file=str(certificates.authority)
    )
    return Post(memory.open(memory.Settings(), tmp_path), sink, values)


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    """Fails when the memory of this process was ever larger by so much."""
    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    yield
    assert peak() - before <= megabytes


def peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def test_there_are_more_than_a_hundred_scenarios() -> None:
    assert len(CELLS) == 9 * 13 + 4 * 13 == 169


@pytest.mark.parametrize(("stage", "speech", "pipelining"), CELLS)
def test_a_hostile_answer(post: Post, stage: str, speech: Speech, pipelining: bool) -> None:
    if pipelining:
        post.sink.extensions = (*post.sink.extensions, "PIPELINING")
    queue(post, (JANE,), "reply")
    post.sink.answer(stage, speech)
    with at_most(MOST_MEGABYTES):
        post.work(0, STEP, STEP)
    (outcome,) = post.outcomes.values()
    assert outcome in allowed(stage, speech)
    post.judge()
    post.sink.answers.clear()
    post.work(1)
    (after,) = post.outcomes.values()
    assert after == (("sent", 1) if outcome[0] == "deferred" else outcome)
    post.judge()


def allowed(stage: str, speech: Speech) -> set[tuple[str, int]]:
    if stage == "quit":
        return {("sent", 1)}
    if stage == "dot":
        yes = speech.__name__ in ("replies_without_end", "the_answer_and_a_flood")
        return {("sent", 1)} if yes else {("in_doubt", 1)}
    return {("in_doubt", 0)} if stage == "data" else {("deferred", 0)}


@pytest.fixture(params=[False, True], ids=["one by one", "pipelining"])
def transport(sink: Sink, request: pytest.FixtureRequest) -> Iterator[smtp.SmtpTransport]:
    if request.param:
        sink.extensions = (*sink.extensions, "PIPELINING")
    way = smtp.open(settings(sink), "support")
    yield way
    way.close()


def also(*further: str) -> Speech:
    """Says more than it was asked for, in one go with the answer, and goes on as if nothing had been."""

    def speech(dialogue: Dialogue, good: str) -> None:
        dialogue.say("\r\n".join((good, *further)))
        dialogue.run_on()

    return speech


EXTRA = {
    "one": ("250 2.0.0 and one more",),
    "a refusal": ("554 5.0.0 no",),
    "all answers to the next mail": ("250 ok", "250 ok", "354 go on", "250 2.0.0 queued as 2"),
    "half a line": ("250 2.0.0 and",),
}


@pytest.mark.parametrize("extra", EXTRA)
@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_an_answer_to_nothing_is_not_taken_for_the_next_one(
    sink: Sink, transport: smtp.SmtpTransport, stage: str, extra: str
) -> None:
    """What is told of each of three mails is true: `sent` was delivered, `deferred` was not."""
    sink.answer(stage, also(*EXTRA[extra]), times=1)
    told = [attempt(transport, number) for number in range(3)]
    arrived = [mail.data for mail in sink.delivered]
    for number, state in enumerate(told):
        copies = arrived.count(numbered(number))
        assert copies <= 1
        assert state not in ("sent", "deferred") or copies == (state == "sent"), (number, told)
    assert told[1:] == ["sent", "sent"]
    expected = {"data": "in_doubt", "dot": "in_doubt" if extra == "a refusal" else "sent"}
    assert told[0] == expected.get(stage, "deferred")


def attempt(transport: smtp.SmtpTransport, number: int) -> str:
    try:
        prepared = transport.prepare(mail(numbered(number)), [JANE])
        if prepared.deliveries[0].state == "queued":
            return prepared.transmit().state
        prepared.abandon()
        return prepared.deliveries[0].state
    except Unreachable:
        return "deferred"


def numbered(number: int) -> bytes:
    return BODY + b"number %d\r\n" % number


def test_a_goodbye_beside_the_answer_leaves_no_doubt(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("dot", also("421 4.4.2 closing now"), times=1)
    assert [attempt(transport, number) for number in range(2)] == ["sent", "sent"]
    assert sink.connections == 2


def test_an_answer_that_comes_between_two_mails_belongs_to_neither(sink: Sink, transport: smtp.SmtpTransport) -> None:
    for number in range(3):
        assert attempt(transport, number) == "sent"
        sink.speak("250 2.0.0 queued as 1, I said\r\n")
    assert sink.connections == 3
    assert [each.data for each in sink.delivered] == [numbered(number) for number in range(3)]


def late(*before: str, gap: float = 0.0) -> Speech:
    """Says something that belongs to the mail before, once the next one is under way, then the answer; and hears
    nothing more for `gap` seconds, as a busy server does."""

    def speech(dialogue: Dialogue, good: str) -> None:
        dialogue.say("\r\n".join(before))
        dialogue.sink._over.wait(0.05)
        dialogue.say(good)
        dialogue.sink._over.wait(gap)
        dialogue.run_on()

    return speech


@pytest.mark.parametrize("gap", [0.0, 0.05], ids=["at once", "a pause"])
@pytest.mark.parametrize("words", ["554 5.0.0 never", "451 later", "250 2.0.0 ok"])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_late_answer_to_one_mail_decides_nothing_about_the_next(
    sink: Sink, transport: smtp.SmtpTransport, stage: str, words: str, gap: float
) -> None:
    assert attempt(transport, 0) == "sent"
    sink.answer(stage, late(words, gap=gap), times=1)
    told = attempt(transport, 1)
    copies = [mail.data for mail in sink.delivered].count(numbered(1))
    assert told in ("sent", "deferred", "in_doubt")
    assert copies == (told == "sent")
    assert attempt(transport, 2) == "sent"


def test_a_refusal_in_the_midst_of_a_large_mail_counts(sink: Sink, transport: smtp.SmtpTransport) -> None:
    """Exchange says 552 when it has had enough; the dot is not sent, so it cannot have the mail."""
    sink.answer("data", full)
    way = smtp.open(replace(settings(sink), data_timeout=timedelta(seconds=30)), "support")
    outcome = way.prepare(mail(BODY + b"x" * 70 + b"\r\n" * 10**6), [JANE]).transmit()
    way.close()
    assert (outcome.state, outcome.reply) == ("refused", "552 5.3.4 too large")
    assert sink.delivered == []


def full(dialogue: Dialogue, good: str) -> None:
    dialogue.say(good)
    dialogue.more()
    dialogue.say("552 5.3.4 too large")
    for _ in range(10_000):
        dialogue.more()


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt"])
def test_a_stop_ends_what_waits_before_the_content(sink: Sink, stage: str) -> None:
    asked = threading.Event()

    def waiting(dialogue: Dialogue, good: str) -> None:
        asked.set()
        sink._over.wait(30)

    sink.answer(stage, waiting)
    way = smtp.open(settings(sink, timeout=timedelta(seconds=60)), "support")
    stopping = threading.Thread(target=lambda: asked.wait(30) and way.interrupt())
    stopping.start()
    for _ in range(2):  # and nothing is begun any more
        with pytest.raises(Unreachable, match="told to stop"):
            way.prepare(mail(), [JANE])
    stopping.join()
    assert sink.connections == 1
    way.close()
    sink.answers.clear()
    assert way.prepare(mail(), [JANE]).transmit().state == "sent"
    way.close()


def test_a_stop_leaves_a_content_under_way_alone(sink: Sink) -> None:
    way = smtp.open(settings(sink, data_timeout=timedelta(seconds=30)), "support")

    def late(dialogue: Dialogue, good: str) -> None:
        way.interrupt()
        dialogue.say(good)

    sink.answer("dot", late)
    assert way.prepare(mail(), [JANE]).transmit().state == "sent"
    way.close()


def test_a_flood_on_a_kept_connection_is_not_read(sink: Sink, transport: smtp.SmtpTransport) -> None:
    sink.answer("dot", the_answer_and_a_flood, times=1)
    with at_most(MOST_MEGABYTES):
        assert [attempt(transport, number) for number in range(2)] == ["sent", "sent"]
