"""What people do with a draft while it waits: hold it, talk about it, put files to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands._draft_shown import DraftShown, Opened, document_of, show_whole
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.editor import given
from csmail.cli.terminal.output import emit, note
from csmail.cli.typer_support.options import prints
from csmail.errors import UsageError
from csmail.model import duration
from csmail.model.task import Draft
from csmail.reason import BadValue, Reason, reason_of
from csmail.wording.language import language
from csmail.wording.reasons import words

if TYPE_CHECKING:
    from csmail.desk.by_hand.drafts import Decided

APPROVED = frozenset({"approved"})
MOST = 1_000_000
NUMBER: dict[str, Any] = {"show_default": False, "min": 0, "max": MOST}
DraftId = Annotated[
    str, typer.Argument(metavar="DRAFT", help="id of the draft or its beginning, or of its conversation")
]
Take = Annotated[bool, typer.Option("--take", help="take it over from whoever has it in hand")]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and whether only to see what would happen; of a conversation the draft in one of `states` is meant.

    `rewrites`: another edition comes of it, so its copy in Drafts is looked at before.
    """

    by: str
    dry_run: bool
    states: frozenset[str] = identify.WAITING
    rewrites: bool = False


@contextmanager
def opened_draft(
    context: typer.Context, draft: str, least: int = identify.CHANGING, states: frozenset[str] = identify.WAITING
) -> Iterator[Opened]:
    """The draft that is meant by `least` characters or more, of a conversation that in one of `states`, with its desk.

    Raises NotFound, UsageError.
    """
    with opened(context, rules=False) as wiring:
        found = identify.draft(wiring.store, draft, least, states)
        yield Opened(wiring.desk(found.desk), found)


def look_first(one: Opened) -> None:
    """Whether somebody works on its copy in a mail program; a rehearsal connects to nothing. Raises Conflict."""
    if not one.workspace.dry_run:
        from csmail.desk.mirror import visit

        visit.look_first(one.workspace, one.draft)


def done(context: typer.Context, draft: str, asked: Asked, deed: Callable[[Opened, str], Draft | Decided]) -> None:
    """Do something with a draft, or look what would be, and show it."""
    with opened_draft(context, draft, states=asked.states) as found:
        one = found.rehearsing(asked.dry_run)
        if asked.rewrites:
            look_first(one)
        shown = document_of(one.after(deed(one, acting(asked.by, one.workspace.desk))))
    if not emit(context, shown):
        show_whole(shown)


@prints(DraftShown)
def claim(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    draft: DraftId,
    span: Annotated[str, typer.Option("--for", metavar="SPAN", help="how long: 2h; else what the desk says")] = "",
    take: Take = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Take a draft in hand, so that nobody else writes the same answer."""
    from csmail.desk.by_hand import draft_deeds

    try:
        held = duration.parse(span) if span else None
    except BadValue as error:
        raise UsageError(reason_of(error), "csmail drafts claim DRAFT --for 2h") from None
    done(
        context,
        draft,
        Asked(by, dry_run),
        lambda one, who: draft_deeds.claim(one.workspace, one.draft.id, who, held, take),
    )


@prints(DraftShown)
def release(context: typer.Context, draft: DraftId, by: By = "", dry_run: DryRun = False) -> None:
    """Let others have a draft that you claimed."""
    from csmail.desk.by_hand import draft_deeds

    done(context, draft, Asked(by, dry_run), lambda one, who: draft_deeds.release(one.workspace, one.draft.id, who))


@prints(DraftShown)
def comment(
    context: typer.Context,
    draft: DraftId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="the words; - reads them from standard input")],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Say something of a draft to colleagues; no customer ever sees it."""
    from csmail.desk.by_hand import draft_deeds

    said = given(text, None)
    done(
        context,
        draft,
        Asked(by, dry_run),
        lambda one, who: draft_deeds.comment(one.workspace, one.draft.id, who, said or ""),
    )


@prints(DraftShown)
def attach(
    context: typer.Context,
    draft: DraftId,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="files of 20 MB at most")],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Put files to a draft; a new edition."""
    from csmail.desk.by_hand import draft_deeds

    remarks: list[Reason] = []

    def put(one: Opened, who: str) -> Decided:
        decided, told = draft_deeds.attach(one.workspace, one.draft.id, who, files)
        remarks.extend(told)
        return decided

    done(context, draft, Asked(by, dry_run, rewrites=True), put)
    for each in remarks:
        note(context, words(each, language()))


@prints(DraftShown)
def detach(
    context: typer.Context,
    draft: DraftId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="the name of the file")],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Take a file off a draft; a new edition."""
    from csmail.desk.by_hand import draft_deeds

    asked = Asked(by, dry_run, rewrites=True)
    done(context, draft, asked, lambda one, who: draft_deeds.detach(one.workspace, one.draft.id, who, name))


@prints(DraftShown)
def undo(context: typer.Context, draft: DraftId, by: By = "", dry_run: DryRun = False) -> None:
    """Take an approval back while the mail has not left; the draft waits again."""
    from csmail.desk.by_hand import draft_deeds

    asked = Asked(by, dry_run, APPROVED)
    done(context, draft, asked, lambda one, who: draft_deeds.undo(one.workspace, one.draft.id, who))


@prints(DraftShown)
def restore(context: typer.Context, draft: DraftId, by: By = "", dry_run: DryRun = False) -> None:
    """Let a draft wait again that was rejected or replaced."""
    from csmail.desk.by_hand import draft_deeds

    asked = Asked(by, dry_run, draft_deeds.RESTORABLE)
    done(context, draft, asked, lambda one, who: draft_deeds.restore(one.workspace, one.draft.id, who))


@prints(DraftShown)
def cite(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    draft: DraftId,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="ID or ID#SECTION of an article")],
    at: Annotated[
        str, typer.Option("--at", metavar="gap|end|LINE", help="its first gap, its end, below a line")
    ] = "gap",
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Put what an article says into a draft, as a new edition; you are told when the article changes meanwhile."""
    from csmail.desk.by_hand.cite import cite as cited

    asked = Asked(by, dry_run, rewrites=True)
    done(context, draft, asked, lambda one, who: cited(one.workspace, one.draft.id, article, at, who))


COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (claim, "csmail drafts claim K7F3Q2 --for 2h"),
    (release, "csmail drafts release K7F3Q2"),
    (comment, 'csmail drafts comment K7F3Q2 "is the sum right?"'),
    (attach, "csmail drafts attach K7F3Q2 nota.pdf"),
    (detach, "csmail drafts detach K7F3Q2 nota.pdf"),
    (undo, "csmail drafts undo K7F3Q2"),
    (restore, "csmail drafts restore K7F3Q2"),
    (cite, "csmail drafts cite K7F3Q2 kembali-dana#kartu-kredit"),
)
"""With an example each."""
