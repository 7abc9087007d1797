"""Drafts: list, show, edit, approve, reject, send."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _draft_assist, _draft_decision, _draft_edit, _draft_editions, _draft_life, _lists, _page
from csmail.cli.commands._draft_life import NUMBER, DraftId, opened_draft
from csmail.cli.commands._draft_shown import DraftShown, Opened, document_of, show_whole
from csmail.cli.documents import build, shapes
from csmail.cli.input import identify, people, selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.columns import gives, worded
from csmail.cli.terminal.output import Part, Styled, emit, line, note
from csmail.cli.terminal.times import moment, now
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import UsageError
from csmail.model.task import Draft
from csmail.reason import Reason
from csmail.wording.spoken import spoken

app = new_app("Answers that wait for a person: read them, change them, let them go.")
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="write its HTML there; - prints it")]
HEAD = ("ID", "WRITTEN", "STATE", "CONVERSATION", worded("MODEL"), worded("TO"), gives("SUBJECT"))


@dataclass(frozen=True, slots=True)
class Drafts:
    drafts: tuple[shapes.DraftLine, ...]
    schema_version: Literal[1] = 1


@app.command("list", epilog="Example: csmail drafts list")
@prints(Drafts)
def listed(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="also those decided upon")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="that you wrote or claimed")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="since which something was said")] = False,
    due: Annotated[bool, typer.Option("--due", help="approved ones that have not left")] = False,
    unclaimed: Annotated[bool, typer.Option("--unclaimed", help="that nobody has in hand")] = False,
    where: where_option.Where = None,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List drafts, oldest first; without --all or --where those that wait for a person.

    A condition of --where is FIELD OPERATOR VALUE, as in `csmail conversations list --help`; for example

    state=waiting, author=sari, subject~refund, conversation=K7F3Q2, created_at<'2d ago', decided_by!=
    """
    from csmail.desk.by_hand.draft_filter import DraftFilter

    asked = selection.asked(where or (), Draft, now())
    with opened(context, rules=False) as wiring:
        asked = asked.named(wiring)
        store = wiring.store
        fits = selection.fitting(wiring, asked.whens)
        wanted = DraftFilter(
            people.mine(entry.desk for entry in wiring.config.desks.values()) if mine else frozenset(),
            stale,
            due,
            unclaimed,
        )
        listed = store.drafts(waiting=not (every or due or asked.fields), where=asked.fields)
        fitting = (one for one in listed if fits(one.conversation) and wanted.fits(one, store, now()))
        found, more = _lists.first(fitting, limit)
        document = Drafts(tuple(build.draft(one, store) for one in found))
    ends = _lists.ends(len(found), limit, more, "no such draft" if every or asked else "no draft waits")
    _lists.show(context, document, HEAD, lambda: map(_row, document.drafts), ends)


@app.command(epilog="Example: csmail drafts show K7F3Q2")
@prints(DraftShown)
def show(
    context: typer.Context,
    draft: DraftId,
    edition: Annotated[int, typer.Option("--edition", metavar="NUMBER", help="as it was then", **NUMBER)] = 0,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="write its HTML there; - prints it")
    ] = None,
    source: Annotated[bool, typer.Option("--source", help="its words as they were written, in Markdown")] = False,
) -> None:
    """Show a draft whole: every recipient with the reason, the blind ones too, subject and text as they would go."""
    with opened_draft(context, draft, least=1) as found:
        one = replace(found, draft=_edition(found.draft, edition)) if edition else found
        if html is not None:
            _page.write(html, _draft_html(one))
            return
        document, words = document_of(one), one.draft.written
    if emit(context, document):
        return
    if source:
        line(words.rstrip("\n"), reveal=True)
    else:
        show_whole(document)


def _edition(draft: Draft, number: int) -> Draft:
    from csmail.desk.by_hand.editions import as_it_was

    return as_it_was(draft, number)


def _draft_html(one: Opened) -> str:
    """Raises UsageError when it has none."""
    from csmail.mail.compose.html_part import html

    found = html(one.mail.data) if one.mail else ""
    if not found:
        raise UsageError(Reason.of("draft_without_html", id=one.draft.id), f"csmail drafts show {one.draft.id}")
    return found


app.command(epilog="Example: csmail drafts edit K7F3Q2")(_draft_edit.edit)


@app.command(epilog="Example: csmail drafts insert K7F3Q2 opening-hours --at end")
@prints(DraftShown)
def insert(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    draft: DraftId,
    snippet: Annotated[str, typer.Argument(help="a template with `purpose: snippet`")],
    at: Annotated[
        str, typer.Option("--at", metavar="gap|end|LINE", help="its first gap, its end, below a line")
    ] = "gap",
    values: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="one value more")] = None,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Put a snippet into a draft: into the first gap, at the end, below a line."""
    from csmail.cli.commands import _drafts_insert
    from csmail.desk.by_hand import drafts
    from csmail.desk.by_hand.insert import insert as put

    with opened(context, rules=False) as wiring:
        found = identify.draft(wiring.store, draft, identify.CHANGING)
        one = Opened(wiring.desk(found.desk), found).rehearsing(dry_run)
        who = acting(by, one.workspace.desk)
        _draft_life.look_first(one)
        drafts.at_hand(one.workspace, one.draft.id, who)  # told before anything about the snippet
        words = _drafts_insert.words(wiring, one.workspace, one.draft, (snippet, values or []), who)
        document = document_of(one.after(put(one.workspace, one.draft.id, who, words, at)))
    if not emit(context, document):
        show_whole(document)


@app.command(epilog="Example: csmail drafts refresh K7F3Q2")
@prints(DraftShown)
def refresh(context: typer.Context, draft: DraftId, by: By = "", dry_run: DryRun = False) -> None:
    """Look again for the facts that a draft lacks (order.status); what you have edited stays."""
    from csmail.desk.by_hand import draft_deeds

    with opened_draft(context, draft) as found:
        one = found.rehearsing(dry_run)
        _draft_life.look_first(one)
        refreshed = draft_deeds.refresh(one.workspace, one.draft.id, acting(by, one.workspace.desk))
        document = document_of(one.after(refreshed) if refreshed else one)
    if not emit(context, document):
        show_whole(document)
        if not refreshed:
            note(context, spoken("nothing was found that it lacks"))


def _row(one: shapes.DraftLine) -> list[Part]:
    state: Part = Styled(spoken("stale"), "yellow") if one.stale else one.state
    model = Styled(str(len(one.assisted)), "yellow") if one.assisted else ""
    return [one.id, moment(one.created_at, one.desk), state, one.conversation, model, ", ".join(one.to), one.subject]


app.command("assist", epilog="Example: csmail drafts assist K7F3Q2 --dry-run")(_draft_assist.assist)
for _command, _example in (*_draft_decision.COMMANDS, *_draft_life.COMMANDS, *_draft_editions.COMMANDS):
    app.command(epilog=f"Example: {_example}")(_command)
