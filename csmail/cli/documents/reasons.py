"""A reason in a document: its code and facts for programs, its sentence for people, in the language they chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csmail.model.reason import Reason
from csmail.reason import Problem
from csmail.wording import problems as problem_wording
from csmail.wording import reasons as wording
from csmail.wording.language import language


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
    """The sentence for whoever sits at this terminal."""
    return wording.words(one, language())


def reason(one: Reason) -> ReasonLine:
    return ReasonLine(one.code, dict(one.evidence), words(one))


def reasons(some: Iterable[Reason]) -> tuple[ReasonLine, ...]:
    return tuple(map(reason, some))


def sentences(some: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(map(words, some))
