"""Conversations by id, by filter, by words, read a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from csmail.model.conversation import Conversation
from csmail.model.filters import EVERY, ConversationFilter
from csmail.model.query import Condition
from csmail.ports import Named, SearchLimit
from csmail.stores.shared import codec
from csmail.stores.shared.search_words import Part, missing, parts_of, texts_of
from csmail.stores.tinydb import document_rows, narrowing, search_index
from csmail.stores.tinydb.maintenance import Maintenance
from csmail.stores.tinydb.schema import moment

if TYPE_CHECKING:
    from csmail.stores.tinydb.documents_api import Documents

GROWTH = 8
FOUND_AT_ONCE = 64
"""Candidates of a search read together; one that shows 50 lines reads 64."""


class ConversationQueries(Maintenance):
    """Part of `tinydb.TinyStore`."""

    _documents: Documents | None

    @property
    def documents(self) -> Documents:
        """The TinyDB database over the rows: `store.documents.table("conversations").search(Query().tags.any(…))`."""
        if self._documents is None:
            from csmail.stores.tinydb.documents_api import Documents, RowStorage

            self._documents = Documents(self._rows, storage=RowStorage)
        return self._documents

    def taken(self, conversation_ids: Iterable[str]) -> frozenset[str]:
        with self._rows.reading() as connection:
            return frozenset(document_rows.numbers(connection, "conversations", conversation_ids))

    def beginning(self, kind: Named, text: str) -> tuple[str, ...]:
        """Of 100,000 tasks in 20 ms: the tree of ids is read, no document."""
        query = "SELECT id FROM documents WHERE kind = ? AND substr(lower(id), 1, ?) = lower(?) ORDER BY id"
        return tuple(id for (id,) in self._ask(query, (kind, len(text), text)))

    def conversation(self, id: str) -> Conversation | None:
        found: Conversation | None = self._one("conversations", id)
        return found

    def conversations(self, wanted: ConversationFilter = EVERY, urgent_first: bool = False) -> Iterator[Conversation]:
        """The first page costs no more in a large store: the rest is looked up when asked for."""
        for rows in self._pages(*narrowing.most_urgent(wanted)) if urgent_first else self._matching(wanted):
            yield from filter(wanted.holds, self._asked("conversations", rows, wanted.where))

    def count(self, wanted: ConversationFilter) -> int:
        """By the index alone, where it has all that is asked."""
        if wanted.tag or wanted.where:
            return sum(1 for _ in self.conversations(wanted))
        return sum(first(self._ask(*narrowing.counted(wanted))))

    def due_conversations(self, desk: str, until: datetime, limit: int = 0) -> tuple[str, ...]:
        query = (
            "SELECT id FROM conversations_index JOIN documents USING (row) "
            "WHERE desk = ? AND next_moment <= ? ORDER BY next_moment, row LIMIT ?"
        )
        return tuple(id for (id,) in self._ask(query, (desk, moment(until), limit or -1)))

    def holders(self, desk: str) -> Mapping[str, int]:
        """How many open or waiting conversations of a desk each agent has; one tree is read, no document."""
        return dict(
            self._ask(
                "SELECT assignee, count(*) FROM conversations_index WHERE status IN ('open', 'waiting') "
                "AND desk = ? AND assignee <> '' GROUP BY assignee",
                (desk,),
            )
        )

    def search(self, text: str, limit: SearchLimit | None = None) -> Iterator[Conversation]:
        """Conversations where every word and phrase stands somewhere; newest change first.

        The index leaves those that may hold them, their texts decide; without one, or where every word is common,
        the texts of all are read until the caller has enough, or `limit` ends it.
        """
        parts = parts_of(codec.cleaned(text))
        if not parts:
            return
        with self._rows.reading() as connection:
            found = search_index.candidates(connection, parts)
        rows = iter(found) if found is not None else chain.from_iterable(self._matching(EVERY))
        rows = limit.cut(rows) if limit else rows
        while page := list(islice(rows, FOUND_AT_ONCE)):
            yield from self._hits(parts, tuple(self._each("conversations", page)))

    def _hits(self, parts: frozenset[Part], page: Sequence[Conversation]) -> Iterator[Conversation]:
        """Those of a page that hold every part; one question for the messages of them all."""
        left = {one.id: missing(parts, texts_of(one)) for one in page}
        asked = document_rows.listed(id for id, parts in left.items() if parts)
        with self._rows.reading() as connection:
            where = "JOIN messages_index USING (row) WHERE conversation IN (SELECT value FROM json_each(?))"
            for _, _, body in document_rows.select(connection, where, (asked,)):
                of, texts = codec.texts("messages", body)
                if left.get(of):
                    left[of] = missing(left[of], texts)
        return (one for one in page if not left[one.id])

    def _matching(self, wanted: ConversationFilter) -> Iterator[Sequence[int]]:
        """Rows of the conversations that may be asked for, the newest change first."""
        tagged = self._tagged(wanted.tag) if wanted.tag and wanted.known is None else None
        return self._pages(*narrowing.newest(wanted)) if tagged is None else iter((tagged,))

    def _pages(self, query: str, values: Sequence[Any]) -> Iterator[Sequence[int]]:
        """Rows in their order: a page, then each time eight times as many, of which those that were seen are left out.

        So the first lines cost the same in a large store, and whatever changes meanwhile moves to where it is found.
        """
        seen: set[int] = set()
        size = document_rows.PAGE
        while True:
            rows = first(self._ask(f"{query} LIMIT ?", (*values, size)))
            yield [row for row in rows if row not in seen]
            if len(rows) < size:
                return
            seen.update(rows)
            size *= GROWTH

    def _tagged(self, tag: str) -> Sequence[int] | None:
        """Rows of the conversations that may have this tag, newest change first: the words of tags are in the index."""
        with self._rows.reading() as connection:
            return search_index.candidates(connection, parts_of(codec.cleaned(tag)))

    def _asked(self, kind: str, rows: Sequence[int], where: Sequence[Condition]) -> Iterator[Any]:
        """Those of `rows` for which TinyDB finds that every condition holds, a page at a time; without any all."""
        return self._found(kind, rows, where) if where else self._each(kind, rows)

    def _found(self, kind: str, rows: Sequence[int], where: Sequence[Condition]) -> Iterator[Any]:
        from csmail.stores.tinydb import queries

        query = queries.query(where)
        for start in range(0, len(rows), document_rows.PAGE):
            page = self.documents.page(kind, rows[start : start + document_rows.PAGE])
            yield from (codec.decode(kind, codec.ENCODER.encode(found)) for found in page.search(query))

    def _ask(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._rows.reading() as connection:
            return connection.execute(query, [codec.cleaned(value) for value in values]).fetchall()

    def _one(self, kind: str, id: str) -> Any:
        with self._rows.reading() as connection:
            body = document_rows.body(connection, kind, id)
        return None if body is None else codec.decode(kind, body)

    def _each(self, kind: str, rows: Sequence[int], size: int = document_rows.PAGE) -> Iterator[Any]:
        """A page at a time: no question stays open while the caller thinks, so the log never waits for it."""
        for start in range(0, len(rows), size):
            with self._rows.reading() as connection:
                page = list(document_rows.bodies(connection, rows[start : start + size]))
            for body in page:
                yield codec.decode(kind, body)


def first(rows: list[Any]) -> Sequence[int]:
    """The first column."""
    return [row[0] for row in rows]
