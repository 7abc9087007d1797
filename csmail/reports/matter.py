"""What one conversation did until the end of a period: what was asked and answered, opened and closed, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from csmail.clocks import promises, reckoned
from csmail.clocks.fold import answers
from csmail.clocks.reckoning import facts
from csmail.model.clock import CLOCKS, Clock, ClockName, Turn
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Promises
from csmail.model.duration import Span
from csmail.model.promise import PromiseStanding

LONGER_THAN_ANYBODY_WAITS = Span(weeks=10)
"""The target of a clock for which a desk promises nothing: how long it took is told all the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of ours that reached a customer; `by` is who gave it, "" where nobody knows."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Spell:
    """The matter was open from `start` until `end`, None while it still is."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Matter:
    """All of it as it stood at one moment, the times in order.

    `received` are the messages that ask for an answer; `runs` those of its clocks; `promised` are the clocks for which
    the desk that serves it promises something. `spam`: it counts nowhere.
    """

    conversation: Conversation
    received: tuple[datetime, ...]
    answers: tuple[Answer, ...]
    spells: tuple[Spell, ...]
    runs: tuple[Clock, ...]
    promised: frozenset[ClockName]
    promises: tuple[PromiseStanding, ...]
    spam: bool = False

    @property
    def opened_at(self) -> datetime | None:
        """When its first message came; None where none asks anything."""
        return self.spells[0].start if self.spells else None

    def is_open(self, at: datetime) -> bool:
        """Whether it was open at the moment, or waited for its customer."""
        return any(one.start <= at and (one.end is None or at < one.end) for one in self.spells)

    def answer(self, run: Clock) -> Answer | None:
        """The answer that ended the run; None where none did."""
        if run.state not in ("kept", "broken"):
            return None
        return next((one for one in self.answers if one.at == run.ended_at), None)


def matter(conversation: Conversation, desk: Desk, received: Iterable[datetime], until: datetime) -> Matter:
    """What `conversation` was at `until`. `desk` is the one whose address it has, made `measured`; `received` is when
    each mail came that asks for an answer."""
    turns = sorted((one for one in conversation.turns if one.at <= until), key=lambda one: one.at)
    served = desk.served(conversation.served_by)
    who = {one.key: one.by for one in turns if one.kind == "answered"}
    given = sorted(answers(facts(turns, served), until), key=lambda one: one.at) if turns else []
    return Matter(
        conversation,
        tuple(sorted(at for at in received if at <= until)),
        tuple(Answer(one.at, who.get(one.key, "")) for one in given),
        _spells(turns),
        reckoned(conversation, served, until),
        _promised(served.promises),
        promises(conversation, served, until),
        _is_spam(turns),
    )


def _spells(turns: Iterable[Turn]) -> tuple[Spell, ...]:
    found: list[Spell] = []
    for turn in turns:
        is_open = bool(found) and found[-1].end is None
        if turn.kind in ("asked", "reopened") and not is_open:
            found.append(Spell(turn.at, None))
        elif turn.kind in ("closed", "spam") and is_open:
            found[-1] = replace(found[-1], end=turn.at)
    return tuple(found)


def _is_spam(turns: Iterable[Turn]) -> bool:
    last = [one.kind for one in turns if one.kind in ("spam", "reopened")]
    return last[-1:] == ["spam"]


def _promised(said: Promises) -> frozenset[ClockName]:
    spans = (named for priority in ("", *said.by_priority) for named in said.targets(priority))
    return frozenset(name for name, span in spans if span is not LONGER_THAN_ANYBODY_WAITS)


def measured(desk: Desk) -> Desk:
    """The desk with a target for each clock, as `matter` wants it; once for all conversations."""
    return replace(
        desk,
        promises=_filled(desk.promises),
        before=tuple(replace(one, promises=_filled(one.promises)) for one in desk.before),
        others=tuple(map(measured, desk.others)),
    )


def _filled(said: Promises) -> Promises:
    missing: dict[str, Any] = {name: LONGER_THAN_ANYBODY_WAITS for name in CLOCKS if getattr(said, name) is None}
    return replace(said, **missing)
