"""Puts what an article says into a draft, and remembers which words of which article they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.draft_mail import Words
from csmail.desk.by_hand.insert import inserted
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError, NotFound, Refused, UsageError
from csmail.model.knowledge import Section, cited
from csmail.model.reason import Reason
from csmail.model.task import Draft
from csmail.reason import BadValue


def cite(workspace: Workspace, id: str, name: str, at: str, by: str) -> drafts.Decided:
    """A new edition with the words of the article or section `name` (ID or ID#SECTION) at its first gap, or at `at`.

    Raises NotFound, Refused (an internal article), ConfigurationError, UsageError, and what an edition raises.
    """
    draft = drafts.at_hand(workspace, id, by)
    articles = workspace.knowledge()
    conversation = workspace.store.conversation(draft.conversation)
    language = (conversation.language if conversation else "") or workspace.desk.language
    found = articles.cited(name, language) if articles is not None else None
    if found is None:
        raise NotFound(Reason.of("no_such_article", name=name), "csmail knowledge list")
    article, section = found
    if article.audience == "internal":
        raise Refused(
            Reason.of("article_internal", name=name), f"csmail knowledge show {name}", code="article_internal"
        )
    text = inserted(draft.written, _said(section, draft), at)
    source = f"{cited(article, section)}={section.checksum}"
    with_source = replace(draft, sources=(*draft.sources, source))
    words = Words(draft.audience, draft.subject, text, format=draft.format)
    return drafts.rewritten(workspace, with_source, words, by, "cite")


def _said(section: Section, draft: Draft) -> str:
    """An article is Markdown; who reads a plain text need not know that."""
    if draft.format == "markdown":
        return section.text
    from csmail import markdown

    try:
        return markdown.page(section.text).text
    except BadValue as error:
        raise UsageError(error.reason) from None


def changed_since(workspace: Workspace, draft: Draft) -> Iterator[Reason]:
    """What it cites that says something else by now, or is there no more. An unreadable folder says nothing."""
    try:
        articles = workspace.knowledge() if draft.sources else None
    except ConfigurationError:
        return
    for source in draft.sources if articles is not None else ():
        name, _, checksum = source.rpartition("=")
        found = articles.cited(name, workspace.desk.language) if articles is not None else None
        others = (articles.cited(name, one) for one in ("id", "en")) if articles is not None else ()
        if checksum not in {one[1].checksum for one in (found, *others) if one is not None}:
            yield Reason.of("source_changed", source=name)
