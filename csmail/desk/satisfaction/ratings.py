"""Lists what customers answered to the question how satisfied they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from csmail.model.conversation import Conversation
from csmail.model.survey import Survey


@dataclass(frozen=True, slots=True)
class Rated:
    """A survey with the conversation that it is about."""

    conversation: Conversation
    survey: Survey


@dataclass(frozen=True, slots=True)
class Ratings:
    """The answers, the newest first; `asked` counts the surveys that left in the same time, answered or not."""

    rated: tuple[Rated, ...]
    asked: int

    @property
    def average(self) -> float | None:
        """The mean of the ratings, None where nobody gave one."""
        values = [one.survey.rating for one in self.rated if one.survey.rating is not None]
        return sum(values) / len(values) if values else None


def ratings(conversations: Iterable[Conversation], since: datetime | None = None) -> Ratings:
    """Of these conversations, those asked or answered since then."""
    every = [Rated(one, survey) for one in conversations if one.surveys for survey in _since(one, since)]
    rated = (one for one in every if one.survey.rating is not None)
    newest = sorted(rated, key=lambda one: one.survey.rated_at or one.survey.asked_at, reverse=True)
    asked = sum(since is None or one.survey.asked_at >= since for one in every)
    return Ratings(tuple(newest), asked)


def _since(one: Conversation, since: datetime | None) -> Iterator[Survey]:
    return (
        each for each in one.surveys if since is None or max(each.asked_at, each.rated_at or each.asked_at) >= since
    )
