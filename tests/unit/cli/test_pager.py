"""A long list goes through a pager before somebody's eyes, and never in a pipe or for a program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Screen, Size, on_terminal

PROGRAM = """
from csmail.cli.terminal.tables import table
table(("ID", "N"), [["K7F3Q2", str(number)] for number in range({count})])
print("end")
"""


def shown(count: int, rows: int = 10, out: Path | None = None, **environment: str) -> Screen:
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3]), **environment}
    return on_terminal([sys.executable, "-c", PROGRAM.format(count=count)], own, Size(80, rows), out=out)


@pytest.fixture
def pager(tmp_path: Path) -> str:
    file = tmp_path / "pager.sh"
    file.write_text('#!/bin/sh\necho "paged by $1 $LESS"\ncat\n')
    file.chmod(0o700)
    return str(file)


@pytest.mark.parametrize("name", ["CSMAIL_PAGER", "PAGER"])
def test_what_is_longer_than_the_terminal_is_paged(pager: str, name: str) -> None:
    screen = shown(30, **{name: f"{pager} 'two words'"})
    assert screen.text.startswith("paged by two words FRX\n")
    assert (screen.text.count("K7F3Q2"), screen.returncode) == (30, 0)


def test_what_fits_is_not(pager: str) -> None:
    assert "paged" not in shown(5, PAGER=pager).text


def test_ours_is_asked_before_that_of_all_programs(pager: str) -> None:
    assert shown(30, CSMAIL_PAGER=f"{pager} ours", PAGER="false").text.startswith("paged by ours")


@pytest.mark.parametrize("written", ["", "cat", "'", "no-such-program-here", "/", "false"])
def test_whatever_the_pager_is_no_line_is_lost_without_a_word(written: str) -> None:
    screen = shown(30, CSMAIL_PAGER=written)
    assert screen.returncode == 0
    assert screen.text.endswith("end\n")
    assert screen.text.count("K7F3Q2") == (0 if written == "false" else 30)


def test_a_terminal_that_can_nothing_has_none(pager: str) -> None:
    assert "paged" not in shown(30, PAGER=pager, TERM="dumb").text


def test_a_pipe_has_none(pager: str, tmp_path: Path) -> None:
    shown(30, PAGER=pager, out=tmp_path / "out")
    assert (tmp_path / "out").read_text().splitlines()[0] == "K7F3Q2\t0"


def test_whoever_has_seen_enough_leaves_without_a_complaint() -> None:
    screen = shown(20_000, CSMAIL_PAGER="head -1", NO_COLOR="1")
    assert (screen.text.split(), screen.returncode) == (["ID", "N", "end"], 0)
