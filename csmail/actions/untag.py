"""Untag: take our words off a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.tag import tag_name


@dataclass(frozen=True, slots=True)
class Untag:
    """Take tags off the conversation."""

    tags: tuple[str, ...] = param("the tags to take off")

    def withheld(self, situation: Situation) -> Reason | None:
        return None if self._present(situation) else Reason("not_tagged")

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Tag(remove=self._present(situation)),)

    def _present(self, situation: Situation) -> frozenset[str]:
        return frozenset(map(tag_name, self.tags)) & situation.conversation.tags
