"""How every desk is, without connecting to anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import typer

from csmail.cli.documents.reasons import ReasonLine, reasons
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.output import Styled, emit, line
from csmail.cli.terminal.times import now
from csmail.cli.typer_support.options import new_app, prints
from csmail.model.filters import ConversationFilter
from csmail.model.task import OPEN
from csmail.ports import IntakeAccounts
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace

app = new_app()
LOUD = frozenset({"in_doubt", "refused", "held"})


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """`reasons` say what a limit stops, or holds from before, with their codes."""

    desk: str
    address: str
    open: int
    waiting: int
    needing: int
    drafts: int
    outbox: dict[str, int]
    cursors: dict[str, int | None]
    acknowledged_hour: int = 0
    acknowledgements_stopped: bool = False
    reasons: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    configuration: str
    store: str
    desks: tuple[DeskStatus, ...]
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail status")
@prints(Status)
def status(context: typer.Context) -> None:
    """Show what each desk has open, what waits for a person, what is in the outbox; connects to nothing."""
    with opened(context, rules=False) as wiring:
        kind, _ = wiring.config.store
        desks = tuple(_desk(place, wiring.config.desks[name]) for name, place in wiring.desks.items())
        document = Status(str(wiring.config.path), kind, desks)
    if not emit(context, document):
        _show(document)


def _desk(workspace: Workspace, entry: object) -> DeskStatus:
    from csmail.desk.limits import breaker

    store, name = workspace.store, workspace.desk.name
    stands = breaker(store, workspace.desk, now())
    return DeskStatus(
        desk=name,
        address=workspace.desk.address,
        open=store.count(ConversationFilter(name, ("open",))),
        waiting=store.count(ConversationFilter(name, ("waiting",))),
        needing=store.count(ConversationFilter(name, ("open", "waiting", "closed"), needs=True)),
        drafts=store.waiting(name),
        outbox=dict(sorted(store.tally(name, (*OPEN, "refused")).items())),
        cursors=_cursors(store, name, entry),
        acknowledged_hour=stands.due,
        acknowledgements_stopped=stands.open,
        reasons=reasons(filter(None, (stands.reason(), *(workspace.lookups.resting() if workspace.lookups else ())))),
    )


def _cursors(store: IntakeAccounts, desk: str, entry: object) -> dict[str, int | None]:
    """How far each folder was taken in; None where no pass has been made yet."""
    _, settings = getattr(entry, "mailbox", ("", None))
    folders = getattr(settings, "folders", ("INBOX",))
    cursors = {folder: store.cursor(desk, folder) for folder in folders}
    return {folder: cursor.uid if cursor else None for folder, cursor in cursors.items()}


def _show(document: Status) -> None:
    kept = {"path": document.configuration, "store": document.store}
    line(Styled(spoken("{path}, store {store}", **kept), "dim"))
    for desk in document.desks:
        line(Styled(desk.desk, "bold"), f"  {desk.address}")
        numbers = {"open": str(desk.open), "waiting": str(desk.waiting)}
        line("  ", spoken("{open} open, {waiting} waiting for the customer", **numbers))
        needs = {"needing": str(desk.needing), "drafts": str(desk.drafts)}
        loud = spoken("{needing} need a person, {drafts:draft waits|drafts wait}", **needs)
        line("  ", Styled(loud, "yellow") if desk.needing or desk.drafts else loud)
        outbox = ", ".join(f"{count} {spoken(state)}" for state, count in desk.outbox.items()) or spoken("empty")
        line("  ", spoken("outbox: "), Styled(outbox, "red") if LOUD & desk.outbox.keys() else outbox)
        for reason in desk.reasons:
            line("  ", Styled(spoken("{why}, see `csmail todo`", why=reason.words), "red"))
        for folder, uid in desk.cursors.items():
            line(
                f"  {folder}: "
                + (spoken("not polled yet") if uid is None else spoken("taken in up to UID {uid}", uid=str(uid)))
            )
