"""Writes the changes of one pass or command into one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csmail.errors import Conflict
from csmail.model.changes import NOTHING, Attempt, Changes, Cursor, Rehomed
from csmail.model.task import Task
from csmail.ports import Advance
from csmail.stores.shared import codec
from csmail.stores.shared.versions import Versioned, compare, may_advance, raised
from csmail.stores.tinydb import checksums, document_rows, log
from csmail.stores.tinydb.document_rows import Connection, Row, row_of


class Written:
    """Changes made ready for writing before the lock is taken: making JSON is most of the work."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.over: dict[str, list[Row]] = {
            "conversations": [row_of(raised(one)) for one in changes.conversations],
            "drafts": [row_of(raised(one)) for one in changes.drafts],
            "customers": [row_of(raised(one)) for one in changes.customers],
            "messages": [row_of(one) for one in changes.messages],
            "receipts": [row_of(one) for one in changes.receipts],
            "cursors": [row_of(one) for one in changes.cursors],
            "acknowledgements": [row_of(one) for one in changes.acknowledged],
            "accounts": [row_of(one) for one in changes.accounts],
        }
        self.new: dict[str, list[Row]] = {
            "mails": [row_of(one) for one in changes.mails],
            "tasks": [row_of(one) for one in changes.tasks],
            "rules": [row_of(one) for one in changes.rules],
        }
        self.updated = [row_of(one) for one in changes.updated]
        self.overwritten = [row_of(one) for one in changes.overwritten]
        self.reached = [codec.place_id(cursor) for cursor in changes.cursors]

    def write(self, connection: Connection) -> None:
        """Raises Conflict, before anything is written, when a version is not the one that was read."""
        changes = self.changes
        compare("conversation", _stored(connection, "conversations", changes.conversations), changes.conversations)
        compare("draft", _stored(connection, "drafts", changes.drafts), changes.drafts)
        compare("customer", _stored(connection, "customers", changes.customers), changes.customers)
        records = log.unchained(connection, changes)  # of what lies there before it is written over
        for kind, rows in self.over.items():
            if rows:
                document_rows.put(connection, kind, rows)
        for kind, rows in self.new.items():
            if rows:
                document_rows.add(connection, kind, rows)
        for moved in changes.rehomed:
            _rehome(connection, moved)
        if self.updated:
            document_rows.put(connection, "tasks", self.updated)
        self._forget(connection)
        log.append(connection, records)
        for name, value in changes.facts:
            checksums.remember(connection, name, value)
        if self.reached:
            document_rows.drop(connection, "attempts", self.reached)

    def _forget(self, connection: Connection) -> None:
        if self.overwritten:
            document_rows.put(connection, "mails", self.overwritten)
        if self.changes.unacknowledged:
            _unacknowledge(connection, self.changes.unacknowledged)


def advance_all(connection: Connection, advances: Sequence[Advance]) -> frozenset[str]:
    """Write each task over the stored one if `may_advance`; the ids of those that were."""
    if not advances:
        return frozenset()
    found = document_rows.named(connection, "tasks", [one.task.id for one in advances])
    going: dict[str, tuple[int, Task]] = {}
    for one in advances:
        row, body = found.get(one.task.id, (0, b""))
        if body and may_advance(codec.tried(body), one.task, one.expected) and _written(connection, one.changes):
            going[one.task.id] = row, one.task
    document_rows.rewrite(connection, "tasks", [(row, row_of(task)) for row, task in going.values()])
    return frozenset(going)


def _written(connection: Connection, changes: Changes) -> bool:
    """Whether nothing of it was stale; what is, is found out before anything is written."""
    if changes is NOTHING:
        return True
    try:
        Written(changes).write(connection)
    except Conflict:
        return False
    return True


def attempting(connection: Connection, attempt: Attempt | None, of: Cursor) -> None:
    """Note the attempt at a batch, or forget it."""
    if attempt is None:
        document_rows.drop(connection, "attempts", [codec.place_id(of)])
    else:
        document_rows.put(connection, "attempts", [row_of(attempt)])


def _rehome(connection: Connection, moved: Rehomed) -> None:
    """A few at a time: one message may have 130 KB."""
    for start in range(0, len(moved.messages), document_rows.LARGE_PAGE):
        numbers = document_rows.numbers(
            connection, "messages", moved.messages[start : start + document_rows.LARGE_PAGE]
        )
        found = (codec.decode("messages", body) for body in document_rows.bodies(connection, list(numbers.values())))
        document_rows.put(
            connection, "messages", [row_of(replace(one, conversation=moved.conversation)) for one in found]
        )


def _unacknowledge(connection: Connection, senders: Sequence[str]) -> None:
    where = "JOIN acknowledgements_index USING (row) WHERE sender IN (SELECT value FROM json_each(?))"
    found = document_rows.select(connection, where, (document_rows.listed(senders),))
    document_rows.drop(connection, "acknowledgements", [id for _, id, _ in found])


def _stored(connection: Connection, kind: str, changed: Sequence[Versioned]) -> dict[str, int]:
    """The versions that are stored of what was changed."""
    if not changed:
        return {}
    found = connection.execute(
        f"SELECT id, version FROM documents JOIN {kind}_index USING (row) "  # noqa: S608  one of two words of ours
        "WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
        (kind, document_rows.listed(one.id for one in changed)),
    )
    return dict(found.fetchall())
