"""The same on a real pseudo-terminal, through the one function that prints."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.unit.wording.test_safe_text import ATTACKS

PROGRAM = """
import sys
from csmail.cli.terminal.output import Styled, line
from csmail.cli.terminal.tables import table
text = sys.argv[1]
line(text)
line(Styled(text, "bold"), reveal=True)
table(("A", "B"), [(text, Styled(text, "red")), ("x", text)])
"""
COLOURS = {b"\x1b[1m", b"\x1b[2m", b"\x1b[31m", b"\x1b[0m"}


def printed(text: str, **environment: str) -> bytes:
    """What a terminal receives when our functions print `text`."""
    ours, theirs = pty.openpty()
    everything = {**os.environ, "TERM": "xterm", "COLUMNS": "60", "NO_COLOR": "", **environment}
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, text], stdin=theirs, stdout=theirs, stderr=theirs, env=everything
    )
    os.close(theirs)
    received = b""
    try:
        while block := os.read(ours, 4096):
            received += block
    except OSError:  # Linux says EIO when the other side has gone
        pass
    os.close(ours)
    assert child.wait(10) == 0, received
    return received


@pytest.mark.parametrize("attack", ["the clipboard", "an 8-bit control", "an overwritten line", "turned text"])
def test_a_terminal_receives_no_control_of_a_stranger(attack: str) -> None:
    text = ATTACKS[attack].replace("\x00", "")
    received = printed(text).replace(b"\r\n", b"\n")
    for colour in COLOURS:
        received = received.replace(colour, b"")
    shown = received.decode("utf-8")
    assert not [code for code in map(ord, shown) if code < 0x20 and code != 0x0A]
    assert not [code for code in map(ord, shown) if 0x7F <= code < 0xA0 or code in range(0x202A, 0x2070)]


def test_our_own_colours_reach_a_terminal() -> None:
    assert b"\x1b[31m" in printed("hello")


def test_no_color_is_obeyed() -> None:
    assert b"\x1b" not in printed("hello", NO_COLOR="1")


def test_a_long_cell_is_cut_to_the_terminal() -> None:
    rows = printed("w" * 200, NO_COLOR="1").replace(b"\r\n", b"\n").decode().split("\n")
    assert any(row.endswith("…") for row in rows)
