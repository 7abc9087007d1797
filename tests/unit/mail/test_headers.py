"""Header blocks and words: tolerant, bounded, one storable line."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmail.mail.mime.charset import codec, prose, storable, text_of
from csmail.mail.mime.headers import FIELD_OCTETS, LINES, block, clean, decode, fields, first, values


def test_fields_come_in_order_with_their_names_as_written_and_their_values_unfolded() -> None:
    header = "Received: from a\r\n by b\r\nSUBJECT: one\r\nX-Empty:\r\nsubject : two\r\n\tthree \r\n\r\nBody: no\r\n"
    assert fields(header) == (
        ("Received", "from a by b"), ("SUBJECT", "one"), ("X-Empty", ""), ("subject", "two\tthree"),
    )  # fmt: skip
    assert values(header, "Subject") == ("one", "two\tthree")
    assert first(header, "received") == "from a by b"
    assert values(header, "body") == ()
    assert block(header).defects == ()


def test_lf_and_lone_cr_line_ends_are_read_too_and_a_cr_within_a_line_ends_nothing() -> None:
    assert fields("A: 1\nB: 2\n") == fields("A: 1\rB: 2\r") == (("A", "1"), ("B", "2"))
    assert fields("A: 1\rBcc: x@y.example\r\nB: 2\r\n") == (("A", "1 Bcc: x@y.example"), ("B", "2"))


def test_a_line_that_is_no_field_is_left_out_and_named() -> None:
    seen = block("From jane Mon Jul 6\nFrom: jane@cust.example\nno colon here\nTo: a@b.example\n")
    assert seen.pairs == (("From", "jane@cust.example"), ("To", "a@b.example"))
    assert seen.defects == ("header_junk",)


LINE = st.tuples(st.text("Aa-:! \t\xe9", max_size=6), st.sampled_from((":", "", " :", "\t:")), st.text("Aa: \t;\r\x00"))


@given(st.lists(LINE.map("".join)))
@example([":", "", "", "A:"])
def test_a_line_is_a_field_when_printable_characters_stand_before_a_colon_and_in_no_other_case(
    lines: list[str],
) -> None:
    text = re.sub("\n+", "\n", "\n".join(line.replace("\r", "") for line in lines)).strip("\n")
    unfolded = text.replace("\n ", " ").replace("\n\t", "\t")
    # RFC 5322 section 2.2 with the white space of section 4.5, said once more.
    found = re.findall(r"^([!-9;-~]+)[ \t]*:[ \t]*([^\n]*)", unfolded, re.MULTILINE)
    assert fields(text) == tuple((name, value.rstrip(" \t")) for name, value in found)


def test_the_block_and_each_field_are_bounded() -> None:
    long = block("X: " + "a" * 100_000 + "\r\nY: b\r\n")
    assert len(long.pairs[0][1]) == FIELD_OCTETS
    assert long.defects == ("field_cut",)
    many = block("X: a\r\n" * 100_000)
    assert len(many.pairs) == LINES
    assert many.defects == ("header_cut",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("=?UTF-8?B?Y2Fmw6k=?=", "café"),
        ("=?utf-8?B?Y2Fmw6k?=", "café"),
        ("=?iso-8859-1?Q?caf=E9_au_lait?=", "café au lait"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?=\t=?iso-8859-1?q?=E9?= c", "aé c"),
        ("=?utf-8?b?ww==?= =?utf-8?b?qQ==?=", "é"),
        ("=?utf-8?b?Y2Fmw6k=x?=", "café"),
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?utf-8*id?q?halo?=", "halo"),
        ("=?unknown-charset?q?caf=C3=A9?=", "café"),
        ("=?utf-8?q?caf=E9?=", "café"),
        ("=?gb2312?B?tPC4tA==?=", "答复"),
        ("Re: =?utf-8?q?a?= b", "Re: a b"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("caf\xc3\xa9", "café"),
        ("caf\xe9", "café"),
    ],
)
def test_encoded_words_are_decoded(value: str, expected: str) -> None:
    assert decode(value) == expected


@pytest.mark.parametrize(
    "label", ["zlib_codec", "bz2", "hex", "rot13", "idna", "punycode", "unicode_escape", "x" * 300, "\0"]
)
def test_codecs_that_are_no_charset_are_never_used(label: str) -> None:
    assert codec(label) == ""


def test_names_that_mail_gives_to_charsets_are_understood() -> None:
    spelled = {
        "ISO-8859-1": "cp1252",
        "us-ascii": "utf-8",
        '"UTF-8"': "utf-8",
        "ks_c_5601-1987": "cp949",
        "gb2312": "gb18030",
    }
    assert {label: codec(label) for label in spelled} == spelled


def test_one_line_comes_out_of_clean_whatever_goes_in() -> None:
    hostile = "hi\r\nBcc: x\x1b]0;t\x07\u2028y\x85z\u202eevil\u2066"
    assert clean(hostile) == "hi Bcc: x ]0;t y zevil"
    assert clean("  a   b  ") == "a b"
    assert clean("a" * 5000, 64) == "a" * 64


@given(st.text(max_size=200))
def test_nothing_that_breaks_lines_or_terminals_survives_clean(value: str) -> None:
    line = clean(value)
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 or 0xD800 <= ord(letter) < 0xE000 for letter in line)
    assert not set(line) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert clean(line) == line


def test_a_body_cut_within_a_character_loses_that_character_only() -> None:
    octets = ("é" * 10).encode()
    assert prose(octets[:-1], "utf-8") == "é" * 9
    assert prose("答复".encode("gb18030")[:-1], "gb18030") == "答"


def test_one_bad_octet_does_not_turn_the_rest_into_mojibake() -> None:
    assert prose("é".encode() * 20 + b"\xff", "utf-8") == "é" * 20 + "\ufffd"
    assert prose("café olé".encode("cp1252"), "utf-8") == "café olé"


def test_what_no_store_can_keep_is_taken_out() -> None:
    smuggled = b"a+2AA-b".decode("utf-7", "surrogatepass")
    assert storable(smuggled + "\0é") == "abé"
    assert storable("a\0b") == "ab"
    text_of(b"\xff\xfe\x00", "utf-16").encode("utf-8", "replace")


@given(
    st.binary(max_size=100),
    st.sampled_from(["", "utf-8", "utf-7", "utf-16", "iso-2022-jp", "hz", "big5", "cp932", "nonsense"]),
)
def test_every_octet_string_becomes_text(octets: bytes, label: str) -> None:
    storable(prose(octets, label)).encode("utf-8")
    assert isinstance(text_of(octets, label), str)


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=300))
def test_any_latin1_text_is_read_as_a_block(header: str) -> None:
    for name, value in fields(header):
        assert name
        assert "\n" not in value
        assert value in values(header, name)
