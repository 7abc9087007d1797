"""The store that remembers: documents as rows of one SQLite file, index tables for the hot road, TinyDB for queries.

What can fail, and what is kept, stands in `file` (the file), `commit_counter` (lost commits), `locks` (the rest).
A commit is one transaction: all of a pass's changes are on the disk when it returns, or none of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from csmail.model.changes import NOTHING, Attempt, Changes, Cursor
from csmail.model.message import Message, Trace
from csmail.model.query import Condition
from csmail.model.receipt import Receipt
from csmail.model.record import ALL, Record, RecordFilter
from csmail.model.task import DUE, LONGEST_WAIT, Draft, Mail, State, Task
from csmail.ports import Advance, Counted, Known, OpenDraft, Span
from csmail.ports.families import Restoration
from csmail.reason import Reason
from csmail.stores.shared import codec, id_traces
from csmail.stores.shared.id_traces import known_by
from csmail.stores.tinydb import checksums, commit, document_rows, locks, log, narrowing, search_index
from csmail.stores.tinydb.connections import Rows
from csmail.stores.tinydb.conversation_queries import first
from csmail.stores.tinydb.forgetting import Forgetting
from csmail.stores.tinydb.schema import at, moment


@dataclass(frozen=True)
class Settings:
    """`path` is the state folder, relative to the folder of `rules.yaml`.

    `search` keeps an index of words, so that `csmail conversations search` need not read every mail; it costs
    31 to 44 us and some 300 octets a mail. Without it a search finds the same, slowly.
    """

    path: str = "state"
    search: bool = True


def check(settings: Settings) -> Reason | None:
    """What is wrong with the settings; None when nothing is."""
    return None if settings.path.strip() else Reason("path_empty")


def open(settings: Settings, folder: Path) -> TinyStore:
    """The store, made when there is none. Raises StoreError, or ConfigurationError when a newer csmail wrote it."""
    return TinyStore(state(settings, folder), settings.search)


def state(settings: Settings, folder: Path) -> Path:
    """Where its files lie."""
    return folder / Path(os.path.expanduser(settings.path))


def glimpse(settings: Settings, folder: Path, kind: str, asked: tuple[str, int]) -> list[tuple[str, str]]:
    """Ids that begin so, at most so many, with what people know them by: nothing is made, upgraded, locked or written.

    Raises OSError, sqlite3.Error.
    """
    from csmail.stores.tinydb import look

    return look.ids(state(settings, folder), kind, *asked)


def unsent(settings: Settings, source: Path) -> int:
    """How many mails `restore` would put before a person. Raises StoreError, ConfigurationError for a bad copy."""
    from csmail.stores.tinydb import backup

    return backup.unsent(source)


def restore(settings: Settings, folder: Path, restoration: Restoration) -> tuple[int, Path]:
    """Put a copy in the place of the store; see `backup.restore`. Raises Busy while somebody holds a lock here."""
    from csmail.stores.tinydb import backup

    here = state(settings, folder)
    locks.prepare(here)
    with locks.every_lease(here, restoration.locks):
        return backup.restore(here, restoration.source, restoration.now, restoration.hold)


class TinyStore(Forgetting):
    """Safe for the threads of a daemon; daemon, cron and command line may each open it at the same time."""

    def __init__(self, folder: Path, search: bool = True) -> None:
        self._folder = folder
        self._rows = Rows(folder, search)
        self._key: bytes | None = None
        self._documents = None

    def key(self) -> bytes:
        if self._key is None:
            with self._rows.reading() as connection:
                self._key = checksums.demanded(connection, checksums.KEY)
        return self._key

    def commit(self, changes: Changes) -> None:
        self.advance_all((), changes)

    def advance_all(self, advances: Sequence[Advance], changes: Changes = NOTHING) -> frozenset[str]:
        written = commit.Written(changes)
        with self._rows.writing() as connection:
            written.write(connection)
            return commit.advance_all(connection, advances)

    def attempting(self, attempt: Attempt | None, of: Cursor) -> None:
        with self._rows.writing() as connection:
            commit.attempting(connection, attempt, of)

    def attempted(self, desk: str, folder: str) -> Attempt | None:
        found: Attempt | None = self._one("attempts", f"{desk}\t{folder}")
        return found

    def cursor(self, desk: str, folder: str) -> Cursor | None:
        found: Cursor | None = self._one("cursors", f"{desk}\t{folder}")
        return found

    def known(self, desk: str, message_ids: Iterable[str]) -> Mapping[str, Known]:
        return known_by(desk, message_ids, self.traces)

    def traces(self, message_ids: Iterable[str]) -> tuple[Trace, ...]:
        wanted = id_traces.wanted(message_ids)
        found = self._ask(id_traces.FIND, (document_rows.listed(wanted),)) if wanted else ()
        return tuple(Trace(*row[:5]) for row in found)

    def sighted(self, keys: Iterable[str]) -> frozenset[str]:
        with self._rows.reading() as connection:
            return frozenset(document_rows.numbers(connection, "messages", keys))

    def message(self, key: str) -> Message | None:
        found: Message | None = self._one("messages", key)
        return found

    def newest(self, conversation: str) -> Iterator[Message]:
        """The messages of a conversation, newest first; a few at a time, for one alone may have 130 KB."""
        query = "SELECT row FROM messages_index WHERE conversation = ? ORDER BY received_at DESC, row DESC"
        return self._each("messages", first(self._ask(query, (conversation,))), document_rows.LARGE_PAGE)

    def mail(self, key: str) -> Mail | None:
        found: Mail | None = self._one("mails", key)
        return found

    def acknowledged(self, desk: str, sender: str, span: Span) -> int:
        count: int = self._ask(
            "SELECT count(*) FROM acknowledgements_index WHERE sender = ? AND desk = ? AND at BETWEEN ? AND ?",
            (sender, desk, *map(moment, span)),
        )[0][0]
        return count

    def acknowledgements(self, desk: str, span: Span) -> Mapping[Counted, int]:
        """How many each address key got, by their standing; 10,000 of them are counted in 60 ms."""
        where = "JOIN acknowledgements_index AS counted USING (row) WHERE counted.desk = ? AND at BETWEEN ? AND ?"
        with self._rows.reading() as connection:
            found = document_rows.select(connection, where, (codec.cleaned(desk), *map(moment, span)))
            return Counter(codec.counted(body) for _, _, body in found)

    def task(self, id: str) -> Task | None:
        found: Task | None = self._one("tasks", id)
        return found

    def tasks(self, desk: str = "", states: Collection[State] = (), where: Sequence[Condition] = ()) -> Iterator[Task]:
        terms, values = narrowing.of_tasks(desk, states, where)
        rows = self._ask(f"SELECT row FROM tasks_index WHERE {terms} ORDER BY row", values)  # noqa: S608
        found = self._asked("tasks", first(rows), where)
        return (one for one in found if not states or one.state in states)

    def tasks_of(self, conversations: Collection[str]) -> tuple[Task, ...]:
        where = (
            "WHERE kind = 'tasks' AND json_extract(CAST(body AS TEXT), '$.conversation') "
            "IN (SELECT value FROM json_each(?)) ORDER BY row"
        )
        with self._rows.reading() as connection:
            found = list(document_rows.select(connection, where, (document_rows.listed(conversations),)))
        return tuple(codec.decode("tasks", body) for _, _, body in found)

    def tally(self, desk: str, states: Collection[State]) -> Mapping[State, int]:
        asked = "SELECT state, count(*) FROM tasks_index WHERE state IN (SELECT value FROM json_each(?)) AND desk = ?"
        return dict(self._ask(f"{asked} GROUP BY state", (document_rows.listed(states), desk)))

    def due(self, desk: str, now: datetime, limit: int = 0) -> Iterator[Task]:
        rows = self._ask(
            "SELECT row, due_at FROM tasks_index WHERE desk = ?1 AND due_at <= ?2 AND state IN ('queued', 'deferred') "
            "UNION ALL "
            "SELECT row, due_at FROM tasks_index WHERE desk = ?1 AND due_at > ?3 AND state IN ('queued', 'deferred') "
            "ORDER BY due_at, row LIMIT ?4",
            (desk, moment(now), moment(now + LONGEST_WAIT), limit or -1),
        )
        # Somebody may have dropped one between the two questions; what is not due any more must not leave.
        return (one for one in self._each("tasks", first(rows)) if one.state in DUE)

    def advance(self, task: Task, expected: State) -> bool:
        with self._rows.writing() as connection:
            return bool(commit.advance_all(connection, [Advance(task, expected)]))

    def draft(self, id: str) -> Draft | None:
        found: Draft | None = self._one("drafts", id)
        return found

    def drafts(self, conversation: str = "", waiting: bool = False, where: Sequence[Condition] = ()) -> Iterator[Draft]:
        terms, values = narrowing.of_drafts(conversation, waiting, where)
        rows = self._ask(f"SELECT row FROM drafts_index WHERE {terms} ORDER BY row", values)  # noqa: S608
        found = self._asked("drafts", first(rows), where)
        return (one for one in found if not waiting or one.state == "waiting")

    def waiting(self, desk: str) -> int:
        query = "SELECT count(*) FROM drafts_index WHERE desk = ? AND state = 'waiting'"
        count: int = self._ask(query, (desk,))[0][0]
        return count

    def open_drafts(self, desk: str) -> tuple[OpenDraft, ...]:
        """One question of the index tables: 10,000 in 40 ms."""
        return tuple(
            OpenDraft(id, version, of, of_version, state, None if moment is None else at(moment))
            for id, version, of, of_version, state, moment in self._ask(narrowing.OPEN_DRAFTS, (desk,))
        )

    def receipts(self, about: str, newest: int = 0) -> tuple[Receipt, ...]:
        """Oldest first; with `newest` the last so many."""
        if not about:
            return ()
        rows = self._ask(
            "SELECT row, at FROM receipts_index WHERE message = ?1 AND message <> '' "
            "UNION SELECT row, at FROM receipts_index WHERE conversation = ?1 ORDER BY at, row",
            (about,),
        )
        return tuple(self._each("receipts", first(rows)[-newest:]))

    def records(self, wanted: RecordFilter = ALL) -> Iterator[Record]:
        return self._each("records", first(self._ask(*log.asked(wanted))))

    def lease(self, name: str, wait: timedelta = timedelta(0)) -> AbstractContextManager[None]:
        return locks.lease(self._folder, name, wait)

    def report(self) -> Mapping[str, str]:
        """Counts by kind, size in bytes, and what SQLite says of every page: reads the whole file."""
        counts = self._ask("SELECT kind, count(*) FROM documents GROUP BY kind ORDER BY kind")
        integrity = self._ask("PRAGMA quick_check(3)")
        return {
            "store": "tinydb",
            "path": str(self._rows.path),
            "schema": str(self._ask("PRAGMA user_version")[0][0]),
            **{kind: str(count) for kind, count in counts},
            "bytes": str(self._rows.path.stat().st_size),
            "search": self._reach(),
            "integrity": "; ".join(row[0] for row in integrity),
        }

    def commit_mark(self) -> str:
        self._rows.same_file()  # an open file can be read for ever, however long ago it was removed
        return "/".join(map(str, self._ask("SELECT identity, commits FROM balance WHERE row = 1")[0]))

    def _reach(self) -> str:
        with self._rows.reading() as connection:
            return search_index.said(search_index.reach(connection))

    def close(self) -> None:
        self._rows.close()
