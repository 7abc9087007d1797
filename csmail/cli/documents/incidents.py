"""An incident and what became of each of its mails, as a document and as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from csmail.cli.documents.bulked import BulkLine, SampleMail, of_line
from csmail.desk.bulk.replies import Sample
from csmail.desk.bulk.results import Result
from csmail.model.incident import Incident


@dataclass(frozen=True, slots=True)
class IncidentHead:
    """`told` counts the people whose first mail left, `waiting` those of whose first mail that is not known yet.

    `match` is "" for every message; `since` begins the span in which somebody was affected.
    """

    name: str
    title: str
    desk: str
    state: Literal["open", "closed"]
    match: str
    since: datetime
    template: str
    closing: str
    by: str
    opened_at: datetime
    updates: int
    told: int
    waiting: int
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class IncidentLine(BulkLine):
    """One mail: `mail` is notice, joined (an acknowledgement), update-1, …, over. `result` is as in a bulk."""

    mail: str = "notice"


@dataclass(frozen=True, slots=True)
class IncidentDone:
    """`incident` is null in the preview of one that is not open yet. `counts` are lines by their result."""

    incident: IncidentHead | None
    lines: tuple[IncidentLine, ...]
    counts: Mapping[str, int]
    sample: SampleMail | None = None
    dry_run: bool = False
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Incidents:
    """The newest first."""

    incidents: tuple[IncidentHead, ...] = field(default=())
    schema_version: Literal[1] = 1


def head(one: Incident, told: int, waiting: int) -> IncidentHead:
    return IncidentHead(
        one.name, one.title, one.desk, "closed" if one.closed_at else "open", one.match, one.since, one.template,
        one.closing, one.by, one.opened_at, len(one.updates), told, waiting, one.closed_at, one.closed_by,
    )  # fmt: skip


def done(
    incident: IncidentHead | None,
    found: Iterable[tuple[str, Result]],
    sample: Sample | None = None,
    dry_run: bool = False,
) -> IncidentDone:
    lines = tuple(_line(mail, one) for mail, one in found)
    counts = dict(sorted(Counter(one.result for one in lines).items()))
    shown = SampleMail(sample.to, sample.subject, sample.text) if sample else None
    return IncidentDone(incident, lines, counts, shown, dry_run)


def _line(mail: str, one: Result) -> IncidentLine:
    line = of_line(one)
    return IncidentLine(line.to, line.conversation, line.line, line.result, line.why, line.reason, mail)
