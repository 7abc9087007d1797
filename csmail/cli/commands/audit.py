"""Prove that no mail was overlooked: what each server lists, against what the store knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.documents.build import copied
from csmail.cli.documents.reasons import words
from csmail.cli.input.configuration import opened
from csmail.cli.main import shown
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import CsmailError
from csmail.wording.language import language
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.watch.audit import Balance
    from csmail.desk.workspace import Workspace

app = new_app()
OPEN = 69
"""Not 75, "try again later": waiting finds no mail, a person must look, and cron lines let 75 pass."""


@dataclass(frozen=True, slots=True)
class FolderLine:
    """`server` is the sum of the counts up to `before`, and of the UIDs in `unaccounted`; `vanished` are extra.

    `replaced`, some of those unaccounted, hold another mail than the one that was taken in from there. `note` is the
    sentence of `code` and `evidence`.
    """

    folder: str
    uidvalidity: int
    server: int
    taken_in: int
    oversize: int
    quarantined: int
    copies: int
    waiting: int
    before: int
    vanished: int
    unaccounted: tuple[int, ...]
    note: str
    replaced: tuple[int, ...] = ()
    code: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskAudit:
    """`error`, with its `code`, says why the desk could not be counted."""

    desk: str
    folders: tuple[FolderLine, ...]
    error: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    desks: tuple[DeskAudit, ...]
    closes: bool
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail audit support")
@prints(Audit)
def audit(
    context: typer.Context,
    desks: Annotated[list[str] | None, typer.Argument(help="only these desks; without names all")] = None,
) -> int:
    """Prove that no mail was overlooked; changes nothing.

    Every mail that a server lists was taken in, is a copy of one that was, could not be read and asks for a person,
    waits for the next pass, or lay there before the desk began. Any other is named, and the exit code is 69. A mail is
    known by its Message-ID, size and date, not by its number alone.
    """
    with opened(context, rules=False) as wiring:
        counted = [_counted(wiring.desk(name)) for name in desks or wiring.desks]
    document = Audit(tuple(one for one, _ in counted), all(not code for _, code in counted))
    if not emit(context, document):
        _show(context, document)
    return max((code for _, code in counted), default=0)


def _counted(workspace: Workspace) -> tuple[DeskAudit, int]:
    from csmail.desk.watch.audit import audit

    name = workspace.desk.name
    try:
        balances = audit(workspace)
    except CsmailError as error:
        return DeskAudit(name, (), error.said(language()), error.code), shown(error, name)
    is_open = any(balance.unaccounted for balance in balances)
    return DeskAudit(name, tuple(map(_line, balances))), OPEN if is_open else 0


def _line(one: Balance) -> FolderLine:
    said = one.note
    why = {"note": words(said), "code": said.code, "evidence": dict(said.evidence)} if said else {"note": ""}
    return copied(one, FolderLine, **why)


def _show(context: typer.Context, document: Audit) -> None:
    from csmail.model.uid_ranges import said

    for desk in document.desks:
        line(Styled(desk.desk, "bold"))
        for one in desk.folders:
            sums = {"folder": one.folder, "count": str(one.server), "sum": _sum(one)}
            line("  ", spoken("{folder}: {count} on the server = {sum}", **sums))
            if one.note:
                line(f"    {one.note}")
            if one.vanished:
                gone = spoken("{count} more that was there once: somebody moved or removed it", count=one.vanished)
                line(Styled(f"    {gone}", "dim"))
            if one.unaccounted:
                unknown = [uid for uid in one.unaccounted if uid not in one.replaced]
                if unknown:
                    open_ = spoken("of these UIDs nothing is known: {uids}", uids=said(unknown))
                    line(Styled(f"    {open_}", "red"))
                if one.replaced:
                    other = spoken("these UIDs hold other mails than those taken in: {uids}", uids=said(one.replaced))
                    line(Styled(f"    {other}", "red"))
                how = phrase("csmail poll {desk} --from-beginning takes them in, acknowledging none")
                note(context, spoken(how, desk=desk.desk))


def _sum(one: FolderLine) -> str:
    words = {
        phrase("{count} taken in"): one.taken_in,
        phrase("{count} too large to be read whole"): one.oversize,
        phrase("{count} unreadable"): one.quarantined,
        phrase("{count} known already"): one.copies,
        phrase("{count} for the next pass"): one.waiting,
        phrase("{count} before the desk began"): one.before,
        phrase("{count} unaccounted"): len(one.unaccounted),
    }
    return " + ".join(spoken(word, count=count) for word, count in words.items() if count) or "0"
