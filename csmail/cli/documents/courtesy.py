"""What the courtesy lint says, as a document and as a line for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from csmail.cli.documents.reasons import words
from csmail.cli.terminal.output import Style, Styled, line
from csmail.reason import Place
from csmail.wording.labels import level
from csmail.wording.language import language

if TYPE_CHECKING:
    from csmail.tone.checks.about import Finding

STYLES: dict[str, Style] = {"error": "red", "warning": "yellow", "hint": "dim"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Something to say of a text. `line` and `column` count from 1; `advice` is a code, `text` says it.

    `level` is `error`, `warning` or `hint`; `found` are the words as they stand there.
    """

    code: str
    level: str
    line: int
    column: int
    found: str
    text: str
    advice: str
    evidence: dict[str, str] = field(default_factory=dict)
    file: str = ""


def finding(one: Finding) -> FindingLine:
    advice = one.advice
    return FindingLine(
        one.code, one.level, one.line, one.column, one.found, words(advice), advice.code, dict(advice.evidence)
    )


def findings(some: Iterable[Finding]) -> tuple[FindingLine, ...]:
    return tuple(map(finding, some))


def placed(place: Place, one: Finding) -> FindingLine:
    """A finding in a file that was filled in: its place is that of the file, not of the text that was made."""
    return replace(finding(one), file=place.file, line=place.line, column=place.column)


def told(one: FindingLine) -> str:
    """`templates/refund.id.txt:12: warning negative.word "tidak bisa": katakan yang bisa`."""
    found = f' "{one.found}"' if one.found else ""
    place = ":".join(filter(None, (one.file, str(one.line or ""))))
    return f"{place}: {level(one.level, language())} {one.code}{found}: {one.text}"


def show(some: Iterable[FindingLine]) -> None:
    """A line each, on standard output."""
    for one in some:
        line(Styled(told(one), STYLES[one.level]), reveal=True)
