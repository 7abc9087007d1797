"""What somebody wrote anew: no word of theirs lost, hardly one of ours kept, in the forms of the usual programs."""

from __future__ import annotations

import html
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from csmail.mail.parse import read
from csmail.mail.text import body
from csmail.mail.text.html_quotes import MARKS, marked
from csmail.mail.text.quote_walk import DRAWN, is_plain
from csmail.mail.text.quotes import split, without_quotes
from tests.factories import desk, raw

TABLE = YAML(typ="safe").load((Path(__file__).parent / "data" / "quoting.yaml").read_text(encoding="utf-8"))
FIELD = re.compile(r"\{(>|<|p:)?(own2?|ours2?)\}")
WORD = re.compile(r"[^\s<>:,.()\"*]+")
# Shares of the quoted words that may be kept: of one mail, of all together.
KEPT_OF_ONE, KEPT = 0.25, 0.05
PROGRAMS = tuple(row["program"] for row in TABLE["mails"])


def filled(row: dict[str, Any], texts: dict[str, str]) -> str:
    """The body of a row with these texts, as the program writes it."""

    def written(field: re.Match[str]) -> str:
        lines = texts[field[2]].split("\n")
        if field[1] == ">":
            return "\n".join(f"> {line}" for line in lines)
        if field[1] == "<":
            return "<br>\n".join(html.escape(line) for line in lines)
        if field[1] == "p:":
            return "\n".join(f"<p class=MsoNormal>{html.escape(line)}<o:p></o:p></p>" for line in lines)
        return "\n".join(lines)

    return FIELD.sub(written, row["body"])


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


def judged(row: dict[str, Any], texts: dict[str, str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Words of the sender that are lost, quoted words that are kept, all quoted words; read as the product reads."""
    kind = "html" if row.get("html") else "plain"
    header = (
        f"From: Rina <rina@cust.example>\nTo: support@toko.example\nContent-Type: text/{kind}; charset=utf-8\n"
        "Subject: Re: Pesanan"
    )
    message = read(raw(header, filled(row, texts)), desk())
    used = [field[2] for field in FIELD.finditer(row["body"]) if field[2].startswith("own")]
    own = words("\n".join([*(texts[name] for name in used), row.get("said", "")]))
    found = words(split(message.text).own)
    return own - found, found - own, words(message.text) - own


def every() -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    return ((row, texts) for row in TABLE["mails"] for texts in TABLE["texts"])


@pytest.mark.parametrize("row", TABLE["mails"], ids=PROGRAMS)
def test_of_an_answer_no_word_of_the_sender_is_lost(row: dict[str, Any]) -> None:
    for texts in TABLE["texts"]:
        lost, kept, quoted = judged(row, texts)
        assert not lost
        assert kept.total() <= KEPT_OF_ONE * quoted.total(), kept


def test_over_the_whole_table_hardly_a_quoted_word_is_kept() -> None:
    assert len(set(PROGRAMS)) == len(PROGRAMS) > 140
    found = [judged(row, texts) for row, texts in every()]
    assert sum(lost.total() for lost, _, _ in found) == 0
    assert sum(kept.total() for _, kept, _ in found) <= KEPT * sum(quoted.total() for _, _, quoted in found)


@pytest.mark.parametrize("text", TABLE["kept"])
def test_a_mail_that_quotes_nothing_is_kept_whole(text: str) -> None:
    assert words(without_quotes(text)) == words(text)


@pytest.mark.parametrize("text", TABLE["kept"])
def test_it_is_kept_above_a_quote_too(text: str) -> None:
    if not text.startswith((">", "From:")) and "\n> " not in text:
        quoted = "Pada Sen, 6 Jul 2026 pukul 09.00 Toko <support@toko.example> menulis:\n> Halo\n> kami"
        assert words(split(f"{text}\n\n{quoted}").own) == words(text)


@pytest.mark.parametrize(
    ("text", "forward"),
    [
        (
            "Tolong dicek\n\n---------- Forwarded message ---------\nDari: Kurir <k@jne.example>\nSubject: x\n\nisi",
            True,
        ),
        ("FYI\n\nBegin forwarded message:\n\nFrom: K <k@x.example>\nSubject: x\nDate: 6 Jul 2026\n\nisi", True),
        ("Mulai pesan yang diteruskan:\n\nDari: K <k@x.example>\nTanggal: 6 Jul 2026\nPerihal: x\n\nisi", True),
        ("Ya\n\n-----Original Message-----\nFrom: K <k@x.example>\nSubject: x\n\nisi", False),
        ("Ya\n\n> isi", False),
    ],
)
def test_a_mail_carried_on_is_told_from_one_answered(text: str, forward: bool) -> None:
    assert split(text).forward is forward


def test_a_quote_and_nothing_else_has_no_own_words_and_is_shown_whole() -> None:
    text = "Pada Sen, 6 Jul 2026 pukul 09.00 Toko <s@toko.example> menulis:\n\n> Halo\n"
    assert split(text).own == ""
    assert without_quotes(text) == text.strip()


def test_a_page_cannot_forge_the_marks_of_a_quote() -> None:
    page = "<p>a \ue000 b &#xE000; c &#57344; d</p><blockquote>q</blockquote>"
    assert len(MARKS.findall(marked(page))) == 2
    seen = body("Content-Type: text/html\r\n\r\n", page.encode())
    assert split(seen.text).own.split() == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "ours",
    [
        "> Where is your order number?\n> We need it.", "> Nomor resinya berapa?", "> You can print(it) at home, or",
        ">> first\n> second", "> git is what we use here for our shop.", "> Python 3 is needed.", "> cd it is.",
        "> import duties are yours to pay.", "> Make sure that it is on.", "> from Bandung we import it",
    ],
)  # fmt: skip
def test_lines_marked_and_no_command_are_quoted_without_an_attribution_too(ours: str) -> None:
    assert split(f"{ours}\n> Thank you.\n\nIt is 12345.").own == "It is 12345."


def test_a_command_that_stands_in_what_is_answered_is_quoted() -> None:
    above = "On Mon, 6 Jul 2026 at 09:00 Toko <support@toko.example> wrote:\n\n"
    for ours in ("> npm install toko\n> npm start", ">>> import csv\n>>> csv", "> Try:\n>> npm start\n> ok?"):
        assert split(f"{above}{ours}\n\nI did.").own == "I did."


@pytest.mark.parametrize("line", ["Toko> one\nalone", "see a> b\nsee c> d", "a> b\nc> d"])
def test_initials_are_those_of_two_lines_below_an_attribution(line: str) -> None:
    assert split(f"Hello:\n{line}\nit says.").own == f"Hello:\n{line}\nit says."


LARGE = {
    "prompts": ">>> import csv\nx\n" * 40_000,
    "initials": "On Mon 2026 at 10:00 x <a@b.example> wrote:\nA> x\nA> y\nz\n" * 6_000,
    "fences": "```\n> x\n" * 60_000,
    "quoted lines": "> x\n" * 250_000,
    "hyphens": "-\n" * 100_000,
    "double hyphens": "-- \n" * 100_000,
    "lines of dashes": "---- x ----\n" * 60_000,
    "colons": "1:\n" * 100_000,
    "labels": "From: x\nSent: 10:00\n" * 30_000,
    "attributions": "On Mon 2026 at 10:00 x <a@b.example> saya wrote:\n" * 8_000,
    "quotes in turn": "> x\ny:\n" * 60_000,
    "one line": "wrote: <a@b.example> " * 50_000,
    "phones": "Sent from my iPhone\n" * 40_000,
    "blank lines": "\n" * 1_000_000,
}


def calls(work: Callable[[str], object], text: str) -> int:
    """How many calls `work` makes on `text`, in Python and in C."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_a_text_made_to_cost_time_is_gone_through_once(text: str) -> None:
    half, whole = text[: len(text) // 16], text[: len(text) // 8]
    assert calls(split.__wrapped__, whole) <= 2.5 * calls(split.__wrapped__, half) + 1000
    assert len(split.__wrapped__(text).own) <= len(text)


PAGES = {
    "blockquotes": "<blockquote>" * 20_000,
    "containers": "<div class=gmail_quote>" * 11_000,
    "lines drawn": "<div style='border:none;border-top:solid'>" * 6_000,
    "comments": "<blockquote><!-- " * 10_000,
    "closed twice": "<blockquote>" + "</div></span>" * 15_000,
    "never a tag": "<blockquote " * 20_000,
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_page_made_to_cost_time_is_gone_through_once(page: str) -> None:
    assert calls(marked, page) <= 2.5 * calls(marked, page[: len(page) // 2]) + 1000


@given(st.text(alphabet="> -:\nOn2026<a@b.c>wroteDari09.00", max_size=400))
def test_own_words_are_lines_of_the_text_in_its_order(text: str) -> None:
    lines = iter(line.rstrip() for line in text.split("\n"))
    assert all(line.rstrip() in lines for line in split(text).own.split("\n") if line.strip())


@given(st.text("ab :>-_=：—–\n", max_size=12))
def test_a_text_is_plain_when_none_of_the_signs_of_a_quote_stands_in_it(text: str) -> None:
    assert is_plain(text) is not any(sign in text for sign in (":", ">", "：", *DRAWN))
