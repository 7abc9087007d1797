"""The reader of FETCH answers against every spelling a server may choose."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mailboxes.imap.fetch_response import FETCHED, Odd, fetched

LARGEST = 10_000


class Pieces(io.RawIOBase):
    """Octets that arrive in pieces of the given sizes."""

    def __init__(self, data: bytes, sizes: Sequence[int]) -> None:
        super().__init__()
        self.data = data
        self.sizes = list(sizes)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(self.sizes.pop(0) if self.sizes else len(buffer), len(buffer), len(self.data))
        buffer[:size], self.data = self.data[:size], self.data[size:]
        return size


def stream(data: bytes, sizes: Sequence[int] = ()) -> io.BufferedReader:
    return io.BufferedReader(Pieces(data, sizes))


def read(data: bytes, sizes: Sequence[int] = ()) -> dict[bytes, bytes]:
    wire = stream(data, sizes)
    line = wire.readline()
    found = FETCHED.match(line)
    assert found, line
    return fetched(line, found.end(), wire, LARGEST)


def spelled(value: bytes, how: str) -> bytes:
    if how == "quoted" and not set(value) & set(b"\r\n\0"):
        return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    if how == "nil" and not value:
        return b"NIL"
    return (b"~" if how == "literal8" else b"") + b"{%d}\r\n" % len(value) + value


BODIES = st.one_of(
    st.binary(max_size=200), st.sampled_from([b")\r\n", b"* 1 FETCH (UID 9)\r\n", b"{5}\r\n", b"A1 OK\r\n"])
)
SPELLINGS = st.sampled_from(["literal", "literal8", "quoted", "nil"])


@given(BODIES, BODIES, SPELLINGS, SPELLINGS, st.permutations(range(6)), st.lists(st.integers(1, 50)), st.booleans())
def test_every_spelling_in_every_order_and_in_any_pieces_reads_the_same(
    header: bytes, body: bytes, first: str, second: str, order: list[int], pieces: list[int], shout: bool
) -> None:
    items = [
        b"UID 4294967295", b"RFC822.SIZE 12", b'INTERNALDATE "17-Jul-1996 02:44:25 -0700"',
        b"FLAGS (\\Seen $a.b)", b"BODY[HEADER]<0> " + spelled(header, first), b"BODY[TEXT]<0> " + spelled(body, second),
    ]  # fmt: skip
    if not shout:
        items[:4] = [items[0].lower(), items[1].lower(), *items[2:4]]
    data = b"* 7 FETCH (" + b" ".join(items[number] for number in order) + b")\r\n"
    assert read(data, pieces) == {
        b"UID": b"4294967295", b"RFC822.SIZE": b"12", b"INTERNALDATE": b"17-Jul-1996 02:44:25 -0700",
        b"FLAGS": b"\\Seen $a.b", b"BODY[HEADER]": header, b"BODY[TEXT]": body,
    }  # fmt: skip


USUAL = b'* 5 FETCH (UID 5 RFC822.SIZE 12 INTERNALDATE "27-Nov-2026 16:42:28 +0000" FLAGS (a $b) BODY[HEADER]<0> '


@given(BODIES, BODIES, SPELLINGS, SPELLINGS, st.lists(st.integers(1, 50)))
def test_what_dovecot_answers_is_read_at_once_as_it_would_be_item_by_item(
    header: bytes, body: bytes, first: str, second: str, pieces: list[int]
) -> None:
    data = spelled(header, first) + b" BODY[TEXT]<0> " + spelled(body, second) + b")\r\n"
    item_by_item = USUAL.replace(b" RFC822.SIZE", b" rfc822.size").replace(b"UID", b"uid")
    assert read(USUAL + data, pieces) == read(item_by_item + data, pieces)


@given(st.binary(max_size=300), st.lists(st.integers(1, 20)))
def test_any_octets_are_items_odd_or_an_ended_connection(junk: bytes, pieces: list[int]) -> None:
    wire = stream(junk, pieces)
    try:
        items = fetched(b"* 1 FETCH (UID 1 BODY[TEXT] {3}\r\n", 11, wire, LARGEST)
    except (Odd, ConnectionError):
        return
    assert items[b"UID"] == b"1"
    assert items[b"BODY[TEXT]"] == junk[:3]


@pytest.mark.parametrize(
    "line",
    [
        b'* 1 FETCH (UID 1 BODYSTRUCTURE (("text" "plain") "mixed"))\r\n',
        b"* 1 FETCH (UID)\r\n",
        b"* 1 FETCH (UID 1",
        b"* 1 FETCH (UID 1 BODY[TEXT] {4294967296}\r\n",
        b'* 1 FETCH (UID 1 BODY[TEXT] "open\r\n',
    ],
)
def test_what_it_does_not_know_it_calls_odd(line: bytes) -> None:
    with pytest.raises(Odd):
        read(line)


def test_a_literal_cut_by_the_end_of_the_connection_is_an_error() -> None:
    with pytest.raises(ConnectionError):
        read(b"* 1 FETCH (UID 1 BODY[TEXT] {30}\r\nonly this")


def test_a_long_line_without_sense_is_given_up_in_linear_time() -> None:
    with pytest.raises(Odd):
        read(b"* 1 FETCH (" + b'"\\' * 200_000 + b"\r\n")
    with pytest.raises(Odd):
        read(b'* 1 FETCH (UID 1 X "' + b"\\a" * 200_000 + b"\r\n")
