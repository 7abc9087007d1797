"""What is wrong with articles that can be read: looked at each, and all beside each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from csmail.model.knowledge import Article
from csmail.reason import Place, Problem, Reason

Level = Literal["error", "warning", "note"]
LINK = re.compile(r"\[[^\]\n]*\]\((?P<to>[a-z0-9-]+)(?:\.[a-z]{2,3}\.md)?(?:#(?P<section>[\w-]*))?\)")
"""Of Markdown, to another article: what has no scheme, no slash."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about an article that a person should know."""

    level: Level
    problem: Problem


def reviewed(folder: str, articles: Sequence[Article], templates: Collection[str], today: date) -> Iterator[Remark]:
    """Every remark, article by article; `folder` is its name, `templates` are the names that there are."""
    known = _sections(articles)
    languages = {one.language for one in articles}
    for article in articles:
        place = _place(folder, article)
        remarks = (
            *_templates(article, templates),
            *_days(article, today),
            *_links(article, known),
            *_languages(article, articles, languages),
        )
        yield from (Remark(level, Problem(place, reason)) for level, reason in remarks)
    yield from _twice(folder, articles)


Said = tuple[Level, Reason]


def _templates(article: Article, templates: Collection[str]) -> Iterator[Said]:
    for name in article.answers:
        if name not in templates:
            yield "error", Reason.of("article_answer_missing", name=name)


def _days(article: Article, today: date) -> Iterator[Said]:
    if article.expired(today):
        yield "warning", Reason.of("article_expired", day=article.expires)
    elif article.due(today):
        yield "warning", Reason.of("article_due", reviewed=article.reviewed, day=article.due_on)


def _links(article: Article, known: dict[str, set[str]]) -> Iterator[Said]:
    for section in article.sections:
        for link in LINK.finditer(section.text):
            if link["to"] not in known or (link["section"] and link["section"] not in known[link["to"]]):
                yield "error", Reason.of("article_link_broken", to=link[0].rpartition("(")[2].rstrip(")"))


def _languages(article: Article, articles: Sequence[Article], languages: set[str]) -> Iterator[Said]:
    there = {one.language for one in articles if one.id == article.id}
    for language in sorted(languages - there):
        if article.language == min(there):
            yield "note", Reason.of("article_one_language", language=language)


def _twice(folder: str, articles: Sequence[Article]) -> Iterator[Remark]:
    """Two articles that customers would call the same."""
    taken: dict[tuple[str, str], Article] = {}
    for article in articles:
        for name in dict.fromkeys((article.title, *article.aliases)):
            first = taken.setdefault((article.language, name.casefold()), article)
            if first.id != article.id:
                why = Reason.of("article_named_twice", name=name, other=first.id)
                yield Remark("error", Problem(_place(folder, article), why))


def _sections(articles: Sequence[Article]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for article in articles:
        found.setdefault(article.id, set()).update(one.anchor for one in article.sections)
    return found


def _place(folder: str, article: Article) -> Place:
    return Place(f"{folder}/{article.id}.{article.language}.md")
