"""Articles that answer customers: search, suggest, list, show, check, test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csmail.cli.commands import _lists
from csmail.cli.documents import articles, question_table
from csmail.cli.input import identify
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.terminal.columns import gives, worded
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.errors import ConfigurationError, NotFound
from csmail.model.knowledge import Hit
from csmail.ports.knowledge import Question
from csmail.reason import Reason
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.knowledge import ArticleFolder
    from csmail.wiring import Wiring

app = new_app("What you know: articles that answer customers, found by the words of a question.")
FOUND = (worded("ARTICLE"), gives("TITLE"), worded("WORDS"), "REVIEWED")
LISTED = (worded("ARTICLE"), "LANGUAGE", gives("TITLE"), "REVIEWED", worded("FOR"))
Desk = Annotated[str, typer.Option(help="the articles of this desk")]
Language = Annotated[str, typer.Option("--language", "-l", help="id, en …; else the desk's")]


@dataclass(frozen=True, slots=True)
class Opened:
    """The articles of one desk."""

    workspace: Workspace
    folder: ArticleFolder


@contextmanager
def _opened(context: typer.Context, desk: str) -> Iterator[Opened]:
    with opened(context, rules=False) as wiring:
        yield _of(wiring, desk_named(wiring, desk))


def _of(wiring: Wiring, workspace: Workspace) -> Opened:
    folder = wiring.articles(workspace.desk)
    if folder is None:
        missing = Reason.of("no_knowledge", folder=workspace.desk.knowledge.path)
        raise NotFound(missing, Reason.of("advice_knowledge_folder", example="knowledge: {path: FOLDER}"))
    return Opened(workspace, folder)


@app.command(epilog="Example: csmail knowledge search ongkir ke Medan")
@prints(articles.Found)
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="what is looked for", show_default=False)],
    language: Language = "",
    desk: Desk = "",
    limit: Annotated[int, typer.Option("--limit", **COUNTED, help="how many at most")] = 10,
) -> None:
    """Find articles by their words, the best first."""
    with _opened(context, desk) as one:
        asked = Question(" ".join(words), language or one.workspace.desk.language)
        found, more = _lists.first(one.folder.search(asked), limit)
        _tell(context, one, found, _lists.ends(len(found), limit, more, "no article has one of these words"))


@app.command(epilog="Example: csmail knowledge suggest K7F3Q2")
@prints(articles.Found)
def suggest(
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(metavar="CONVERSATION", help="whose newest question it is")],
    limit: Annotated[int, typer.Option("--limit", **COUNTED, help="how many at most")] = 3,
) -> None:
    """Suggest articles for what a customer asked, with the words that fit."""
    from csmail.desk.articles import suggested

    with opened(context, rules=False) as wiring:
        meant = identify.conversation(wiring.store, conversation)
        one = _of(wiring, wiring.desk(meant.desk))
        _tell(context, one, suggested(one.workspace, meant.id, limit), "no article fits")


@app.command("list", epilog="Example: csmail knowledge list --stale")
@prints(articles.Articles)
def listed(
    context: typer.Context,
    stale: Annotated[bool, typer.Option("--stale", help="those that are due to be looked over")] = False,
    desk: Desk = "",
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List the articles with the day on which each was looked over."""
    with _opened(context, desk) as one:
        today = one.workspace.today
        every = (each for each in one.folder.articles() if not stale or each.due(today) or each.expired(today))
        found, more = _lists.first(every, limit)
        document = articles.Articles(tuple(articles.line_of(each, today) for each in found))
        ends = _lists.ends(len(found), limit, more, "no article is due" if stale else "no article")
        _lists.show(context, document, LISTED, lambda: (articles.row(each) for each in document.articles), ends)
        _unreadable(context, one.folder)


@app.command(epilog="Example: csmail knowledge show kembali-dana#kartu-kredit")
@prints(articles.Shown)
def show(
    context: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="its id, or ID#SECTION")],
    language: Language = "",
    desk: Desk = "",
) -> None:
    """Show an article, or one section of it, as it is written."""
    with _opened(context, desk) as one:
        found = one.folder.cited(article, language or one.workspace.desk.language)
        if found is None:
            raise NotFound(Reason.of("no_such_article", name=article), "csmail knowledge list")
        written, section = found
        sections = (section,) if "#" in article else written.sections
        document = articles.shown(written, sections, one.workspace.today)
    if not emit(context, document):
        line(Styled(written.title, "bold"), f"  {written.id}.{written.language}")
        for each in sections:
            line("")
            if each.heading:
                line(Styled(each.heading, "bold"), f"  #{each.anchor}")
            line(each.text, reveal=True)


@app.command(epilog="Example: csmail knowledge check --strict")
@prints(articles.Checked)
def check(
    context: typer.Context,
    strict: Annotated[bool, typer.Option("--strict", help="warnings are errors too")] = False,
    desk: Desk = "",
) -> int:
    """Look at every article: what cannot be read, is out of date, or names what is not there."""
    with _opened(context, desk) as one:
        document = articles.checked(one.folder, one.workspace.templates.names(), one.workspace.today)
    bad = any(each.level == "error" or (strict and each.level == "warning") for each in document.remarks)
    if not emit(context, document):
        for each in document.remarks:
            line(Styled(each.level.ljust(8), articles.COLOURS[each.level]), articles.told(each.problem))
        counts = {"count": str(document.count), "remarks": str(len(document.remarks))}
        note(context, spoken("{count:article|articles}, {remarks:remark|remarks}", **counts))
    return ConfigurationError.exit_code if bad else 0


@app.command(epilog="Example: csmail knowledge test questions.yaml")
@prints(articles.Tested)
def test(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="questions with the articles that answer them", show_default=False)],
    desk: Desk = "",  # noqa: PT028  a command, not a test
) -> int:
    """Try how many questions of your own find the right article, and which do not."""
    cases = question_table.read(file)
    with _opened(context, desk) as one:
        tried = [
            (
                case,
                [
                    hit.article.id
                    for hit in one.folder.suggest(Question(case.text, case.language), one.workspace.today, 3)
                ],
            )
            for case in cases
        ]
    document = articles.tested(tried)
    if not emit(context, document):
        _show_tested(document)
    return 0


def _show_tested(document: articles.Tested) -> None:
    of = document.questions
    if of:
        share = f"{document.first / of:.0%}", f"{document.three / of:.0%}"
        facts = {
            "first": str(document.first),
            "of": of,
            "share": share[0],
            "three": str(document.three),
            "more": share[1],
        }
        line(
            spoken(
                "right article first {first} of {of} ({share}), in three {three} ({more})",
                first=str(document.first),
                **facts,
            )
        )
    if document.unanswerable:
        facts = {"quiet": str(document.quiet), "of": document.unanswerable}
        line(spoken("nothing suggested {quiet} of {of} where nothing fits", **facts))
    for one in document.missed:
        line(Styled(f"  {one.id}  {' '.join(one.text.split())[:100]}", "yellow"))
        right, found = (", ".join(some) or spoken("nothing") for some in (one.right, one.found))
        line("      ", spoken("expected {right}, found {found}", right=right, found=found))


def _tell(context: typer.Context, one: Opened, found: Sequence[Hit], ends: str) -> None:
    document = articles.Found(tuple(articles.hit(each, one.workspace.today) for each in found))

    _lists.show(context, document, FOUND, lambda: articles.rows(document.hits), ends)
    _unreadable(context, one.folder)


def _unreadable(context: typer.Context, folder: ArticleFolder) -> None:
    if folder.unreadable:
        unread = phrase("{count:article|articles} cannot be read: csmail knowledge check")
        note(context, spoken(unread, count=len(folder.unreadable)))
