"""A record of the log: who changed what, when, by which command or rule; each desk's records are a chain of hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from csmail.model.receipt import Arrival

Cause = Arrival | Literal["outbox", "file", "restored"]
"""What set it off; "outbox": what became of a mail, "file": what `rules.yaml` says now, "restored": a copy was put
back."""


@dataclass(frozen=True, slots=True)
class Record:
    """`about` is a conversation, or a place of receipts (`customer@C7F3Q2K`), a bulk, "" for the desk as a whole.

    `commands` are the actions that were taken, `rules` those that asked for them, `did` the codes of what was done.
    `before` and `after` hold what changed by name. A record keeps codes, ids, our own words and people, never a text
    or an address of a customer: it stays when she is forgotten. `number` counts the records of a desk from 1;
    `previous` is the hash of the one before, "" of the first.
    """

    desk: str
    at: datetime
    on: Cause
    by: str
    about: str = ""
    commands: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    did: tuple[str, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    previous: str = ""
    hash: str = ""

    @property
    def id(self) -> str:
        """Sorts as the records of a desk were written. A tab stands in no name of a desk."""
        return f"{self.desk}\t{self.number:012d}"


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a desk, written beside the records: without it nobody would miss the last ones."""

    number: int = 0
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"

    def chained(self, record: Record) -> Record:
        """The record that follows."""
        placed = replace(record, number=self.number + 1, previous=self.hash, hash="")
        return replace(placed, hash=digest(placed))


def head(written: str) -> Head:
    """The head as `str` writes it; that of no record for what is no head."""
    number, _, hash = written.partition(" ")
    return Head(int(number), hash) if number.isdecimal() else Head()


def head_name(desk: str) -> str:
    """The fact that holds the head of a desk."""
    return f"log/{desk}"


def digest(record: Record) -> str:
    """SHA-256 over all that the record says, the hash before it included: hexadecimal digits.

    JSON with sorted keys, without spaces, ASCII alone, `at` as ISO 8601 with a Z, "hash" left out, so that anybody
    reckons it again from `csmail log --json`.
    """
    said = asdict(record)
    del said["hash"]
    said["at"] = record.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What is left out asks for nothing in particular. `about` is what a record is about, `by` who did it."""

    desk: str = ""
    about: str = ""
    by: str = ""
    since: datetime | None = None

    def holds(self, one: Record) -> bool:
        """Whether `one` is asked for."""
        return (
            self.desk in ("", one.desk)
            and self.about in ("", one.about)
            and self.by in ("", one.by)
            and (self.since is None or one.at >= self.since)
        )


ALL = RecordFilter()
