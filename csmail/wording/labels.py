"""Short words beside what is said: what a line is about, whether it is well, what to try."""

from __future__ import annotations

from csmail.wording.reasons import LANGUAGES
from csmail.wording.sentences.check import LABELS, SIGNS, TRY
from csmail.wording.sentences.courtesy import LEVELS


def label(key: str, language: str) -> str:
    """What a port calls a line of its report, for people."""
    return LABELS.get(key, key) if language == "id" else key


def sign(state: str, language: str) -> str:
    """Whether something is fine, a note or wrong."""
    return SIGNS[state][LANGUAGES.index(language)]


def level(grade: str, language: str) -> str:
    """How grave a finding of the courtesy lint is."""
    return LEVELS[grade][LANGUAGES.index(language)]


def to_try(hint: str, language: str) -> str:
    """The line with the next thing to try."""
    return f"{TRY[LANGUAGES.index(language)]}: {hint}"
