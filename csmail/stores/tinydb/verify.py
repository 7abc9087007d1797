"""Says what is wrong with a store file: pages, facts, documents, index rows, references that lead nowhere."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from csmail.errors import CsmailError
from csmail.model.reason import Reason
from csmail.ports import Told, untold
from csmail.stores.shared import codec
from csmail.stores.tinydb import checksums, commit_counter, log, migrations, search_index
from csmail.stores.tinydb.checksums import Damaged, checksum, verified
from csmail.stores.tinydb.schema import columns

NAMED = 20
"""Of each kind of fault so many are named; a file with more needs its copy, not a list."""
STEP = 1000
LEGIBLE = frozenset({"documents_missing", "document_altered"})
"""Codes of faults beside which the log can be read still, and says what is gone of it."""

# Who names whom: the kind, where its document says it, the kind that must hold it. A receipt about an agent names an
# address instead of a conversation, whose id has no @.
REFERENCES = (
    ("messages", "$.conversation", "conversations"),
    ("tasks", "$.conversation", "conversations"),
    ("tasks", "$.work.mail", "mails"),
    ("drafts", "$.conversation", "conversations"),
    ("drafts", "$.mail", "mails"),
    ("receipts", "$.conversation", "conversations"),
    ("receipts", "$.message", "messages"),
    ("conversations", "$.merged_into", "conversations"),
    ("customers", "$.merged_into", "customers"),
)
DANGLING = """\
SELECT id, target FROM (SELECT id, json_extract(CAST(body AS TEXT), ?2) AS target FROM documents
                        WHERE kind = ?1 AND json_valid(CAST(body AS TEXT)))
WHERE target <> '' AND NOT (?1 = 'receipts' AND instr(target, '@'))
  AND NOT EXISTS (SELECT 1 FROM documents AS other WHERE other.kind = ?3 AND other.id = target)
LIMIT ?4
"""


def torn(connection: sqlite3.Connection) -> Iterator[Reason]:
    """What must be sound before anything is written: pages, trees, facts, the balance. In one transaction.

    Raises sqlite3.Error where the file is torn.
    """
    for (said,) in connection.execute(f"PRAGMA integrity_check({NAMED})"):
        if said != "ok":
            yield Reason.of("page_damaged", said=said)
    if migrations.has_checksums(connection):
        yield from checksums.wrong(connection)
        if not commit_counter.adds_up(connection):
            yield Reason("documents_missing")


@dataclass(slots=True)
class Progress:
    """Documents that were looked at; each is read by itself, then for the index of words."""

    told: Told
    whole: int
    done: int = 0

    def step(self) -> None:
        """One more."""
        self.done += 1
        if self.done % STEP == 0 or self.done == self.whole:
            self.told(self.done, self.whole)


def faults(connection: sqlite3.Connection, told: Told = untold) -> Iterator[Reason]:
    """One reason a fault, nothing when the file is sound. In one transaction; reads all of it.

    Raises sqlite3.Error where the file is torn.
    """
    said = tuple(torn(connection))
    yield from said
    if migrations.has_log(connection) and all(one.code in LEGIBLE for one in said):
        yield from log.faults(connection)
    if said:
        return
    words = migrations.has_search(connection) and search_index.reach(connection).wanted
    progress = Progress(told, (1 + words) * connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    yield from _of_documents(connection, progress.step)
    yield from _strays(connection, migrations.index_columns(connection))
    if words:
        yield from search_index.faults(connection, progress.step)
    for kind, path, target in REFERENCES:
        for id, named in connection.execute(DANGLING, (kind, path, target, NAMED)):
            yield Reason.of("reference_dangling", kind=kind, id=id, named=named, target=target)


def _of_documents(connection: sqlite3.Connection, seen: Callable[[], None]) -> Iterator[Reason]:
    """Documents that are not as they were written, cannot be read, or whose index row says something else."""
    left = NAMED
    connection.create_function("checksum", 3, checksum)
    sum = "sum" if migrations.has_checksums(connection) else "checksum(kind, id, body)"
    query = f"SELECT row, kind, id, body, {sum} FROM documents"  # noqa: S608  words of ours
    indexed = migrations.index_columns(connection)
    for row, kind, id, body, sum in connection.execute(query):
        seen()
        said, noun = _read(kind, id, (body, sum))
        if noun is not None and kind in indexed and not _is_indexed(connection, row, kind, noun, indexed[kind]):
            said = Reason.of("document_misindexed", kind=kind, id=id)
        if said:
            yield said
            left -= 1
        if not left:
            yield Reason("more_faults")
            return


def _read(kind: str, id: str, row_sum: tuple[bytes, int]) -> tuple[Reason | None, codec.Noun | None]:
    """What is wrong with the document itself, or what it says; neither for a kind that is not ours."""
    try:
        body = verified(kind, id, *row_sum)
        noun = codec.decode(kind, body) if kind in codec.KINDS else None
    except Damaged:
        return Reason.of("document_altered", kind=kind, id=id), None
    except CsmailError as error:
        return Reason.of("document_unreadable", kind=kind, id=id, said=error.message), None
    if noun is not None and codec.cleaned(codec.identity(noun)) != id:
        return Reason.of("document_misnamed", kind=kind, id=id, named=codec.identity(noun)), None
    return None, noun


def _is_indexed(connection: sqlite3.Connection, row: int, kind: str, noun: codec.Noun, names: tuple[str, ...]) -> bool:
    query = f"SELECT {', '.join(names)} FROM {kind}_index WHERE row = ?"  # noqa: S608  words of COLUMNS
    found = connection.execute(query, (row,)).fetchone()
    return found is not None and tuple(found) == columns(noun)[: len(names)]


def _strays(connection: sqlite3.Connection, kinds: Iterable[str]) -> Iterator[Reason]:
    for kind in kinds:
        query = f"SELECT count(*) FROM {kind}_index WHERE row NOT IN (SELECT row FROM documents WHERE kind = ?)"  # noqa: S608
        count = connection.execute(query, (kind,)).fetchone()[0]
        if count:
            yield Reason.of("index_stray", count=count, kind=kind)


NAME = "csmail.look"
SHARE = 100
LONGEST = 80


def is_due(store: Path) -> bool:
    """Whether nobody looked for a hundred times as long as a look took. A clock that was set back makes it due."""
    try:
        descriptor = os.open(store.with_name(NAME), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            ended, took = map(float, os.read(descriptor, LONGEST).split())
        finally:
            os.close(descriptor)
    except (OSError, ValueError):
        return True
    return not 0 <= time.time() - ended < took * SHARE


def note(store: Path, took: float) -> None:
    """A look that took so many seconds ended now. That it cannot be written down is no fault."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(OSError):
        descriptor = os.open(store.with_name(NAME), flags, 0o600)
        try:
            os.write(descriptor, f"{time.time()} {took}\n".encode())
        finally:
            os.close(descriptor)


def forget(store: Path) -> None:
    """Another store is put in the place of this one: the next writer looks."""
    store.with_name(NAME).unlink(missing_ok=True)
