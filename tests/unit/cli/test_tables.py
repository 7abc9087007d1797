"""Tables fit the terminal: moments and ids are never cut, words are wrapped, the subject gives way first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.app import root
from csmail.cli.commands import conversations, drafts, outbox, todo
from csmail.cli.terminal.columns import INDENT, MOST_LINES, Column, columns, gives, worded, wrapped
from csmail.cli.terminal.tables import laid_out
from csmail.wording.safe_text import cells

MOMENT = "2026-11-28 07:24 WITA"
SUBJECT = "Paket saya belum sampai juga sampai hari ini, tolong segera dicek ya Kak, terima kasih banyak sebelumnya"
HEADS = {"conversations": conversations.HEAD, "drafts": drafts.HEAD, "outbox": outbox.HEAD, "todo": todo.HEAD}
MOMENTS = frozenset({"CHANGED", "WRITTEN"})
WIDTHS = (40, 60, 80, 120, 200)
TEXT = st.text(st.sampled_from("abc def 日本 ❤️🎉éü,@"), max_size=120).map(lambda text: " ".join(text.split()))


def row(head: list[Column], subject: str) -> list[tuple[str, str]]:
    values = {"whole": "K7F3Q2", "words": "Agus Setiawan Pratama Nugroho", "gives": subject}
    shown = [MOMENT if one.title in MOMENTS else values[one.kind] for one in head]
    return [(text, text) for text in shown]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(HEADS))
def test_every_list_fits_and_keeps_its_moments_and_ids(name: str, width: int) -> None:
    head = columns(HEADS[name])
    lines = list(laid_out(head, [row(head, SUBJECT)] * 3, width))
    assert max(map(cells, lines)) <= width
    whole = "\n".join(lines)
    assert whole.count("K7F3Q2") == 3 * [
        one.title not in ("CHANGED", "WRITTEN") and one.kind == "whole" for one in head
    ].count(True)
    if any(one.title in ("CHANGED", "WRITTEN") for one in head):
        assert whole.count(MOMENT) == 3
    assert re.sub(r"\W+", "", whole).count("Agus") == 3 * [one.kind for one in head].count("words")


@given(
    st.lists(st.sampled_from(["gives", "words"]), min_size=1, max_size=4),
    st.lists(st.lists(TEXT, min_size=5, max_size=5), min_size=1, max_size=4),
    st.integers(30, 200),
)
def test_no_line_is_wider_than_the_terminal_whatever_stands_in_it(
    kinds: list[str], texts: list[list[str]], width: int
) -> None:
    head = [Column("ID"), *(Column("T", kind) for kind in kinds)]  # type: ignore[arg-type]
    rows = [[(text, text) for text in ("K7F3Q2", *some[: len(kinds)])] for some in texts]
    lines = list(laid_out(head, rows, width))
    assert all(cells(line) <= width for line in lines)
    assert sum(line.startswith("K7F3Q2") for line in lines) == len(rows)


@given(TEXT, st.integers(2, 40))
def test_wrapping_loses_no_word_but_those_beyond_the_last_line(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cells(line) <= max(width, 2) for line in lines)
    if len(lines) < MOST_LINES:
        assert "".join("".join(lines).split()) == "".join(text.split())


def test_the_subject_gives_way_before_anything_is_wrapped() -> None:
    head = columns(["ID", worded("CUSTOMER"), gives("SUBJECT")])
    (_, line) = laid_out(head, [row(head, SUBJECT)], 80)
    assert line.startswith("K7F3Q2  Agus Setiawan Pratama Nugroho  Paket saya")
    assert line.endswith("…")


def test_what_finds_no_place_stands_below_indented() -> None:
    head = columns(["ID", "CHANGED", "STATUS", worded("CUSTOMER"), gives("SUBJECT")])
    lines = list(laid_out(head, [row(head, SUBJECT)], 50))
    assert lines[2] == f"K7F3Q2  {MOMENT}  K7F3Q2"
    assert lines[3].startswith(f"{INDENT}Agus Setiawan")


def test_empty_columns_make_room() -> None:
    head = columns(["ID", worded("TAGS"), worded("MORE TITLE THAN TEXT"), gives("SUBJECT")])
    rows = [[("K7F3Q2",) * 2, ("",) * 2, ("",) * 2, (SUBJECT,) * 2]]
    first, second = laid_out(head, rows, 30)
    assert (first.split(), len(second)) == (["ID", "SUBJECT"], 30)


LISTS = frozenset(
    "bulk list,conversations list,conversations search,customers list,customers similar,drafts editions,drafts list,"
    "escalations list,incident list,knowledge list,knowledge search,knowledge suggest,log,outbox list,promises list,"
    "satisfaction list,team,templates list,todo,why".split(",")
)


def test_every_list_takes_a_limit() -> None:
    found = {}
    for name, command in root().whole().items():
        below = getattr(command, "commands", {})
        found |= {f"{name} {each}": one for each, one in below.items()} or {name: command}
    assert {name for name in found if name.split()[-1] in ("list", "search", "similar")} <= LISTS
    for name in LISTS:
        assert any("--limit" in one.opts for one in found[name].params), name
