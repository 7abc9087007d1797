"""What the desk asks of its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from csmail.model.knowledge import Article, Hit, Section


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know, in words of a language."""

    text: str
    language: str


class Knowledge(Protocol):
    """Articles of one desk. Files that cannot be read are left out; `unreadable` names them."""

    @property
    def unreadable(self) -> Sequence[str]: ...

    def articles(self) -> Sequence[Article]:
        """All there are, sorted by id, then language."""

    def cited(self, name: str, language: str) -> tuple[Article, Section] | None:
        """What ID or ID#SECTION names, in `language` where it is written in it; None when nothing."""

    def search(self, question: Question) -> Sequence[Hit]:
        """Every article with a word of the question, the best first, each by its best section."""

    def suggest(self, question: Question, today: date, limit: int) -> Sequence[Hit]:
        """Of those the first `limit` of which a title or an alias has a word of the question, and that hold still."""
