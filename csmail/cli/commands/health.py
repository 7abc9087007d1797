"""Say whether all is well, for monitoring; connects to nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.documents.build import copied
from csmail.cli.documents.reasons import ReasonLine, reasons, sentences
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.output import Styled, emit, line
from csmail.cli.terminal.times import now, past
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import StoreError, UsageError
from csmail.reason import reason_of
from csmail.wording.language import language
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace

app = new_app()
UNWELL, NO_STORE = 75, 74


@dataclass(frozen=True, slots=True)
class DeskHealth:
    """`problems`, the sentences of `reasons`, empty means that the desk is well.

    `untold`: acknowledgements that a limit holds. `renumbered`: folders that the mail server put back from a copy.
    """

    desk: str
    passed_at: datetime | None
    in_doubt: int
    held: int
    quarantined: int
    overdue_since: datetime | None
    acknowledgements_stopped: bool
    problems: tuple[str, ...]
    untold: int = 0
    renumbered: tuple[str, ...] = ()
    reasons: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthShown:
    """`store` is "" or why it cannot be read, `code` the code of that; `max_age` in seconds."""

    healthy: bool
    max_age: float
    store: str
    desks: tuple[DeskHealth, ...]
    code: str = ""
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail health --max-age 15m")
@prints(HealthShown)
def health(
    context: typer.Context,
    max_age: Annotated[
        str, typer.Option(metavar="SPAN", help="how old the last good pass, or what is due, may be")
    ] = "15m",
) -> int:
    """Say whether all is well: exit code 0, or 75 when a desk is not, 74 when the store cannot be read.

    A desk is well when it was polled, no mail is in doubt and no customer waits for an acknowledgement that is held.
    """
    from csmail.model import duration

    try:
        span = duration.parse(max_age)
    except ValueError as error:
        raise UsageError(reason_of(error)) from None
    fault: StoreError | None = None
    desks: tuple[DeskHealth, ...] = ()
    try:
        with opened(context, rules=False) as wiring:
            desks = tuple(_desk(place, span) for place in wiring.desks.values())
    except StoreError as error:
        fault = error
    well = not fault and not any(one.problems for one in desks)
    said, code = (fault.said(language()), fault.code) if fault else ("", "")
    document = HealthShown(well, span.total_seconds(), said, desks, code)
    if not emit(context, document):
        _show(document)
    return NO_STORE if fault else 0 if document.healthy else UNWELL


def _desk(workspace: Workspace, max_age: timedelta) -> DeskHealth:
    from csmail.desk.watch.health import health

    one = health(workspace.store, workspace.desk, now(), max_age)
    resting = workspace.lookups.resting() if workspace.lookups else ()
    one = replace(one, problems=(*one.problems, *resting))
    return copied(one, DeskHealth, problems=sentences(one.problems), reasons=reasons(one.problems))


def _show(document: HealthShown) -> None:
    if document.store:
        line(Styled(document.store, "red"))
    at = now()
    for one in document.desks:
        passed = spoken("last pass {when}", when=past(one.passed_at, at)) if one.passed_at else spoken("never polled")
        numbers = {"doubted": str(one.in_doubt), "held": str(one.held), "unreadable": str(one.quarantined)}
        counts = spoken("{doubted} in doubt, {held} held, {unreadable} unreadable", **numbers)
        stopped = spoken(", acknowledgements are stopped") if one.acknowledgements_stopped else ""
        line(Styled(one.desk, "bold"), f"  {passed}, {counts}{stopped}")
        for problem in one.problems:
            line("  ", Styled(problem, "red"))
