"""Reads a `when` that was written in one line, on the command line: `tagged: late, status: open`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from csmail.config.rules.when import Reader
from csmail.config.yaml import nodes
from csmail.config.yaml.part import Part
from csmail.config.yaml.source import Source, ordered
from csmail.errors import UsageError
from csmail.reason import Place, Problem, Reason
from csmail.rules.rule import Condition

UNDER = ("rules", 0, "when")
"""Where a condition stands in a file: what reads it counts from there."""


def condition(written: str, desks: Collection[str], option: str = "--where") -> Condition:
    """The condition. Raises UsageError with the first problem and its place, `--where:1:1: …`."""
    if not written.strip():
        raise UsageError(Reason.of("selection_empty", option=option), example(option))
    braced = written.lstrip().startswith("{")
    try:
        root = nodes.parse(written if braced else f"{{{written}}}")
    except nodes.Unreadable as wrong:
        problem = Problem(Place(option, wrong.line, wrong.column), wrong.why)
        raise _refused(option, problem, shifted=not braced) from None
    source = Source(Path(option), root)
    found = Reader(tuple(desks)).when(Part(source, root, UNDER, 1, 1))
    if source.problems:
        raise _refused(option, ordered(source.problems)[0], shifted=not braced)
    if not root.entries:
        raise UsageError(Reason.of("selection_empty", option=option), example(option))
    return found


EXAMPLES = {"--match": "text: [payment failed]", "--to": "customer: {tagged: jakarta}"}
USUAL = "tagged: late, status: open"


def example(option: str) -> str:
    """How one is written."""
    return f"csmail … {option} '{EXAMPLES.get(option, USUAL)}'"


def _refused(option: str, problem: Problem, shifted: bool) -> UsageError:
    """`shifted`: by the brace that was put before it."""
    place, why = problem.place, problem.reason
    if why.code == "unknown_key" and place.key.count(".") == len(UNDER):
        why = Reason("no_such_condition_key", why.evidence)
    at = {"line": place.line, "column": max(1, place.column - shifted)}
    return UsageError(Reason.of("option_wrong_at", option=option, **at).because(why), example(option))
