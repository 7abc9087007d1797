"""Lines of a screen: whatever a stranger wrote, each is as wide as the screen and holds nothing that acts."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from csmail.review import line as lines
from csmail.review import prompt
from csmail.review.entries import Entry, rank
from csmail.review.frame import frame
from csmail.review.line import cells, cut, fit, fitted, line, plain, shown, wrapped
from csmail.review.rows import Row
from csmail.review.view import Prompt, Question, View
from tests.factories import desk
from tests.review.scene import NINE, SARI

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\x1b\x07\x9b\n\t\r\u202e\u2066\u200d\u200b\ufe0f\u3000한글你e\u0301👨\U0001f3fd🇮🇩[]"),
    )
)


@given(ODD, st.integers(1, 90))
def test_a_line_is_exactly_as_wide_and_nothing_in_it_acts(text: str, width: int) -> None:
    drawn = fitted(line(text, (text, "bold")), width)
    assert sum(cells(part) for part, _ in drawn) == width
    assert {category(one) for one in plain(drawn)}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert not set("\n\r\t\x1b\x07\x9b\u202e\u2066") & set(plain(drawn))


@given(ODD, st.integers(2, 90))
def test_no_letter_is_lost_between_two_rows(text: str, width: int) -> None:
    clean = shown(text).replace("\n", " ").expandtabs(lines.TAB_CELLS)
    rows = list(wrapped(clean, width))
    assert all(cells(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(clean.split())


@given(ODD, st.integers(1, 40))
def test_what_is_cut_ends_in_an_ellipsis_and_fits(text: str, width: int) -> None:
    clean = shown(text)
    short = cut(clean, width)
    assert cells(short) <= width
    assert short == clean or short.endswith("…")
    assert cells(fit(clean, width)) == width


@pytest.mark.parametrize(
    "text", ["Halo", "한글 你好", "e\u0301a", "👨‍👩‍👧 keluarga", "🇮🇩", "👍🏽", "❤️", "نص", "─│┌▾◂✓…·"]
)
def test_a_terminal_counts_the_same_cells(text: str) -> None:
    assert wcswidth(shown(text)) == cells(shown(text))


@given(ODD, ODD)
def test_a_screen_of_anything_is_whole(first: str, second: str) -> None:
    view = View(desk(), SARI, NINE, entries={"a": Entry("a", first, author=second)}, reading=False)
    view.sort()
    view.rows["a"] = Row("a", first, second, first, 1, second, "high", (first,))
    for notice, question in (((), None), ((first, second), None), ((), Question(first, (second,), first, "x"))):
        view.notice, view.question, view.fault = notice, question, second
        view.prompt = Prompt(first, "x", second, len(second)) if notice else None
        rows = frame(view, 80, 24).rows
        assert [sum(cells(part) for part, _ in row) for row in rows] == [80] * 24
        assert not {one for row in rows for one in plain(row)} & set("\n\r\t\x1b\x07\x9b\u202e\u2066")


def test_the_longest_overdue_comes_first_and_what_has_no_clock_last() -> None:
    soon, late = Entry("b", "B", due_at=NINE), Entry("c", "C", due_at=NINE.replace(hour=1))
    never, doubt = Entry("a", "A", since=NINE), Entry("d", "D", "in_doubt", task="d")
    assert sorted([doubt, never, soon, replace(doubt, id="e", state="held"), late], key=rank) == [
        late, soon, never, doubt, replace(doubt, id="e", state="held"),
    ]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(["left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w",
                                           "ctrl+k", "f5", "tab"]), st.characters(codec="utf-8"))))  # fmt: skip
def test_whatever_is_typed_the_place_stays_in_the_line(keys: list[str]) -> None:
    typed = Prompt("x", "find")
    for key in keys:
        assert prompt.pressed(typed, key) == "typed"
        assert 0 <= typed.place <= len(typed.text)
        assert typed.text.isprintable() or not typed.text
