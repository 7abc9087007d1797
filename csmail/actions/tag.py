"""Tag: put our words on a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from csmail.actions._tags import filled
from csmail.actions.base import param
from csmail.model import effects
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.tag import tag_name


@dataclass(frozen=True, slots=True)
class Tag:
    """Put tags on the conversation; mail programs show them as keywords."""

    tags: tuple[str, ...] = param("the tags; {name} takes a named group of the rule")

    def __post_init__(self) -> None:
        for tag in self.tags:
            tag_name(tag)

    @property
    def fixed(self) -> frozenset[str]:
        """The tags, when they are the same for every mail that the rule hits."""
        return frozenset() if any("{" in tag for tag in self.tags) else _fixed(self.tags)

    def withheld(self, situation: Situation) -> Reason | None:
        return None if self._new(situation) else Reason("already_tagged")

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Tag(add=self._new(situation)),)

    def _new(self, situation: Situation) -> frozenset[str]:
        captures = situation.captures
        names = _fixed(self.tags) if not captures else _names(tuple([filled(tag, captures) for tag in self.tags]))
        return names - situation.conversation.tags


def _names(written: Iterable[str]) -> frozenset[str]:
    return frozenset(tag_name(tag) for tag in written if tag.strip())


@lru_cache(maxsize=1024)
def _fixed(tags: tuple[str, ...]) -> frozenset[str]:
    """The tags of a rule that captures nothing: the same for every mail that it hits."""
    return _names(filled(tag, {}) for tag in tags)
