"""Editing a draft: in the person's own editor, or from a file for scripts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands._draft_life import DraftId, Take, look_first, opened_draft
from csmail.cli.commands._draft_shown import DraftShown, Opened, document_of, model_remarks, show_whole
from csmail.cli.documents import articles, build, courtesy
from csmail.cli.documents.reasons import words
from csmail.cli.input.people import acting
from csmail.cli.terminal import editor
from csmail.cli.terminal.output import emit, note
from csmail.cli.typer_support.options import prints
from csmail.reason import Reason

INSTEAD = "csmail drafts edit DRAFT --file FILE"
FromFile = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="FILE", show_default=False, help="take it from this file, opening no editor (- is stdin)"
    ),
]


@prints(DraftShown)
def edit(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    draft: DraftId,
    file: FromFile = None,
    by: By = "",
    take: Take = False,
    dry_run: DryRun = False,
) -> None:
    """Open the draft in $VISUAL or $EDITOR: headers, an empty line, the text; what you leave there is what is sent.

    While it is open nobody else can change or approve it. What is said meanwhile is told, and the draft stays stale.
    """
    with opened_draft(context, draft) as found:
        one, given = found.rehearsing(dry_run), editor.given(None, file)
        if given is None and not dry_run:
            editor.need_terminal(INSTEAD)
        look_first(one)  # before somebody types what would be refused
        with _in_hand(one, by, take):
            document = document_of(one) if dry_run and given is None else _edited(one, given, by)
        unchanged = document.draft.edition == one.draft.edition
    if not emit(context, document):
        show_whole(document)
        if unchanged:
            note(context, words(Reason("draft_would_open" if dry_run and given is None else "draft_unchanged")))
        elif document.draft.stale:
            note(context, words(Reason.of("draft_news_while_editing", why=document.draft.stale_because)))


def _edited(one: Opened, given: str | None, by: str) -> DraftShown:
    """The draft with what came back from the editor, or as it was."""
    from csmail.desk.by_hand import draft_file, drafts, editing
    from csmail.desk.by_hand.signing import signed

    who = acting(by, one.workspace.desk)
    seen = editing.begun(one.workspace, one.draft, who)
    model = model_remarks(build.draft(one.draft, one.workspace.store))
    remarks = (*model, *map(courtesy.told, one.findings()), *map(articles.suggestion, one.suggested()))
    before = draft_file.written(signed(one.workspace, one.draft, who), remarks)

    def written(text: str) -> DraftShown:
        if text == before:
            return document_of(one)
        fields = draft_file.read(text, one.draft.audience.sender)
        look_first(one)  # a colleague may have begun meanwhile
        changed = drafts.edit(one.workspace, one.draft.id, draft_file.edited(fields, seen), who, one.draft.edition)
        return document_of(one.after(changed))

    return written(given) if given is not None else _in_editor(before, written)


def _in_editor(before: str, written: Callable[[str], DraftShown]) -> DraftShown:
    return editor.edited(before, written, suffix=".eml")


def _in_hand(one: Opened, by: str, take: bool) -> AbstractContextManager[None]:
    from csmail.desk.by_hand import draft_deeds

    return draft_deeds.in_hand(one.workspace, one.draft, acting(by, one.workspace.desk), take)
