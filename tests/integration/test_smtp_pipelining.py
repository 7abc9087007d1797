"""Commands in one go (RFC 2920): only where the server takes them, never DATA, each answer to its own question."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail.errors import CsmailError, Refused, Unreachable
from csmail.transports import smtp
from tests.integration.test_smtp import mail
from tests.servers.scripted_smtp import Scripted

PEOPLE = tuple(f"jane{number}@cust.example" for number in range(4))
GREETING = ["220 sink", "250-sink\r\n250-PIPELINING\r\n250 SIZE 1000000"]
PLAIN = ["220 sink", "250-sink\r\n250 SIZE 1000000"]


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as running:
        yield running


def opened(server: Scripted, seconds: float = 5.0) -> smtp.SmtpTransport:
    span = timedelta(seconds=seconds)
    return smtp.open(smtp.Settings("127.0.0.1", server.port, "none", timeout=span, data_timeout=span), "support")


def told(server: Scripted, people: Sequence[str] = PEOPLE) -> list[str]:
    """What became of each recipient, or of the mail."""
    way = opened(server)
    try:
        prepared = way.prepare(mail(recipients=people), people)
        prepared.abandon()
        return [each.state for each in prepared.deliveries]
    except (Unreachable, Refused) as error:
        return [type(error).__name__]
    finally:
        way.close()


def test_the_envelope_goes_out_in_one_go_and_waits_for_its_answers_before_data(server: Scripted) -> None:
    server.says(*GREETING, ("250 ok",) * 5, "354 go on", "250 queued")
    way = opened(server)
    prepared = way.prepare(mail(recipients=PEOPLE), PEOPLE)
    assert server.heard[-1].count(b"\r\n") == 5
    assert b"DATA" not in b"".join(server.heard)
    assert prepared.transmit().state == "sent"
    way.close()
    verbs = [line.split()[0] for line in server.heard[2].splitlines()]
    assert verbs == [b"MAIL", *[b"RCPT"] * 4]


def test_where_it_is_not_offered_each_command_waits_for_the_answer_to_the_one_before(server: Scripted) -> None:
    server.says(*PLAIN, *["250 ok"] * 5)
    assert told(server) == ["queued"] * 4
    assert [one.count(b"\r\n") for one in server.heard[1:6]] == [1] * 5


ANSWERS = {"250 ok": "queued", "251 will forward": "queued", "452 4.2.2 full": "deferred", "550 5.1.1 none": "refused"}


@given(st.lists(st.sampled_from(sorted(ANSWERS)), min_size=4, max_size=4), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_recipient_has_the_answer_that_was_given_to_it_in_whatever_pieces_it_comes(
    answers: list[str], seed: int
) -> None:
    with Scripted() as server:
        server.pieces = random.Random(seed)
        refused = [one for one in answers if one.startswith("5")]
        server.says(*GREETING, ("250 ok", *answers), *refused[-1:])
        assert told(server) == [ANSWERS[one] for one in answers]


def test_more_recipients_than_go_out_at_once_keep_their_order(server: Scripted) -> None:
    people = tuple(f"jane{number}@cust.example" for number in range(120))
    answers = ["550 5.1.1 none" if number % 7 == 3 else "250 ok" for number in range(120)]
    server.says(*GREETING, ("250 ok", *answers[:49]), tuple(answers[49:99]), tuple(answers[99:]), "550 no")
    assert told(server, people) == [ANSWERS[one] for one in answers]


OUTCOMES = {
    "fewer answers than commands": (("250 ok",) * 4, ["Unreachable"]),
    "more answers than commands": (("250 ok",) * 6, ["Unreachable"]),
    "one more, a refusal": (("250 ok",) * 5 + ("550 5.1.1 none",), ["Unreachable"]),
    "a goodbye after all answers": (("250 ok",) * 5 + ("421 4.4.2 bye",), ["deferred"]),
    "a goodbye among them": (("250 ok", "250 ok", "421 4.4.2 bye", "250 ok", "250 ok"), ["Unreachable"]),
    "one of them cannot be read": (("250 ok", "250 ok", "what", "250 ok", "250 ok"), ["Unreachable"]),
    "two codes in one of them": (("250 ok", "250-ok\r\n550 no", "250 ok", "250 ok", "250 ok"), ["Unreachable"]),
    "the sender refused, the others out of turn": (
        ("550 5.7.1 not you", *("503 5.5.1 MAIL first",) * 4), ["Refused"]),
    "the sender put off, the recipients taken all the same": (("451 4.3.0 later", *("250 ok",) * 4), ["Unreachable"]),
    "the sender's answer is none": (("354 go on", *("250 ok",) * 4), ["Unreachable"]),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_is_not_an_answer_to_each_question_sends_nothing(name: str) -> None:
    answers, expected = OUTCOMES[name]
    with Scripted() as server:
        server.says(*GREETING, answers)
        assert attempted(server) == expected
        assert b"DATA" not in b"".join(server.heard)


def attempted(server: Scripted) -> list[str]:
    """What becomes of each recipient, or of the mail, when it is tried to the end."""
    way = opened(server, 1.0)
    try:
        prepared = way.prepare(mail(recipients=PEOPLE), PEOPLE)
    except CsmailError as error:
        return [type(error).__name__]
    else:
        return [prepared.transmit().state]
    finally:
        way.close()


@pytest.mark.parametrize(("again", "expected"), [("550 5.1.1 none", ["queued"] * 3 + ["refused"]),
                                                 ("250 ok", ["Unreachable"])])  # fmt: skip
def test_a_refusal_among_answers_that_came_together_has_to_be_said_again(
    server: Scripted, again: str, expected: list[str]
) -> None:
    server.says(*GREETING, ("250 ok", "250 ok", "250 ok", "250 ok", "550 5.1.1 none"), again)
    assert told(server) == expected
    assert server.heard[3].count(b"RCPT") == 1


def test_a_time_out_counts_from_the_answer_before() -> None:
    """Five answers, each just in time, are together later than one may be; one that drips is not in time."""
    with Scripted() as server:
        server.pause = 0.25
        server.says(*GREETING, ("250 ok",) * 5)
        way = opened(server, 0.6)
        assert [each.state for each in way.prepare(mail(recipients=PEOPLE), PEOPLE).deliveries] == ["queued"] * 4
        way.close()
    with Scripted() as server:
        server.drip = 0.1
        server.says(*GREETING, ("250 and a long word that takes its time",) * 5)
        way = opened(server, 0.6)
        with pytest.raises(Unreachable, match="no answer in time"):
            way.prepare(mail(recipients=PEOPLE), PEOPLE)
        way.close()


def test_a_command_with_a_line_end_in_it_is_not_sent() -> None:
    from csmail.transports.smtp.wire import Client, Replies

    async def asking() -> None:
        client = Client(timeout=1)
        client.loop = asyncio.get_running_loop()
        with pytest.raises(ValueError, match="control"):
            await Replies(client).execute_together([b"MAIL FROM:<>", b"RCPT TO:<a@b>\r\nDATA"], 1)

    asyncio.run(asking())


def test_what_is_begun_after_the_end_is_refused_each_time(server: Scripted) -> None:
    """Nobody waits for an answer that cannot come."""
    server.says(*GREETING, ("250 ok",) * 5)
    way = opened(server)
    prepared = way.prepare(mail(recipients=PEOPLE), PEOPLE)
    pool = prepared._pool
    way.close()
    for _ in range(2):
        step = asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="closed"):
            pool.begin(step, lambda outcome: None, lasting=True)
        step.close()
