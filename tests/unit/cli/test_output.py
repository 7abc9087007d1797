"""What a command hands to its reader."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.terminal.output import GAP, NARROWEST, Styled, counted, fitted, line, plain, table


@dataclass(frozen=True, slots=True)
class Thing:
    at: datetime
    span: timedelta
    tags: frozenset[str]
    path: Path
    below: tuple[Thing, ...] = ()


def test_values_become_what_json_has() -> None:
    jakarta = timezone(timedelta(hours=7))
    thing = Thing(datetime(2026, 7, 6, 16, tzinfo=jakarta), timedelta(minutes=1), frozenset({"b", "a"}), Path("x/y"))
    printed = plain(Thing(datetime(2026, 7, 6, 9, tzinfo=UTC), timedelta(0), frozenset(), Path(), (thing,)))
    assert json.loads(json.dumps(printed))["below"] == [
        {"at": "2026-07-06T09:00:00Z", "span": 60.0, "tags": ["a", "b"], "path": "x/y", "below": []}
    ]


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(20, 200))
def test_a_table_fits_whenever_it_can(widths: list[int], columns: int) -> None:
    narrow = fitted(widths, columns)
    used = sum(narrow) + len(GAP) * (len(narrow) - 1)
    assert used <= columns or max(narrow) <= NARROWEST
    assert all(after <= before for before, after in zip(widths, narrow, strict=True))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4))
def test_a_table_that_fits_is_left_alone(widths: list[int]) -> None:
    assert fitted(widths, 200) == widths


def test_only_the_widest_column_is_cut() -> None:
    assert fitted([6, 100, 20], 80) == [6, 50, 20]


def test_off_a_terminal_a_table_is_bare_lines_split_by_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    table(("ID", "SUBJECT"), [("K7F3Q2", Styled("two\tthree\nfour", "red")), ("A", "")])
    assert capsys.readouterr().out == "K7F3Q2\ttwo three four\nA\t\n"


def test_off_a_terminal_a_line_has_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    line(Styled("bold", "bold"), " and \x1b[31mred")
    assert capsys.readouterr().out == "bold and ␛[31mred\n"


def test_one_is_singular() -> None:
    assert [counted(number, "desk") for number in (0, 1, 2)] == ["0 desks", "1 desk", "2 desks"]
