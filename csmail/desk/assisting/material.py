"""Gathers what a model is shown of a conversation: no more than the desk shares, and behind masks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.desk import articles
from csmail.desk.assisting.grounding import Sources
from csmail.desk.assisting.masks import Masks
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound, Refused, UsageError
from csmail.mail.mime.charset import clean
from csmail.model.assist import AssistTerms
from csmail.model.knowledge import Article, Section, cited
from csmail.model.situation import Situation
from csmail.model.task import Draft
from csmail.ports import FactSheet
from csmail.ports.assistant import Given, Request
from csmail.reason import Reason
from csmail.wording.harmless import harmless

MOST_ARTICLES = 3
MOST_FACTS = 12
MOST_NAMES = 30
LARGEST = 4096
QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Material:
    """What is asked, and what its answer is held against. `answers` is the key of the message that it is about, `at`
    when that was the newest.

    `labels` name the sources for people, by id; `cited` are the sections of an article with their checksums.
    """

    request: Request
    sources: Sources
    answers: str
    at: datetime
    labels: Mapping[str, str]
    cited: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One source before it is numbered."""

    label: str
    text: str
    cited: tuple[str, ...] = ()


def gathered(workspace: Workspace, draft: Draft, terms: AssistTerms, named: Sequence[str] = ()) -> Material:
    """For an answer to what `draft` answers, from the articles that are `named`, else from those that fit.

    Raises NotFound, Refused (an internal article; nothing was asked), UsageError, ConfigurationError, StoreError.
    """
    situation = by_hand(workspace, draft.conversation, "", draft.audience.parent)
    asked = articles.question(situation)
    if situation.message is None or not asked.text.strip():
        raise Refused(Reason("assist_nothing_asked"))
    names = _names(situation)
    masks = Masks(names if terms.mask else ())
    hide = masks.hide if terms.mask else str
    known = tuple(_articles(workspace, asked.language, draft.conversation, named)) if "articles" in terms.share else ()
    if named and not known:
        raise UsageError(Reason("assist_articles_not_shared"))
    facts = tuple(_facts(workspace, situation, draft)) if "facts" in terms.share else ()
    given = (
        Given("q", "question", hide(_cut("\n".join((*names[:1], asked.text))))),
        *(Given(f"a{number}", "article", _cut(one.text)) for number, one in enumerate(known, 1)),
        *(Given(f"f{number}", "fact", hide(_cut(one.text))) for number, one in enumerate(facts, 1)),
    )
    desk = situation.desk
    shown = clean(desk.display_name or desk.name, 100)
    pieces = (Piece(QUESTION, ""), *known, *facts)
    return Material(
        Request(shown, asked.language, given, f"material {workspace.unique()}"),
        Sources.of(given, (shown, *names[:1]), masks),
        situation.message.key,
        situation.now,
        {one.id: piece.label for one, piece in zip(given, pieces, strict=True)},
        {one.id: piece.cited for one, piece in zip(given, pieces, strict=True)},
    )


def _names(situation: Situation) -> tuple[str, ...]:
    """Whose names stand in the address fields, the customer first; ours are no secret."""
    customer = situation.conversation.customer
    asked = (situation.message,) if situation.message else ()
    written = (
        one for said in (*asked, *reversed(situation.history)) if said.direction == "in" for one in said.originators
    )
    found = (one.name for one in (*((customer,) if customer else ()), *written) if "@" not in one.name)
    return tuple(dict.fromkeys(clean(name, 100) for name in found if name.strip()))[:MOST_NAMES]


def _articles(workspace: Workspace, language: str, conversation: str, named: Sequence[str]) -> Iterator[Piece]:
    folder = workspace.knowledge()
    if len(named) > MOST_ARTICLES:
        raise UsageError(Reason.of("assist_too_many_articles", limit=MOST_ARTICLES))
    for name in named:
        found = folder.cited(name, language) if folder is not None else None
        if found is None:
            raise NotFound(Reason.of("no_such_article", name=name), "csmail knowledge list")
        if found[0].audience == "internal":
            raise Refused(Reason.of("article_internal", name=name), code="article_internal")
        yield _piece(found[0], found[1] if found[1].anchor else None)
    if not named:
        hits = articles.suggested(workspace, conversation, 2 * MOST_ARTICLES)
        for hit in [one for one in hits if one.article.audience == "customer"][:MOST_ARTICLES]:
            yield _piece(hit.article, None)


def _piece(article: Article, section: Section | None) -> Piece:
    """One section, or all of them."""
    parts = (section,) if section else article.sections
    text = "\n\n".join(f"{one.heading}\n{one.text}".strip() for one in parts)
    sections = tuple(f"{cited(article, one)}={one.checksum}" for one in parts)
    return Piece(cited(article, section) if section else article.id, f"{article.title}\n{text}", sections)


def _facts(workspace: Workspace, situation: Situation, draft: Draft) -> Iterator[Piece]:
    """What a draft to these people may say; what may not be told is left out."""
    left = MOST_FACTS
    for name, sheet in workspace.facts(situation, draft.audience, ()).items():
        for field in sheet.values if isinstance(sheet, FactSheet) else ():
            value = sheet.values.get(field) if isinstance(sheet, FactSheet) else None
            if value and left:
                left -= 1
                yield Piece(f"{name}.{field}", f"{name}.{field}: {value}")


def _cut(text: str) -> str:
    """Harmless, and no longer than a source may be."""
    return harmless(text, "removed").encode("utf-8", "replace")[:LARGEST].decode("utf-8", "ignore").strip()
