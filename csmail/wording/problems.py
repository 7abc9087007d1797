"""Puts the problem of a file in words: where it is, and what."""

from __future__ import annotations

from csmail.reason import Problem
from csmail.wording.reasons import words


def told(problem: Problem, language: str = "en") -> str:
    """`rules.yaml:12:7: rules.0.when: what is wrong`; without the parts of the place that nobody knows."""
    place = str(problem.place)
    return f"{place}: {text(problem, language)}" if place else text(problem, language)


def text(problem: Problem, language: str = "en") -> str:
    """The same without file, line and column."""
    said = words(problem.reason, language)
    return f"{problem.place.key}: {said}" if problem.place.key else said
