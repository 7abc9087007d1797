"""How clocks are told at a terminal: the state, then the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from csmail.cli.documents.clocks import ClockLine
from csmail.cli.terminal.times import moment
from csmail.model import duration

STATES = {
    "running": "running, due {due}",
    "overdue": "overdue since {due}",
    "paused": "paused: the customer has the word",
    "kept": "kept, {ended} {end}",
    "broken": "broken, {ended} {end}",
    "void": "ended without an answer {end}",
}
MOST = 7
"""Stretches shown of one run: a week of days."""


def told(clock: ClockLine) -> Iterator[str]:
    """The lines of one run, for `csmail why`."""
    due = moment(clock.due_at, clock.desk) if clock.due_at else "never: the desk is not open again"
    end = moment(clock.ended_at, clock.desk) if clock.ended_at else ""
    ended = "closed" if clock.clock == "resolution" else "answered"
    state = STATES[clock.state].format(due=due, end=end, ended=ended)
    yield f"{clock.clock.replace('_', ' ')}: {_span(clock.used)} of {_span(clock.promised)} used, {state}"
    for one in clock.counted[:MOST]:
        yield f"  {moment(one.start, clock.desk)} to {moment(one.end, clock.desk)}  {_span(one.seconds)}"
    if len(clock.counted) > MOST:
        yield f"  and {len(clock.counted) - MOST} more stretches"


def _span(seconds: int) -> str:
    return duration.format(timedelta(seconds=seconds), "hms") or "0m"
