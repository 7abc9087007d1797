"""A reason in a document: its code and facts for programs, its sentence for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csmail.model.reason import Reason
from csmail.wording.reasons import words


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """`code` keeps its meaning for ever, `evidence` are facts by name; `words` may be said better tomorrow."""

    code: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


def reason(one: Reason) -> ReasonLine:
    return ReasonLine(one.code, dict(one.evidence), words(one))


def reasons(some: Iterable[Reason]) -> tuple[ReasonLine, ...]:
    return tuple(map(reason, some))


def sentences(some: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(map(words, some))
