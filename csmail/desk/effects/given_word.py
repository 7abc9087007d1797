"""What the words of a mail promise: the moment that the customer reads in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csmail.clocks import calendar, promised, response, targets
from csmail.errors import NeverOpen
from csmail.model.clock import ClockName
from csmail.model.desk import Desk
from csmail.model.duration import Span
from csmail.model.effects import INTERNAL, Letter
from csmail.model.promise import Promise
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class GivenWord:
    """The clock whose target is told, that target, and the moment."""

    clock: ClockName
    within: Span
    due_at: datetime


def promised_span(situation: Situation, letter: Letter) -> Span | None:
    """How soon the customer is answered next, None where nothing is promised.

    A reply of a person answers what was asked; what it promises is the answer after it.
    """
    return letter.promise or dict(targets(situation.conversation, situation.desk)).get(_clock(situation, letter))


def answer_by(situation: Situation, letter: Letter, language: str) -> str:
    """The honest moment by which somebody answers, as it is written; "" where none is promised or ever comes."""
    from csmail.wording.answer_by import answer_by as sentence

    due_at = _due_at(situation, letter)
    if due_at is None:
        return ""
    zone = calendar(situation.desk.hours).zone
    return sentence(due_at.astimezone(zone), situation.now.astimezone(zone), language).sentence


def promising(text: str, situation: Situation, letter: Letter, language: str) -> str:
    """The words with what the letter is told to promise, unless they say it already."""
    from csmail.wording.answer_by import closing_line

    moment = answer_by(situation, letter, language) if letter.promise else ""
    return text if not moment or moment in _one_line(text) else f"{text.rstrip()}\n\n{closing_line(moment, language)}\n"


def given_word(situation: Situation, letter: Letter, text: str, language: str) -> GivenWord | None:
    """What these words promise, None when they name no moment. What colleagues read promises nothing."""
    if letter.purpose in INTERNAL:
        return None
    within, due_at = promised_span(situation, letter), _due_at(situation, letter)
    if within is None or due_at is None:
        return None
    said = answer_by(situation, letter, language) in _one_line(text)
    return GivenWord(_clock(situation, letter), within, due_at) if said else None


def still_said(promise: Promise, text: str, desk: Desk) -> bool:
    """Whether words that somebody edited since still name the moment that they were written to promise."""
    from csmail.wording.answer_by import LANGUAGES
    from csmail.wording.answer_by import answer_by as sentence

    zone, words = calendar(desk.hours).zone, _one_line(text)
    due_at, said_at = promise.due_at.astimezone(zone), promise.said_at.astimezone(zone)
    return any(sentence(due_at, said_at, language).sentence in words for language in LANGUAGES)


def _clock(situation: Situation, letter: Letter) -> ClockName:
    answering = letter.purpose == "reply" and not letter.automatic
    return "next_response" if answering else response(situation.conversation)


def _due_at(situation: Situation, letter: Letter) -> datetime | None:
    span = promised_span(situation, letter)
    if span is None:
        return None
    try:
        return promised(calendar(situation.desk.hours), span, situation.now)
    except NeverOpen:
        return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
