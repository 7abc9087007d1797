"""What people do with a draft while it waits: hold it, talk about it, look at its editions, put files to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from csmail.cli.actions.command import By
from csmail.cli.commands._draft_shown import DraftShown, Opened, document_of, show_whole
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.editor import given
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import prints
from csmail.errors import UsageError
from csmail.model import duration
from csmail.model.task import Draft
from csmail.reason import BadValue, Reason, reason_of
from csmail.wording.language import language
from csmail.wording.reasons import words
from csmail.wording.spoken import spoken

MOST = 1_000_000
NUMBER: dict[str, Any] = {"show_default": False, "min": 0, "max": MOST}
DraftId = Annotated[
    str, typer.Argument(metavar="DRAFT", help="id of the draft or its beginning, or of its conversation")
]
Take = Annotated[bool, typer.Option("--take", help="take it over from whoever has it in hand")]


@dataclass(frozen=True, slots=True)
class EditionLine:
    number: int
    author: str
    at: datetime
    subject: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Editions:
    """`kept`: its words are still there; of those too far back only who wrote it and when."""

    draft: str
    editions: tuple[EditionLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    sign: str
    field: str
    line: str


@dataclass(frozen=True, slots=True)
class Differences:
    """`sign` is + or -; `field` is to, cc, bcc, subject or text."""

    draft: str
    before: int
    after: int
    differences: tuple[DifferenceLine, ...]
    schema_version: Literal[1] = 1


@contextmanager
def opened_draft(context: typer.Context, draft: str, least: int = identify.CHANGING) -> Iterator[Opened]:
    """The draft that is meant by `least` characters or more, with its desk. Raises NotFound, UsageError."""
    with opened(context, rules=False) as wiring:
        found = identify.draft(wiring.store, draft, least)
        yield Opened(wiring.desk(found.desk), found)


def _done(context: typer.Context, draft: str, by: str, deed: Callable[[Opened, str], Draft]) -> None:
    with opened_draft(context, draft) as one:
        done = deed(one, acting(by, one.workspace.desk))
        shown = document_of(Opened(one.workspace, one.workspace.store.draft(done.id) or done))
    if not emit(context, shown):
        show_whole(shown)


@prints(DraftShown)
def claim(
    context: typer.Context,
    draft: DraftId,
    span: Annotated[str, typer.Option("--for", metavar="SPAN", help="how long: 2h; else what the desk says")] = "",
    take: Take = False,
    by: By = "",
) -> None:
    """Take a draft in hand, so that nobody else writes the same answer."""
    from csmail.desk.by_hand import draft_deeds

    try:
        held = duration.parse(span) if span else None
    except BadValue as error:
        raise UsageError(reason_of(error), "csmail drafts claim DRAFT --for 2h") from None
    _done(context, draft, by, lambda one, who: draft_deeds.claim(one.workspace, one.draft.id, who, held, take))


@prints(DraftShown)
def release(context: typer.Context, draft: DraftId, by: By = "") -> None:
    """Let others have a draft that you claimed."""
    from csmail.desk.by_hand import draft_deeds

    _done(context, draft, by, lambda one, who: draft_deeds.release(one.workspace, one.draft.id, who))


@prints(DraftShown)
def comment(
    context: typer.Context,
    draft: DraftId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="the words; - reads them from standard input")],
    by: By = "",
) -> None:
    """Say something of a draft to colleagues; no customer ever sees it."""
    from csmail.desk.by_hand import draft_deeds

    said = given(text, None)
    _done(context, draft, by, lambda one, who: draft_deeds.comment(one.workspace, one.draft.id, who, said or ""))


@prints(Editions)
def editions(context: typer.Context, draft: DraftId) -> None:
    """List what a draft said before: who changed it, and when."""
    from csmail.desk.by_hand import editions as kept

    with opened_draft(context, draft, least=1) as one:
        found = Editions(
            one.draft.id,
            tuple(
                EditionLine(each.number, each.author, each.at, each.subject, each.audience is not None)
                for each in kept.every(one.draft)
            ),
        )
        desk = one.workspace.desk.name
    if not emit(context, found):
        for each in found.editions:
            line(Styled(f"{each.number}", "bold"), f"  {moment(each.at, desk)}  {each.author}  {each.subject}")


@prints(Differences)
def diff(
    context: typer.Context,
    draft: DraftId,
    before: Annotated[
        int, typer.Argument(help="an edition; else the one before", show_default=False, min=0, max=MOST)
    ] = 0,
    after: Annotated[
        int, typer.Argument(help="another edition; else the newest", show_default=False, min=0, max=MOST)
    ] = 0,
) -> None:
    """Show how two editions of a draft differ: recipients, subject, text."""
    from csmail.desk.by_hand import editions as kept

    with opened_draft(context, draft, least=1) as one:
        new = kept.found(one.draft, after or one.draft.edition)
        old = kept.found(one.draft, before or max(1, new.number - 1))
        told = tuple(DifferenceLine(each.sign, each.field, each.line) for each in kept.differences(old, new))
        desk = one.workspace.desk.name
    if not emit(context, Differences(one.draft.id, old.number, new.number, told)):
        from_ = spoken("edition {number} ({author}) → {new} ", number=old.number, author=old.author, new=new.number)
        line(Styled(from_, "bold"), f"({new.author}, {moment(new.at, desk)})")
        for each in told:
            named = "" if each.field == "text" else f"{each.field.capitalize()}: "
            line(Styled(f"  {each.sign} {named}{each.line}", "green" if each.sign == "+" else "red"))


@prints(DraftShown)
def revert(
    context: typer.Context,
    draft: DraftId,
    to: Annotated[int, typer.Option("--to", metavar="EDITION", help="the number of the edition", min=1, max=MOST)],
    by: By = "",
) -> None:
    """Write an earlier edition of a draft again, as a new one."""
    from csmail.desk.by_hand import draft_deeds

    _done(context, draft, by, lambda one, who: draft_deeds.revert(one.workspace, one.draft.id, who, to).draft)


@prints(DraftShown)
def attach(
    context: typer.Context,
    draft: DraftId,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="files of 20 MB at most")],
    by: By = "",
) -> None:
    """Put files to a draft; a new edition."""
    from csmail.desk.by_hand import draft_deeds

    remarks: list[Reason] = []

    def put(one: Opened, who: str) -> Draft:
        done, told = draft_deeds.attach(one.workspace, one.draft.id, who, files)
        remarks.extend(told)
        return done.draft

    _done(context, draft, by, put)
    for each in remarks:
        note(context, words(each, language()))


@prints(DraftShown)
def detach(
    context: typer.Context,
    draft: DraftId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="the name of the file")],
    by: By = "",
) -> None:
    """Take a file off a draft; a new edition."""
    from csmail.desk.by_hand import draft_deeds

    _done(context, draft, by, lambda one, who: draft_deeds.detach(one.workspace, one.draft.id, who, name).draft)


@prints(DraftShown)
def undo(context: typer.Context, draft: DraftId, by: By = "") -> None:
    """Take an approval back while the mail has not left; the draft waits again."""
    from csmail.desk.by_hand import draft_deeds

    _done(context, draft, by, lambda one, who: draft_deeds.undo(one.workspace, one.draft.id, who).draft)


@prints(DraftShown)
def restore(context: typer.Context, draft: DraftId, by: By = "") -> None:
    """Let a draft wait again that was rejected or replaced."""
    from csmail.desk.by_hand import draft_deeds

    _done(context, draft, by, lambda one, who: draft_deeds.restore(one.workspace, one.draft.id, who).draft)


@prints(DraftShown)
def cite(
    context: typer.Context,
    draft: DraftId,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="ID or ID#SECTION of an article")],
    at: Annotated[
        str, typer.Option("--at", metavar="gap|end|LINE", help="its first gap, its end, below a line")
    ] = "gap",
    by: By = "",
) -> None:
    """Put what an article says into a draft, as a new edition; you are told when the article changes meanwhile."""
    from csmail.desk.by_hand.cite import cite as cited

    with opened_draft(context, draft) as one:
        decided = cited(one.workspace, one.draft.id, article, at, acting(by, one.workspace.desk))
        document = document_of(Opened(one.workspace, decided.draft))
    if not emit(context, document):
        show_whole(document)


COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (claim, "csmail drafts claim K7F3Q2 --for 2h"),
    (release, "csmail drafts release K7F3Q2"),
    (comment, 'csmail drafts comment K7F3Q2 "is the sum right?"'),
    (editions, "csmail drafts editions K7F3Q2"),
    (diff, "csmail drafts diff K7F3Q2 1 2"),
    (revert, "csmail drafts revert K7F3Q2 --to 1"),
    (attach, "csmail drafts attach K7F3Q2 nota.pdf"),
    (detach, "csmail drafts detach K7F3Q2 nota.pdf"),
    (undo, "csmail drafts undo K7F3Q2"),
    (restore, "csmail drafts restore K7F3Q2"),
    (cite, "csmail drafts cite K7F3Q2 kembali-dana#kartu-kredit"),
)
"""With an example each."""
