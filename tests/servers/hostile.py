"""What a hostile SMTP server says instead of an answer; each is given the answer that would have been right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

from tests.servers.sink import Dialogue, Speech

MEGABYTES = 60
CHUNK = 64 * 1024
FLOOD = MEGABYTES * 2**20 // CHUNK


def said(dialogue: Dialogue, octets: Iterator[bytes], every: float = 0.0) -> None:
    """One after the other, until the client has had enough, or the test."""
    for some in octets:
        if dialogue.sink._over.wait(every) if every else dialogue.sink._over.is_set():
            return
        dialogue.connection.sendall(some)


def repeated(line: bytes) -> bytes:
    return line * (CHUNK // len(line))


def code(good: str) -> bytes:
    return good[:3].encode()


def endless_lines(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(repeated(code(good) + b"-and so on\r\n"), FLOOD))


def a_line_without_end(dialogue: Dialogue, good: str) -> None:
    said(dialogue, chain([good.encode()], repeat(b"x" * CHUNK, FLOOD)))


def a_reply_without_its_last_line(dialogue: Dialogue, good: str) -> None:
    said(dialogue, iter([code(good) + b"-more\r\n" * 3]))
    silence(dialogue, good)


def one_octet_after_the_other(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(code(good)[:1], 10**6), every=0.01)


def a_line_now_and_then(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(code(good) + b"-wait\r\n", 10**6), every=0.02)


def silence(dialogue: Dialogue, good: str) -> None:
    dialogue.sink._over.wait(dialogue.sink.patience)


def two_codes_in_one_reply(dialogue: Dialogue, good: str) -> None:
    said(dialogue, iter([code(good) + b"-yes\r\n", b"554 no\r\n"]))
    silence(dialogue, good)


def replies_without_end(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(repeated(code(good) + b" yes\r\n"), FLOOD))


def the_answer_and_a_flood(dialogue: Dialogue, good: str) -> None:
    """It begins in one write with the answer: a 250 that comes after our content cannot be told from its answer."""
    said(
        dialogue, chain([good.encode() + b"\r\n250 and one more\r\n"], repeat(repeated(b"250 and one more\r\n"), FLOOD))
    )


def a_code_of_5000_digits(dialogue: Dialogue, good: str) -> None:
    said(dialogue, iter([b"2" * 5000 + b" yes\r\n"]))


def empty_lines(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(b"\r\n" * (CHUNK // 2), FLOOD))


def octets_of_all_kinds(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(bytes(range(256)) * (CHUNK // 256), FLOOD))


def carriage_returns_only(dialogue: Dialogue, good: str) -> None:
    said(dialogue, repeat(repeated(code(good) + b" yes\r"), FLOOD))


BEHAVIOURS: tuple[Speech, ...] = (
    endless_lines, a_line_without_end, a_reply_without_its_last_line, one_octet_after_the_other, a_line_now_and_then,
    silence, two_codes_in_one_reply, replies_without_end, the_answer_and_a_flood, a_code_of_5000_digits, empty_lines,
    octets_of_all_kinds, carriage_returns_only,
)  # fmt: skip
