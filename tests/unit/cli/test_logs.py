"""Log lines: one record, one line, nothing in it that a terminal obeys."""

from __future__ import annotations

import json
import logging

from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.terminal.logs import JsonLines, Pairs

VALUES = st.text(max_size=80) | st.integers() | st.none()


def record(event: str = "taken_in", **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("csmail.daemon", logging.INFO, "", 0, event, None, None)
    made.created = 1783328400.0
    made.fields = fields
    return made


def test_a_line_is_for_people() -> None:
    line = Pairs().format(record(desk="support", conversation="K7F3Q2", error="the server said no", empty=""))
    assert line == ('2026-07-06T09:00:00Z info taken_in desk=support conversation=K7F3Q2 error="the server said no"')


@given(VALUES)
def test_a_value_never_breaks_its_line(value: object) -> None:
    line = Pairs().format(record(value=value))
    assert len(line.splitlines()) == 1
    assert not [character for character in line if ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0]


@given(VALUES)
def test_a_json_line_is_json(value: object) -> None:
    line = JsonLines().format(record(value=value))
    assert "\n" not in line
    assert json.loads(line)["event"] == "taken_in"


def test_a_field_cannot_take_the_place_of_the_level() -> None:
    assert json.loads(JsonLines().format(record(level="forged")))["level"] == "info"


def test_a_long_value_is_cut() -> None:
    assert len(Pairs().format(record(error="x" * 5000))) < 700
