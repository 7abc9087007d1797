"""How clocks are told at a terminal: the state, then the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from csmail.cli.documents.clocks import ClockLine
from csmail.cli.terminal.times import moment
from csmail.model import duration
from csmail.wording.spoken import phrase, spoken

STATES = {
    "running": phrase("running, due {due}"),
    "overdue": phrase("overdue since {due}"),
    "paused": phrase("paused: the customer has the word"),
    "kept": phrase("kept, {ended} {end}"),
    "broken": phrase("broken, {ended} {end}"),
    "void": phrase("ended without an answer {end}"),
}
MOST = 7
"""Stretches shown of one run: a week of days."""


def told(clock: ClockLine) -> Iterator[str]:
    """The lines of one run, for `csmail why`."""
    due = moment(clock.due_at, clock.desk) if clock.due_at else spoken("never: the desk is not open again")
    end = moment(clock.ended_at, clock.desk) if clock.ended_at else ""
    ended = spoken("closed") if clock.clock == "resolution" else spoken("answered")
    state = spoken(STATES[clock.state], due=due, end=end, ended=ended)
    facts = {"used": _span(clock.used), "promised": _span(clock.promised), "state": state}
    yield spoken("{clock}: {used} of {promised} used, {state}", clock=spoken(clock.clock.replace("_", " ")), **facts)
    for one in clock.counted[:MOST]:
        stretch = {"start": moment(one.start, clock.desk), "end": moment(one.end, clock.desk)}
        yield f"  {spoken('{start} to {end}', **stretch)}  {_span(one.seconds)}"
    if len(clock.counted) > MOST:
        yield "  " + spoken("and {count} more stretches", count=len(clock.counted) - MOST)


def _span(seconds: int) -> str:
    return duration.format(timedelta(seconds=seconds), "hms") or "0m"
