"""A reason in a document: its code and facts for programs, its sentence for people, in the language they chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from csmail.model.reason import Reason
from csmail.reason import Problem
from csmail.wording import problems as problem_wording
from csmail.wording import reasons as wording
from csmail.wording.language import language

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """`code` keeps its meaning for ever, `evidence` are facts by name; `words` may be said better tomorrow."""

    code: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """What is wrong with a file: `text` says for people what `code` and `evidence` say for programs.

    `line` and `column` count from 1, 0 when nobody knows them; the text begins with the key, where there is one.
    """

    code: str
    evidence: Mapping[str, str]
    file: str
    line: int
    column: int
    text: str


def problem(one: Problem) -> ProblemLine:
    place, reason = one.place, one.reason
    text = problem_wording.text(one, language())
    return ProblemLine(reason.code, dict(reason.evidence), place.file, place.line, place.column, text)


def problem_told(one: Problem) -> str:
    """File, line, column and text, for whoever sits at this terminal."""
    return problem_wording.told(one, language())


def words(one: Reason) -> str:
    """The sentence for whoever sits at this terminal, moments in the zone of the desks."""
    facts = tuple((name, _local(fact)) for name, fact in one.evidence)
    return wording.words(Reason(one.code, facts), language())


def _local(fact: str) -> str:
    """A moment as the facts of a reason have it (2026-11-23 05:00 UTC), for people; anything else as it is."""
    if not MOMENT.fullmatch(fact):
        return fact
    from csmail.cli.terminal.times import moment

    try:
        return moment(datetime.strptime(fact, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC))
    except (ValueError, OverflowError):  # somebody's own words
        return fact


def planned(deed: str) -> str:
    """What was not done, in a dry run; `deed` is the sentence of what would have been."""
    return words(Reason.of("would_have", deed=deed))


def reason(one: Reason) -> ReasonLine:
    return ReasonLine(one.code, dict(one.evidence), words(one))


def reasons(some: Iterable[Reason]) -> tuple[ReasonLine, ...]:
    return tuple(map(reason, some))


def sentences(some: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(map(words, some))
