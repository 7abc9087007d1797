"""A reason in a document: its code and facts for programs, its sentence for people, in the language they chose."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csmail.model.reason import Reason
from csmail.wording import reasons as wording

CHOICES = ("CSMAIL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """`code` keeps its meaning for ever, `evidence` are facts by name; `words` may be said better tomorrow."""

    code: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


def language() -> str:
    """What reasons are said in: `CSMAIL_LANG`, else that of the locale, the first that is set (POSIX, 8.2)."""
    chosen = next(filter(None, map(os.environ.get, CHOICES)), "")
    code = chosen.replace("-", "_").partition(".")[0].partition("_")[0].lower()
    return code if code in wording.LANGUAGES else "en"


def words(one: Reason) -> str:
    """The sentence for whoever sits at this terminal."""
    return wording.words(one, language())


def reason(one: Reason) -> ReasonLine:
    return ReasonLine(one.code, dict(one.evidence), words(one))


def reasons(some: Iterable[Reason]) -> tuple[ReasonLine, ...]:
    return tuple(map(reason, some))


def sentences(some: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(map(words, some))
