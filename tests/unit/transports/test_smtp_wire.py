"""The reader of replies: whatever comes, in whatever pieces, it is one reply, a malformed one, or not yet one."""

from __future__ import annotations

import asyncio
import socket
import tracemalloc
from itertools import pairwise

import pytest
from aiosmtplib import SMTPResponse, SMTPResponseException
from hypothesis import given
from hypothesis import strategies as st

from csmail.transports.smtp import replies as words
from csmail.transports.smtp.refusals import blames_sender, of_recipient, verdict
from csmail.transports.smtp.reply_lines import MALFORMED, MOST_LINES, MOST_OCTETS
from csmail.transports.smtp.wire import Client, Replies

CODES = st.sampled_from([b"250", b"354", b"451", b"554", b"421", b"99", b"25", b"2x0", b"", b"600", "٢٥٠".encode()])
LINES = st.builds(
    lambda code, sign, text, end: code + sign + text + end,
    CODES,
    st.sampled_from([b" ", b"-", b"", b"x", b"\t"]),
    st.binary(max_size=20),
    st.sampled_from([b"\r\n", b"\n", b"\r", b"", b"\r\r\n"]),
)
STREAMS = st.one_of(st.binary(max_size=200), st.lists(LINES, max_size=8).map(b"".join))


class Way(asyncio.Transport):
    """A connection that leads nowhere."""

    def __init__(self, end: socket.socket) -> None:
        super().__init__({"socket": end})

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        """What comes then is another test's matter."""


def read(*pieces: bytes) -> tuple[SMTPResponse | SMTPResponseException | None, Replies]:
    """What the first waiting command is told."""

    async def reading() -> tuple[SMTPResponse | SMTPResponseException | None, Replies]:
        client = Client(timeout=1)
        client.loop = asyncio.get_running_loop()
        replies = Replies(client)
        ends = socket.socketpair()
        replies.connection_made(Way(ends[0]))
        for end in ends:
            end.close()
        for piece in pieces:
            replies.data_received(piece)
        waiter = replies._response_waiter
        assert waiter
        if not waiter.done():
            return None, replies
        error = waiter.exception()
        assert error is None or isinstance(error, SMTPResponseException)
        return error or waiter.result(), replies

    return asyncio.run(reading())


def plain(said: SMTPResponse | SMTPResponseException | None) -> tuple[int, str] | None:
    return None if said is None else (said.code, str(said.message))


@given(STREAMS, st.lists(st.integers(0, 200), max_size=6))
def test_a_stream_means_the_same_in_whatever_pieces_it_comes(stream: bytes, cuts: list[int]) -> None:
    whole, _ = read(stream)
    places = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    parts, _ = read(*(stream[start:end] for start, end in pairwise(places)))
    assert plain(parts) == plain(whole)
    if isinstance(whole, SMTPResponse):
        assert 200 <= whole.code <= 599
    elif whole is not None:
        assert whole.code == MALFORMED


@given(st.integers(-5, 10**30), st.text(max_size=400))
def test_any_reply_has_a_meaning_and_can_be_shown(code: int, text: str) -> None:
    shown = words.spoken(code, text)
    assert shown.isprintable()
    assert len(shown) <= words.REPLY_CHARACTERS
    assert verdict(code, text) in ("later", "login", "never", "unclear")
    assert of_recipient(code, text) in ("later", "login", "never", "unclear")
    assert not blames_sender(code, text) or 500 <= code <= 599


@pytest.mark.parametrize("line", [b"250-and so on\r\n", b"250-\r\n", b"250-" + b"x" * 900 + b"\r\n"])
def test_a_reply_without_end_is_left(line: bytes) -> None:
    tracemalloc.start()
    said, replies = read(*[line * 40] * 50)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(said, SMTPResponseException)
    assert replies.unasked
    assert peak < 2**20


def test_the_longest_reply_is_read() -> None:
    said, _ = read(b"250-x\r\n" * (MOST_LINES - 1) + b"250 x\r\n")
    assert isinstance(said, SMTPResponse)
    said, _ = read(b"250 " + b"x" * (MOST_OCTETS - 100) + b"\r\n")
    assert isinstance(said, SMTPResponse)
    said, _ = read(b"250 " + b"x" * MOST_OCTETS)
    assert isinstance(said, SMTPResponseException)


@pytest.mark.parametrize(
    ("said", "octets"),
    [("1000", 1000), ("0", 0), ("", 0), ("9" * 5000, 0), ("-5", 0), ("٣", 0), ("1e9", 0), ("4 5", 0)],
)
def test_a_size_that_is_no_number_is_no_limit(said: str, octets: int) -> None:
    assert words.count(said) == octets


def test_a_server_that_hangs_up_instead_of_answering_quit_has_answered() -> None:
    class Deaf(Way):
        """Takes what is written, and is lost by it, as a connection that the other end resets."""

        def write(self, data: bytes | bytearray | memoryview) -> None:
            asyncio.get_running_loop().call_soon(replies.connection_lost, ConnectionResetError())

    async def quit() -> SMTPResponse:
        nonlocal replies
        client = Client(timeout=1)
        client.loop = asyncio.get_running_loop()
        replies = Replies(client)
        ends = socket.socketpair()
        replies.connection_made(Deaf(ends[0]))
        try:
            return await replies.execute_command(b"QUIT", timeout=1)
        finally:
            for end in ends:
                end.close()

    replies: Replies
    assert asyncio.run(quit()).code == 221
