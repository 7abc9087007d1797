"""What a draft said before: its editions, how they differ, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _lists
from csmail.cli.commands._draft_life import MOST, Asked, DraftId, done, opened_draft
from csmail.cli.commands._draft_shown import DraftShown
from csmail.cli.terminal.columns import gives, worded
from csmail.cli.terminal.output import Part, Styled, emit, line
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import prints
from csmail.model.draft_life import Edition
from csmail.wording.spoken import spoken

HEAD = ("EDITION", "WRITTEN", worded("AUTHOR"), gives("SUBJECT"))


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


@prints(Editions)
def editions(context: typer.Context, draft: DraftId, limit: _lists.Limit = _lists.LIMIT) -> None:
    """List what a draft said before: who changed it, and when."""
    from csmail.desk.by_hand import editions as kept

    with opened_draft(context, draft, least=1) as one:
        some, more = _lists.first(map(_edition, kept.every(one.draft)), limit)
        desk, found = one.workspace.desk.name, Editions(one.draft.id, some)

    def rows() -> Iterator[list[Part]]:
        return ([str(each.number), moment(each.at, desk), each.author, each.subject] for each in some)

    _lists.show(context, found, HEAD, rows, _lists.ends(len(some), limit, more, ""))


def _edition(one: Edition) -> EditionLine:
    return EditionLine(one.number, one.author, one.at, one.subject, one.audience is not None)


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
    dry_run: DryRun = False,
) -> None:
    """Write an earlier edition of a draft again, as a new one."""
    from csmail.desk.by_hand import draft_deeds

    asked = Asked(by, dry_run, rewrites=True)
    done(context, draft, asked, lambda one, who: draft_deeds.revert(one.workspace, one.draft.id, who, to))


COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (editions, "csmail drafts editions K7F3Q2"),
    (diff, "csmail drafts diff K7F3Q2 1 2"),
    (revert, "csmail drafts revert K7F3Q2 --to 1"),
)
"""With an example each."""
