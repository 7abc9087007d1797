"""The documents of `csmail knowledge`, and how they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from csmail.cli.documents.reasons import ProblemLine, problem, words
from csmail.cli.terminal.output import Part, Style, Styled
from csmail.model.knowledge import Article, Hit, Section
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.cli.documents.question_table import QuestionCase
    from csmail.knowledge import ArticleFolder

Level = Literal["error", "warning", "note"]
COLOURS: dict[Level, Style] = {"error": "red", "warning": "yellow", "note": "dim"}


@dataclass(frozen=True, slots=True)
class HitLine:
    """An article (ID or ID#SECTION) that fits; `words` of the question stand in its title or aliases.

    `due` says that it is to be looked over since `due_on`; `audience` "internal" is not for customers' eyes.
    """

    article: str
    title: str
    language: str
    words: tuple[str, ...]
    audience: Literal["customer", "internal"]
    reviewed: date | None
    due_on: date | None
    due: bool


@dataclass(frozen=True, slots=True)
class Found:
    hits: tuple[HitLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """`due`: it is to be looked over; `expired`: it is not suggested any more."""

    article: str
    language: str
    title: str
    audience: Literal["customer", "internal"]
    tags: tuple[str, ...]
    answers: tuple[str, ...]
    owner: str
    reviewed: date | None
    due_on: date | None
    due: bool
    expires: date | None
    expired: bool


@dataclass(frozen=True, slots=True)
class Articles:
    articles: tuple[ArticleLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class SectionLine:
    """`anchor` is what stands after # where it is cited; `text` is Markdown."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    article: ArticleLine
    sections: tuple[SectionLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be known of an article."""

    level: Level
    problem: ProblemLine


@dataclass(frozen=True, slots=True)
class Checked:
    count: int
    remarks: tuple[Remark, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Missed:
    """A question of which what was found is not right; `right` empty: nothing should be found."""

    id: str
    text: str
    right: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """`first`: the right article came first; `three`: it was among three; `quiet`: nothing where nothing is right."""

    questions: int
    first: int
    three: int
    unanswerable: int
    quiet: int
    missed: tuple[Missed, ...]
    schema_version: Literal[1] = 1


def tested(tried: Sequence[tuple[QuestionCase, Sequence[str]]]) -> Tested:
    """What was suggested for each question, beside what is right."""
    answerable = [(case, found) for case, found in tried if case.right]
    wrong = ((case, found) for case, found in tried if not case.fits(found))
    return Tested(
        questions=len(answerable),
        first=sum(case.fits(found[:1]) for case, found in answerable),
        three=sum(case.fits(found) for case, found in answerable),
        unanswerable=len(tried) - len(answerable),
        quiet=sum(not found for case, found in tried if not case.right),
        missed=tuple(Missed(case.id, case.text, case.right, tuple(found)) for case, found in wrong),
    )


def hit(found: Hit, today: date) -> HitLine:
    article = found.article
    return HitLine(
        article=found.cited,
        title=found.section.heading or article.title,
        language=article.language,
        words=found.words,
        audience=article.audience,
        reviewed=article.reviewed,
        due_on=article.due_on,
        due=article.due(today),
    )


def line_of(article: Article, today: date) -> ArticleLine:
    return ArticleLine(
        article=article.id,
        language=article.language,
        title=article.title,
        audience=article.audience,
        tags=article.tags,
        answers=article.answers,
        owner=article.owner,
        reviewed=article.reviewed,
        due_on=article.due_on,
        due=article.due(today),
        expires=article.expires,
        expired=article.expired(today),
    )


def shown(article: Article, sections: Sequence[Section], today: date) -> Shown:
    lines = (SectionLine(one.anchor, one.heading, one.text) for one in sections)
    return Shown(line_of(article, today), tuple(lines))


def checked(folder: ArticleFolder, templates: Collection[str], today: date) -> Checked:
    """What is wrong with each file, then with articles beside each other."""
    remarks = (Remark(one.level, problem(one.problem)) for one in folder.remarks(templates, today))
    return Checked(len(folder.articles()) + len(folder.unreadable), tuple(remarks))


def review_day(one: HitLine | ArticleLine) -> Part:
    """When it was looked over, and whether it is due."""
    if isinstance(one, ArticleLine) and one.expired:
        return Styled(spoken("expired {day}", day=one.expires), "yellow")
    if one.due:
        return Styled(spoken("{day}, due {due}: look it over", day=one.reviewed, due=one.due_on), "yellow")
    return str(one.reviewed or "")


def told(one: ProblemLine) -> str:
    """File, line and text of a problem."""
    return f"{one.file}:{one.line}: {one.text}" if one.line else f"{one.file}: {one.text}"


def suggestion(one: HitLine) -> str:
    """One line for whoever writes an answer."""
    kept = {"cited": one.article, "title": one.title, "words": ", ".join(one.words)}
    return words(Reason.of("article_suggested_inside" if one.audience == "internal" else "article_suggested", **kept))


def rows(found: Iterable[HitLine]) -> Iterable[list[Part]]:
    return ([one.article, one.title, ", ".join(one.words), review_day(one)] for one in found)


def row(one: ArticleLine) -> list[Part]:
    return [one.article, one.language, one.title, review_day(one), one.audience]
