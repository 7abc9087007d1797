"""What PGP only signed is read, what else stands there stays closed, nothing makes the reader raise or grow."""

from __future__ import annotations

import zlib
from base64 import b64encode
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.mime.opaque_parts import without_armour
from csmail.mail.mime.openpgp import BLOCKS, LARGEST, words

LITERAL = b"b\x00\x00\x00\x00\x00Halo"


def armoured(packets: bytes) -> str:
    return b64encode(packets).decode()


def packet(tag: int, content: bytes) -> bytes:
    """A packet with a length of five octets."""
    return bytes((0xC0 | tag, 255)) + len(content).to_bytes(4, "big") + content


@pytest.mark.parametrize(
    "packets",
    [
        packet(11, LITERAL),
        packet(4, b"one pass") + packet(11, LITERAL) + packet(2, b"signature"),
        packet(8, b"\x00" + packet(11, LITERAL)),
        packet(8, b"\x02" + zlib.compress(packet(11, LITERAL))),
        bytes((0xAC, len(LITERAL))) + LITERAL,
        bytes((0xAF,)) + LITERAL,
        bytes((0xCB, 0xE2)) + LITERAL[:4] + bytes((len(LITERAL) - 4,)) + LITERAL[4:],
    ],
)
def test_literal_data_is_found_in_every_form_of_packet(packets: bytes) -> None:
    assert words(armoured(packets)) == b"Halo"


@pytest.mark.parametrize("tag", [1, 3, 9, 18, 20])
def test_what_is_encrypted_stays_closed(tag: int) -> None:
    assert words(armoured(packet(tag, b"x" * 100))) is None


def test_a_bomb_does_not_grow() -> None:
    bomb = packet(11, b"b\x00\x00\x00\x00\x00" + b"x" * (20 * LARGEST))
    found = words(armoured(packet(8, b"\x02" + zlib.compress(bomb))))
    assert found is not None
    assert len(found) <= LARGEST


def test_many_bombs_in_one_text_do_not_grow_either() -> None:
    bomb = packet(8, b"\x02" + zlib.compress(packet(11, b"b\x00\x00\x00\x00\x00" + b"x" * LARGEST)))
    lines = "\n".join(wrap(armoured(bomb), 64))
    block = f"-----BEGIN PGP MESSAGE-----\n\n{lines}\n-----END PGP MESSAGE-----\n"
    text = without_armour(block * 40)
    assert len(text) <= BLOCKS * LARGEST + 40 * len(block)
    assert text.count("-----BEGIN PGP MESSAGE-----") == 40 - BLOCKS


def test_packed_within_packed_ends() -> None:
    nested = packet(11, LITERAL)
    for _ in range(50):
        nested = packet(8, b"\x00" + nested)
    assert words(armoured(nested)) is None


@given(st.binary(max_size=300))
def test_no_octets_make_it_raise(data: bytes) -> None:
    assert words(armoured(data)) is None or data


@given(st.text(max_size=100))
def test_no_text_makes_it_raise(text: str) -> None:
    assert words(text) is None or text
