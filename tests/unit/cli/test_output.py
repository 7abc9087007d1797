"""What a command hands to its reader."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from csmail.cli.terminal.output import Styled, counted, line, plain
from csmail.cli.terminal.tables import table


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


def test_off_a_terminal_a_table_is_bare_lines_split_by_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    table(("ID", "SUBJECT"), [("K7F3Q2", Styled("two\tthree\nfour", "red")), ("A", "")])
    assert capsys.readouterr().out == "K7F3Q2\ttwo three four\nA\t\n"


def test_off_a_terminal_a_line_has_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    line(Styled("bold", "bold"), " and \x1b[31mred")
    assert capsys.readouterr().out == "bold and ␛[31mred\n"


def test_one_is_singular() -> None:
    assert [counted(number, "desk") for number in (0, 1, 2)] == ["0 desks", "1 desk", "2 desks"]
