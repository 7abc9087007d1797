"""What we know: articles in sections, and what a search finds of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Audience = Literal["customer", "internal"]


@dataclass(frozen=True, slots=True)
class KnowledgeTerms:
    """`path` is the folder of articles, from where rules.yaml lies; `suggest` is how many are suggested at most.

    `words` maps how customers write a word to how the articles do.
    """

    path: str = "knowledge"
    suggest: int = 3
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article that can be cited by itself; `anchor` "" is what stands before the first heading.

    `text` is Markdown, `heading` "" for the opening.
    """

    anchor: str
    heading: str
    text: str

    @property
    def checksum(self) -> str:
        """By which a change of its words is noticed."""
        import hashlib

        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. `answers` names templates; what `expires` is never suggested from that day on."""

    id: str
    language: str
    title: str
    sections: tuple[Section, ...]
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    reviewed: date | None = None
    review_after: timedelta | None = None
    expires: date | None = None
    audience: Audience = "customer"
    owner: str = ""

    @property
    def due_on(self) -> date | None:
        """The day on which somebody should look it over; None when nobody has to."""
        return self.reviewed + self.review_after if self.reviewed and self.review_after else None

    def due(self, today: date) -> bool:
        """Whether that day has come."""
        return self.due_on is not None and self.due_on <= today

    def expired(self, today: date) -> bool:
        """Whether it holds no longer."""
        return self.expires is not None and self.expires < today


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that fits a question; `words` are those of the question that stand in its title or aliases."""

    article: Article
    section: Section
    words: tuple[str, ...]
    score: float

    @property
    def cited(self) -> str:
        """How it is named: ID, or ID#SECTION."""
        return cited(self.article, self.section)


def cited(article: Article, section: Section) -> str:
    """`kembali-dana`, or `kembali-dana#kartu-kredit` for a section of it."""
    return f"{article.id}#{section.anchor}" if section.anchor else article.id
