"""What is signed is opened without a key, in every form of its lengths, and no octets make the reader raise."""

from __future__ import annotations

import base64
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.mime import cms
from csmail.mail.mime.opaque_parts import LAYERS
from csmail.mail.text import body

SIGNED, DATA = "2a864886f70d010702", "2a864886f70d010701"
ENVELOPED, AUTHENTICATED = "2a864886f70d010703", "2a864886f70d0109100117"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nBarang rusak, saya minta refund.\r\n"


def der(tag: int, content: bytes) -> bytes:
    """One element with a definite length."""
    length = len(content)
    octets = length.to_bytes((length.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (octets if length < 0x80 else bytes([0x80 | len(octets)]) + octets) + content


def ber(tag: int, content: bytes) -> bytes:
    """The same with an indefinite length."""
    return bytes([tag, 0x80]) + content + b"\0\0"


def info(kind: str, content: bytes, wrap=der) -> bytes:  # type: ignore[no-untyped-def]
    return wrap(0x30, der(6, bytes.fromhex(kind)) + wrap(0xA0, content))


def signed(strings: bytes, wrap=der) -> bytes:  # type: ignore[no-untyped-def]
    """SignedData around the OCTET STRING given, with something of everything that stands around it."""
    inner = wrap(0x30, der(6, bytes.fromhex(DATA)) + wrap(0xA0, strings))
    algorithms = wrap(0x31, der(0x30, der(6, b"\x60\x86")))
    return info(
        SIGNED, wrap(0x30, der(2, b"\1") + algorithms + inner + wrap(0xA0, der(0x30, b"")) + der(0x31, b"")), wrap
    )


@given(st.binary(max_size=2000), st.lists(st.integers(1, 600), max_size=6), st.booleans(), st.booleans())
def test_the_content_comes_back_whatever_the_form_of_its_lengths(
    content: bytes, cuts: list[int], streamed: bool, nested: bool
) -> None:
    wrap = ber if streamed else der
    chunks, rest = [], content
    for cut in cuts:
        chunks.append(der(4, rest[:cut]))
        rest = rest[cut:]
    strings = wrap(0x24, b"".join((*chunks, der(4, rest)))) if cuts else der(4, content)
    if nested:
        strings = wrap(0x24, strings)
    assert cms.opened(signed(strings, wrap)) == cms.Opened("content", content)


@given(st.integers(0, 400))
def test_what_was_cut_is_read_as_far_as_it_goes(at: int) -> None:
    for data in (signed(der(4, TEXT)), signed(ber(0x24, der(4, TEXT[:30]) + der(4, TEXT[30:])), ber)):
        found = cms.opened(data[:at])
        assert found.kind in ("content", "unreadable")
        assert TEXT.startswith(found.octets)


@given(st.binary(max_size=300))
def test_no_octets_make_it_raise(data: bytes) -> None:
    for made in (data, signed(data), signed(data, ber), info(SIGNED, data)):
        found = cms.opened(made)
        assert found.kind == "content" or found.octets == b""


@pytest.mark.parametrize("kind", [ENVELOPED, AUTHENTICATED, "2a864886f70d010706"])
def test_what_is_encrypted_says_so(kind: str) -> None:
    assert cms.opened(info(kind, der(0x30, b""))).kind == "encrypted"
    assert cms.opened(info(kind, b"", ber)).kind == "encrypted"


def test_a_detached_signature_holds_nothing() -> None:
    bare = der(0x30, der(6, bytes.fromhex(DATA)))
    assert cms.opened(info(SIGNED, der(0x30, der(2, b"\1") + der(0x31, b"") + bare + der(0x31, b"")))).kind == "nothing"


def test_a_compressed_content_grows_to_its_limit_only() -> None:
    bomb = zlib.compress(bytes(50 * cms.LARGEST))
    inner = der(0x30, der(6, bytes.fromhex(DATA)) + der(0xA0, der(4, bomb)))
    algorithm = der(0x30, der(6, b"\x60\x86"))
    found = cms.opened(info("2a864886f70d0109100109", der(0x30, der(2, b"\0") + algorithm + inner)))
    assert len(found.octets) == cms.LARGEST


def part(data: bytes) -> bytes:
    return b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
        data
    )


@pytest.mark.parametrize(("layers", "text"), [(1, "Barang rusak, saya minta refund.\n"), (LAYERS + 2, "")])
def test_signed_within_signed_is_opened_a_few_times(layers: int, text: str) -> None:
    content = TEXT
    for _ in range(layers):
        content = part(signed(der(4, content)))
    header, _, octets = content.partition(b"\r\n\r\n")
    seen = body(header.decode() + "\r\n\r\n", octets)
    assert seen.text == text
    assert seen.defects == (() if text else ("signed_unreadable",))


def test_a_signed_text_that_was_cut_is_fetched_further() -> None:
    content = part(signed(der(4, TEXT + b"lagi\r\n" * 5000)))
    header, _, octets = content.partition(b"\r\n\r\n")
    seen = body(header.decode() + "\r\n\r\n", octets[:16_384], complete=False)
    assert seen.text.startswith("Barang rusak")
    assert "text_unfinished" in seen.defects


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80" * 200_000, signed(b"\x24\x80" * 200_000, ber), signed(ber(0x24, der(4, b"") * 400_000), ber),
        info(SIGNED, der(0x30, der(0x30, b"") * 200_000)), signed(b"\x04\x84\x7f\xff\xff\xff" + bytes(1000)),
    ],
    ids=["nested", "nested strings", "empty strings", "many children", "a length of 2 GB"],
)  # fmt: skip
def test_hostile_structures_are_bounded(data: bytes) -> None:
    began = time.process_time()
    cms.opened(data)
    assert time.process_time() - began < 5
