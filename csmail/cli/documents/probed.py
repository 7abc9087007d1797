"""What was found about mails in doubt, as a document, as lines, as a question to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import typer

from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, reasons, words
from csmail.cli.terminal.output import Styled, line
from csmail.cli.terminal.times import moment
from csmail.model.reason import Reason
from csmail.wording.spoken import phrase, spoken, translated

if TYPE_CHECKING:
    from csmail.desk.watch.probe import Probed
    from csmail.model.task import Task

CHOICES = {"s": "sent", "a": "again", "d": "drop", "l": ""}
ADVICE = {
    "acknowledgement": phrase("Nothing proves that it arrived. No machine sends it again; most people drop it."),
    "reply": phrase("Nothing proves that it arrived. Ask the customer before you send it again."),
}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A copy in the Sent folder, a report about the mail, or an answer that cites it; `words` with their code."""

    kind: Literal["sent", "report", "answer"]
    words: str
    code: str
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProbeLine:
    """`proof` is what settles the task as sent, "" without any; before `settles_at` nothing is concluded.

    `unasked` says why the Sent folder could not be looked into. `reasons` are the two with their codes.
    """

    task: shapes.TaskLine
    evidence: tuple[EvidenceLine, ...]
    proof: str
    unasked: str
    settles_at: datetime
    reasons: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Probes:
    probes: tuple[ProbeLine, ...]
    schema_version: Literal[1] = 1


def probes(wiring: Any, tasks: list[Task]) -> Iterator[ProbeLine]:
    """Probe each, one after another; a desk that is no longer in rules.yaml cannot be asked."""
    from csmail.desk.watch.probe import SETTLING, Probed, probe

    for task in tasks:
        place = wiring.desks.get(task.desk)
        found = probe(place, task) if place else Probed(task, (), unasked=Reason.of("desk_gone", desk=task.desk))
        yield _line(found, task.changed_at + SETTLING)


def _line(found: Probed, settles_at: datetime) -> ProbeLine:
    evidence = tuple(_evidence(one.kind, one.reason) for one in found.evidence)
    said = tuple(filter(None, (found.proof, found.unasked)))
    return ProbeLine(
        build.task(found.task),
        evidence,
        build.words(found.proof),
        build.words(found.unasked),
        settles_at,
        reasons(said),
    )


def _evidence(kind: Literal["sent", "report", "answer"], one: Reason) -> EvidenceLine:
    return EvidenceLine(kind, words(one), one.code, dict(one.evidence))


def show(one: ProbeLine, now: datetime) -> None:
    """The case in a few lines."""
    task = one.task
    to = ", ".join(each.recipient for each in task.deliveries if each.state == "in_doubt")
    facts = {"work": task.work, "to": to, "since": moment(task.changed_at, task.desk)}
    line(Styled(f"{task.id[:8]}", "bold"), "  ", spoken("{work} to {to}, in doubt since {since}", **facts))
    line(f"  {task.note}")
    for found in one.evidence:
        line(Styled("  " + spoken("found: {what}", what=found.words), "green"))
    if one.unasked:
        line(Styled("  " + spoken("the Sent folder could not be asked: {why}", why=one.unasked), "yellow"))
    if one.proof:
        line("  ", spoken("It arrived."))
    elif now < one.settles_at:
        settles = moment(one.settles_at, task.desk)
        line("  ", spoken("Wait until {at}: proof may still come.", at=settles))
    else:
        line("  ", spoken(ADVICE.get(task.purpose, ADVICE["reply"])))


def ask() -> str:
    """What the person says: "sent", "again", "drop", or "" to leave it."""
    while True:
        said = (
            typer.prompt("  " + translated("[s]ent, [a]gain, [d]rop, [l]ater"), default="l", err=True)
            .strip()
            .lower()[:1]
        )
        if said in CHOICES:
            return CHOICES[said]
