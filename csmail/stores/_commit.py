"""Writes the changes of one pass or command into one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csmail.model.changes import Attempt, Changes, Cursor, Rehomed
from csmail.model.task import State, Task
from csmail.stores import _codec, _documents
from csmail.stores._documents import Connection, Row, row_of
from csmail.stores._versions import Versioned, compare, may_advance, raised


class Written:
    """Changes made ready for writing before the lock is taken: making JSON is most of the work."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.over: dict[str, list[Row]] = {
            "conversations": [row_of(raised(one)) for one in changes.conversations],
            "drafts": [row_of(raised(one)) for one in changes.drafts],
            "messages": [row_of(one) for one in changes.messages],
            "receipts": [row_of(one) for one in changes.receipts],
            "cursors": [row_of(one) for one in changes.cursors],
            "acknowledgements": [row_of(one) for one in changes.acknowledged],
            "accounts": [row_of(one) for one in changes.accounts],
        }
        self.new: dict[str, list[Row]] = {
            "mails": [row_of(one) for one in changes.mails],
            "tasks": [row_of(one) for one in changes.tasks],
        }
        self.updated = [row_of(one) for one in changes.updated]
        self.reached = [_codec.place_id(cursor) for cursor in changes.cursors]

    def write(self, connection: Connection) -> None:
        """Raises Conflict, before anything is written, when a version is not the one that was read."""
        changes = self.changes
        compare("conversation", _stored(connection, "conversations", changes.conversations), changes.conversations)
        compare("draft", _stored(connection, "drafts", changes.drafts), changes.drafts)
        for kind, rows in self.over.items():
            if rows:
                _documents.put(connection, kind, rows)
        for kind, rows in self.new.items():
            if rows:
                _documents.add(connection, kind, rows)
        for moved in changes.rehomed:
            _rehome(connection, moved)
        if self.updated:
            _documents.put(connection, "tasks", self.updated)
        if self.reached:
            _documents.drop(connection, "attempts", self.reached)


def advance(connection: Connection, task: Task, expected: State) -> bool:
    """Write `task` over the stored one if `may_advance`."""
    body = _documents.body(connection, "tasks", task.id)
    if body is None or not may_advance(_codec.decode("tasks", body), task, expected):
        return False
    _documents.put(connection, "tasks", [row_of(task)])
    return True


def attempting(connection: Connection, attempt: Attempt | None, of: Cursor) -> None:
    """Note the attempt at a batch, or forget it."""
    if attempt is None:
        _documents.drop(connection, "attempts", [_codec.place_id(of)])
    else:
        _documents.put(connection, "attempts", [row_of(attempt)])


def _rehome(connection: Connection, moved: Rehomed) -> None:
    """A few at a time: one message may have 130 KB."""
    for start in range(0, len(moved.messages), _documents.LARGE_PAGE):
        numbers = _documents.numbers(connection, "messages", moved.messages[start : start + _documents.LARGE_PAGE])
        found = (_codec.decode("messages", body) for body in _documents.bodies(connection, list(numbers.values())))
        _documents.put(connection, "messages", [row_of(replace(one, conversation=moved.conversation)) for one in found])


def _stored(connection: Connection, kind: str, changed: Sequence[Versioned]) -> dict[str, int]:
    """The versions that are stored of what was changed."""
    if not changed:
        return {}
    found = connection.execute(
        f"SELECT id, version FROM documents JOIN {kind}_index USING (row) "  # noqa: S608  one of two words of ours
        "WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
        (kind, _documents.listed(one.id for one in changed)),
    )
    return dict(found.fetchall())
