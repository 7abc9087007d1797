"""What a page hides is not read; what lines part is put together; what is uuencoded is undone."""

from __future__ import annotations

import binascii
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.mime import uuencode
from csmail.mail.mime.charset import is_blank, legible, matched
from csmail.mail.text.flowed import unfolded
from csmail.mail.text.html import text_of

HIDING = (
    "display:none", "display: none !important", "DISPLAY:NONE;color:red", "visibility:hidden", "visibility:collapse",
    "font-size:0", "font-size:0px", "font-size:1px", "opacity:0", "opacity: 0.00", "mso-hide:all", "color:transparent",
    "max-height:0;overflow:hidden", "height:0px;overflow:hidden", "width:0;overflow:hidden", "text-indent:-9999px",
    "position:absolute;left:-10000px", "position:fixed;top:-5000px", "position:absolute;clip:rect(0,0,0,0)",
    "display:none;display:none", "color:#fff;background:#ffffff",
)  # fmt: skip
SHOWING = (
    "", "display:block", "display:inline !important", "visibility:visible", "font-size:14px", "opacity:1",
    "opacity:.5", "max-height:0", "overflow:hidden", "text-indent:-5px", "left:-10000px", "color:#fff;background:#000",
    "display:none;display:block", "visibility", ";;:;", "font-size:larger", "height:100px;overflow:hidden",
)  # fmt: skip
TAGS = ("div", "p", "span", "td", "b", "a", "h1", "blockquote", "font", "center")


@given(st.sampled_from(HIDING), st.sampled_from(TAGS), st.integers(0, 3))
def test_what_a_style_hides_is_not_read(style: str, tag: str, depth: int) -> None:
    page = f"{'<div>' * depth}<p>awal</p><{tag} style='{style}'>rahasia<i>juga</i></{tag}>akhir{'</div>' * depth}"
    assert "".join(text_of(page).split()) == "awalakhir"


@given(st.sampled_from(SHOWING), st.sampled_from(TAGS))
def test_what_a_style_shows_is_read(style: str, tag: str) -> None:
    assert "".join(text_of(f"<p>awal</p><{tag} style='{style}'>kata</{tag}>akhir").split()) == "awalkataakhir"


@given(st.sampled_from(HIDING), st.sampled_from((".k", "#k", "p", "p.k", "p#k", "a, .k", "A{} .k")))
def test_what_a_simple_rule_of_a_style_sheet_hides_is_not_read(style: str, selector: str) -> None:
    page = (
        f"<style>@import 'x'; .o{{color:red}} {selector} {{{style}}}</style><p class='j k' id=k>rahasia</p><b>kata</b>"
    )
    assert text_of(page).strip() == "kata"


@pytest.mark.parametrize(
    "selector", [".k b", ".k:hover", "*", ".k > b", "[x]", "@media print { .k", "@media screen { p"]
)
def test_other_rules_hide_nothing(selector: str) -> None:
    page = f"<style>{selector} {{display:none}} }}</style><p class=k>kata</p>"
    assert text_of(page).strip() == "kata"


@pytest.mark.parametrize(
    "page",
    [
        "<style>" + ".a{" * 50_000 + "</style><p hidden>x", "<style>" + "@media{" * 9_000 + "</style><p hidden>x",
        "<p style='" + "a:b;" * 60_000 + "display:none'>x", "<div hidden>" * 15_000, "<p style=display:none>" * 15_000,
        "<style>.a{display:none}</style>" + "<p class='" + "a " * 100_000 + "'>x",
        "<style>" + "/*" * 30_000 + "</style><p hidden>x",
        "<style>" + ",".join(["a"] * 30_000) + "{display:none}</style>",
        "<meta " * 40_000, "<meta charset=" * 20_000,
    ],
)  # fmt: skip
def test_hostile_pages_that_hide_are_bounded(page: str) -> None:
    began = time.process_time()
    text_of(page)
    assert time.process_time() - began < 5


LINES = st.lists(st.text("ab返 >-", max_size=12).map(lambda line: line.strip(" >-")), min_size=1, max_size=8)


@given(LINES, st.integers(0, 3), st.booleans())
def test_a_paragraph_that_was_folded_comes_back(lines: list[str], depth: int, drops: bool) -> None:
    kept = [line or "x" for line in lines]
    quoted = ">" * depth + " " if depth else ""
    folded = "\n".join(f"{quoted}{line} " for line in kept[:-1]) + "\n" * (len(kept) > 1) + quoted + kept[-1]
    whole = unfolded(folded, f"text/plain; format=flowed; delsp={'yes' if drops else 'no'}")
    assert whole == quoted + ("" if drops else " ").join(kept)


def test_a_signature_and_another_depth_end_a_paragraph() -> None:
    text = "satu \n-- \nRina \n> dua \n>> tiga \n> empat"
    assert unfolded(text, "text/plain") == "satu\n-- \nRina\n> dua\n>> tiga\n> empat"


def coded(data: bytes, name: str, backtick: bool, trimmed: bool) -> bytes:
    lines = [binascii.b2a_uu(data[at : at + 45], backtick=backtick) for at in range(0, len(data), 45)]
    lines = [line.rstrip() + b"\n" if trimmed else line for line in lines]
    return b"begin 644 %s\n" % name.encode() + b"".join(lines) + (b"`" if backtick else b" ") + b"\nend\n"


@given(st.binary(min_size=1, max_size=500), st.booleans(), st.booleans(), st.booleans())
def test_a_uuencoded_file_comes_back(data: bytes, backtick: bool, trimmed: bool, crlf: bool) -> None:
    octets = coded(data, "a b.bin", backtick, trimmed)
    octets = b"teks\n" + octets + b"teks\n"
    octets = octets.replace(b"\n", b"\r\n") if crlf else octets
    found = uuencode.files(octets)
    assert [(file.name, file.content) for file in found] == [(b"a b.bin", data)]
    assert uuencode.decoded(octets) == data
    assert (octets[: found[0].start] + octets[found[0].end :]).split() == [b"teks", b"teks"]


@given(st.binary(max_size=300))
def test_no_octets_make_the_uu_reader_raise(data: bytes) -> None:
    whole = b"begin 644 x\n" + data + b"\nend\n"
    assert len(uuencode.decoded(whole)) <= 63 * len(whole.splitlines())  # what a line can say of its length
    assert all(0 <= one.start < one.end <= len(whole) for one in uuencode.files(whole))


def test_hostile_uu_is_bounded() -> None:
    began = time.process_time()
    for octets in (b"begin 644 x\n#0V%T\n" * 50_000, b"begin 644 x\n#\nend\n" * 20_000, b"begin 644 " + b" " * 500_000):
        uuencode.files(octets)
    assert time.process_time() - began < 5


@given(st.text(max_size=60))
def test_what_is_seen_is_never_lost(text: str) -> None:
    kept = [one for one in text if one.isalnum()]
    unseen = "\u3164\uffa0\u115f\u1160"  # Hangul fillers, which Unicode counts as letters
    assert [one for one in legible(text) if one.isalnum()] == [one for one in kept if one not in unseen]
    assert [one for one in matched(text) if one.isalnum()] == [one for one in kept if one not in unseen]
    assert is_blank(text) or matched(text).strip()
