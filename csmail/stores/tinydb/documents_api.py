"""TinyDB over the rows: its own extension points, so that a query streams documents and an update is a transaction."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from csmail.errors import StoreError
from csmail.stores.shared import codec, id_traces
from csmail.stores.tinydb import document_rows, search_index
from csmail.stores.tinydb.connections import Rows
from csmail.stores.tinydb.schema import COLUMNS, columns

Fields = dict[str, Any]
Connected = Callable[[], AbstractContextManager[sqlite3.Connection]]


class DocumentMapping(MutableMapping[str, Fields]):
    """The documents of one kind as TinyDB wants them: a mapping, of which no more than one page is in memory."""

    def __init__(self, kind: str, connected: Connected) -> None:
        self.kind = kind
        self._connected = connected
        self._lent: tuple[str, bytes, Fields] | None = None

    def __getitem__(self, id: str) -> Fields:
        if self._lent is not None and self._lent[0] == id:
            return self._lent[2]
        with self._connected() as connection:
            body = document_rows.body(connection, self.kind, id)
        if body is None:
            raise KeyError(id)
        self.settle()
        fields = codec.fields(self.kind, body)
        self._lent = (id, body, fields)
        return fields

    def __setitem__(self, id: str, fields: Mapping[str, Any]) -> None:
        self.settle()
        self._lent = None
        row = checked(self.kind, id, dict(fields))
        with self._connected() as connection:
            document_rows.put(connection, self.kind, [row])

    def __delitem__(self, id: str) -> None:
        if id not in self:
            raise KeyError(id)
        self._lent = None
        with self._connected() as connection:
            document_rows.drop(connection, self.kind, [id])

    def __contains__(self, id: object) -> bool:
        with self._connected() as connection:
            return bool(document_rows.numbers(connection, self.kind, [str(id)]))

    def __len__(self) -> int:
        with self._connected() as connection:
            query = "SELECT count(*) FROM documents WHERE kind = ?"
            count: int = connection.execute(query, (self.kind,)).fetchone()[0]
            return count

    def __iter__(self) -> Iterator[str]:
        return (id for id, _ in self._pages())

    def items(self) -> ItemsView[str, Fields]:
        return Streamed(self)

    def clear(self) -> None:
        for id in list(self):
            del self[id]

    def settle(self) -> None:
        """Write what the caller changed in the document lent last: TinyDB changes documents in place."""
        if self._lent is None:
            return
        id, body, fields = self._lent
        before = codec.fields(self.kind, body)
        if before != fields:
            if "version" in COLUMNS.get(self.kind, ()):
                fields["version"] = before.get("version", 0) + 1
            self._lent = None
            self[id] = fields

    def stream(self) -> Iterator[tuple[str, Fields]]:
        """Every document, ordered by id."""
        return ((id, codec.fields(self.kind, body)) for id, body in self._pages())

    def _pages(self) -> Iterator[tuple[str, bytes]]:
        last = ""
        while True:
            with self._connected() as connection:
                where = "WHERE kind = ? AND id > ? ORDER BY id LIMIT ?"
                found = document_rows.select(connection, where, (self.kind, last, document_rows.PAGE))
                page = [(id, body) for _, id, body in found]
            yield from page
            if len(page) < document_rows.PAGE:
                return
            last = page[-1][0]


class Streamed(ItemsView[str, Fields]):
    """Pairs of id and document, a page at a time; the usual view would ask for each document by itself."""

    _mapping: DocumentMapping

    def __iter__(self) -> Iterator[tuple[str, Fields]]:
        return self._mapping.stream()


def checked(kind: str, id: str, fields: Fields) -> document_rows.Row:
    """What is written for a document from outside. Raises ValueError when csmail could not read it again."""
    if kind not in codec.KINDS:
        return id, codec.ENCODER.encode(fields), (), (), ""
    body = codec.ENCODER.encode(fields)
    noun = _noun(kind, body)
    if codec.identity(noun) != id:
        raise ValueError(f"the document says it is {codec.identity(noun)!r}, not {id!r}")
    said = codec.indexed(kind, body) if kind in search_index.KINDS else ""
    return id, body, columns(noun), id_traces.rows(noun), said


def _noun(kind: str, body: bytes) -> codec.Noun:
    try:
        noun: codec.Noun = codec.decode(kind, body)
    except StoreError as error:
        raise ValueError(f"this is not a document of {kind}: {error.__cause__}") from None
    return noun


class RowStorage(Storage):
    """All tables; nothing is read before it is asked for."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def read(self) -> dict[str, Any]:
        with self.rows.reading() as connection:
            kinds = connection.execute("SELECT DISTINCT kind FROM documents").fetchall()
        return {kind: DocumentMapping(kind, self.rows.reading) for (kind,) in kinds}

    def write(self, data: dict[str, Any]) -> None:
        """Make `data` all there is; a table that came from `read` stays as it is (drop_table, drop_tables)."""
        with self.rows.writing() as connection:
            for kind, kept in self.read().items():
                if not isinstance(data.get(kind), DocumentMapping):
                    document_rows.drop(connection, kind, list(kept))
            for kind, table in data.items():
                if not isinstance(table, DocumentMapping):
                    document_rows.put(connection, kind, [checked(kind, str(id), dict(table[id])) for id in table])


class DocumentTable(Table):
    """Ids are words; nothing is cached, because other processes write too."""

    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0
    _storage: RowStorage

    def __init__(self, storage: RowStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size, persist_empty)

    def insert(self, document: Mapping[str, Any]) -> Any:
        return super().insert(self._named(document))

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> Any:
        return super().insert_multiple([self._named(document) for document in documents])

    def _named(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.name not in codec.KINDS or isinstance(document, Document) or not isinstance(document, Mapping):
            return document
        noun = _noun(self.name, codec.ENCODER.encode(dict(document)))
        return Document(document, doc_id=codec.identity(noun))  # type: ignore[arg-type]

    def _get_next_id(self) -> Any:
        return secrets.token_hex(8)

    def _read_table(self) -> Any:
        return DocumentMapping(self.name, self._storage.rows.reading)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._storage.rows.writing() as connection:
            table = DocumentMapping(self.name, lambda: nullcontext(connection))
            updater(table)
            table.settle()


class Page(DocumentTable):
    """Some documents, in the order of their row numbers as given, and as they are read today: what an older csmail
    left out of one has its default."""

    def __init__(self, storage: RowStorage, name: str, numbers: Sequence[int]) -> None:
        super().__init__(storage, name)
        self._numbers = numbers

    def _read_table(self) -> Any:
        with self._storage.rows.reading() as connection:
            bodies = list(document_rows.bodies(connection, self._numbers))
        nouns = (codec.decode(self.name, body) for body in bodies)
        return {codec.identity(noun): codec.fields(self.name, codec.encode(noun)) for noun in nouns}


class Documents(TinyDB):
    """`Documents(rows, storage=RowStorage)`."""

    table_class = DocumentTable  # type: ignore[assignment]
    storage: RowStorage

    def page(self, kind: str, numbers: Sequence[int]) -> Page:
        """A table of these documents alone, to search in."""
        return Page(self.storage, kind, numbers)
