"""A bulk and what became of each of its lines, as a document and as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from csmail.cli.documents.reasons import ReasonLine, reason, words
from csmail.cli.terminal.output import Part, Style, Styled, line
from csmail.desk.bulk.replies import Sample
from csmail.desk.bulk.results import Result
from csmail.model.bulk import Bulk
from csmail.wording.spoken import spoken

STYLES: Mapping[str, Style] = {
    "sent": "green", "done": "green", "skipped": "dim", "dropped": "dim", "deferred": "yellow", "held": "yellow",
    "refused": "red", "in_doubt": "red",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BulkLine:
    """`result`: would_send, would_do, sent, done, skipped, queued, deferred, refused, held, in_doubt or dropped.

    `line` is where it stands in the file of addresses, 0 for a conversation. `why` may be said better tomorrow.
    """

    to: str
    conversation: str
    line: int
    result: str
    why: str = ""
    reason: ReasonLine | None = None


@dataclass(frozen=True, slots=True)
class BulkHead:
    """`state`: preparing (nothing leaves yet), going, ended (nothing is under way any more), stopped."""

    id: str
    desk: str
    kind: str
    what: str
    where: str
    source: str
    by: str
    created_at: datetime
    rate: str
    count: int
    state: str


@dataclass(frozen=True, slots=True)
class SampleMail:
    """The first mail as it would be."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class BulkDone:
    """`bulk` is null in a preview. `counts` are lines by their result."""

    bulk: BulkHead | None
    lines: tuple[BulkLine, ...]
    counts: Mapping[str, int]
    sample: SampleMail | None = None
    dry_run: bool = False
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Bulks:
    """The newest first."""

    bulks: tuple[BulkHead, ...] = field(default=())
    schema_version: Literal[1] = 1


def head(bulk: Bulk, state: str) -> BulkHead:
    return BulkHead(
        bulk.id, bulk.desk, bulk.kind, bulk.what, bulk.where, bulk.source, bulk.by, bulk.created_at, str(bulk.rate),
        bulk.count, state,
    )  # fmt: skip


def done(
    bulk: BulkHead | None, found: Iterable[Result], sample: Sample | None = None, dry_run: bool = False
) -> BulkDone:
    lines = tuple(map(of_line, found))
    counts = dict(sorted(Counter(one.result for one in lines).items()))
    shown = SampleMail(sample.to, sample.subject, sample.text) if sample else None
    return BulkDone(bulk, lines, counts, shown, dry_run)


def of_line(one: Result) -> BulkLine:
    why = reason(one.why) if one.why else None
    return BulkLine(one.line.to, one.line.conversation, one.line.line, one.word, why.words if why else "", why)


def show(one: Result, mail: str = "") -> None:
    """`sent rina@customer.example K7F3Q2`, with the reason behind it; `mail` says which of several it is."""
    style = STYLES.get(one.word)
    parts: list[Part] = [Styled(spoken(one.word), style) if style else spoken(one.word)]
    parts += [f" {said}" for said in (one.line.to, one.line.conversation, mail) if said]
    line(*parts, f": {words(one.why)}" if one.why else "")
