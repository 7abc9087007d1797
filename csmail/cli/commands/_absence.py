"""What `csmail away` and `csmail back` have in common: whose absence it is, how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, reasons, sentences
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.terminal.times import moment
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.by_hand.absence import Absence
    from csmail.desk.workspace import Workspace
    from csmail.wiring import Wiring

AgentName = Annotated[
    str, typer.Argument(metavar="AGENT", help="address or name; you yourself when left out", show_default=False)
]


@dataclass(frozen=True, slots=True)
class Absent:
    """`until` is None for an agent who is there; `did` is empty when all was so already, `deeds` are its codes."""

    agent: str
    until: datetime | None
    released: tuple[shapes.ConversationLine, ...]
    did: tuple[str, ...]
    deeds: tuple[ReasonLine, ...]
    dry_run: bool
    schema_version: Literal[1] = 1


def places_of(wiring: Wiring, agent: str) -> list[Workspace]:
    """The desks at which this agent (address) works."""
    return [place for place in wiring.desks.values() if place.desk.team.of(agent)]


def tell(context: typer.Context, done: Absence, places: Sequence[Workspace], dry_run: bool) -> None:
    """The document with --json, else a line for each thing that was done."""
    released = tuple(map(build.conversation, done.released))
    until = done.away.until if done.away else None
    document = Absent(done.agent, until, released, sentences(done.did), reasons(done.did), dry_run)
    if emit(context, document):
        return
    state = spoken("away until {until}", until=moment(until, places[0].desk.name)) if until else spoken("there")
    line(Styled(done.agent, "bold"), f"  {state}")
    for one in released:
        which = {"id": one.id, "subject": one.subject or spoken("(no subject)")}
        said = phrase("would be released: {id}  {subject}") if dry_run else phrase("released: {id}  {subject}")
        line("  ", spoken(said, **which))
    if not done.did:
        note(context, spoken("nothing to do: it is so already"))
    if dry_run:
        line(Styled(spoken("Dry run: nothing of this has happened."), "dim"))
