"""The words of conversations and messages in an FTS5 table, written in the transaction of their documents.

The table keeps no text (content='') and no place within one (detail=none): it only says which documents may hold a
word, and the texts decide. Measured over mails of 180 words: 37 us and 250 octets a mail, 46 us and 620 octets with
places. Without content FTS5 must be told the old text of what it forgets; it is read from the old document.

How far the index goes stands beside the documents: "whole"; "off" (not wanted, or SQLite has no FTS5 here); or
"3000/90000" while an older store is worked off, of which the documents between the two numbers are still to come.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from csmail.model.reason import Reason
from csmail.stores.shared import codec
from csmail.stores.shared.search_words import Part, Term
from csmail.stores.tinydb import checksums
from csmail.stores.tinydb.checksums import Damaged

KINDS = frozenset({"conversations", "messages"})
FACT = "search"
TABLE = """\
CREATE VIRTUAL TABLE search USING fts5(said, content='', columnsize=0, detail=none, tokenize='ascii')"""
PORTION = 2000
COMMON = 20_000
"""Documents with one word, above which the word narrows nothing: to ask for it costs more than to read on."""
LONGEST_WORD = 32768
"""Octets of a word that FTS5 keeps (FTS5_MAX_TOKEN_SIZE)."""
OF_WORD = """\
SELECT row FROM conversations_index WHERE row IN (SELECT rowid FROM search WHERE search MATCH ?1)
UNION
SELECT holder.row FROM messages_index AS said
CROSS JOIN documents AS holder ON holder.kind = 'conversations' AND holder.id = said.conversation
WHERE said.row IN (SELECT rowid FROM search WHERE search MATCH ?1)
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which documents are in the index: those up to `done`, and those above `until`."""

    done: int = 0
    until: int = 0
    wanted: bool = True

    @property
    def whole(self) -> bool:
        return self.wanted and self.done >= self.until

    def covers(self, row: int) -> bool:
        return self.wanted and (row <= self.done or row > self.until)


def reach(connection: sqlite3.Connection) -> Reach:
    """How far the index goes. Raises Damaged."""
    word = checksums.demanded(connection, FACT).decode()
    if word in ("whole", "off"):
        return Reach(wanted=word == "whole")
    done, _, until = word.partition("/")
    if not (done.isdigit() and until.isdigit()):
        raise Damaged(f"facts {FACT} says {word!r}")
    return Reach(int(done), int(until))


def said(now: Reach) -> str:
    """As it is written down."""
    return "off" if not now.wanted else "whole" if now.whole else f"{now.done}/{now.until}"


def settle(connection: sqlite3.Connection, wanted: bool) -> None:
    """Begin the index, or give it up, as it is wanted now. Raises sqlite3.Error."""
    wanted = wanted and available(connection)
    if reach(connection).wanted == wanted:
        return
    connection.execute("BEGIN IMMEDIATE")
    if reach(connection).wanted != wanted:
        begin(connection, wanted)
        checksums.keep_schema(connection)
    connection.execute("COMMIT")


def begin(connection: sqlite3.Connection, wanted: bool) -> None:
    """Make the table anew, empty, or take it away; in a transaction of the caller."""
    if available(connection):  # without the module there is no way to drop it either: it stays, and nobody asks it
        connection.execute("DROP TABLE IF EXISTS search")
        connection.execute(TABLE) if wanted else None
    last = connection.execute("SELECT max(row) FROM documents").fetchone()[0] or 0
    _note(connection, Reach(0, last, wanted and available(connection)))


def available(connection: sqlite3.Connection) -> bool:
    """Whether SQLite was built with FTS5 here."""
    return bool(connection.execute("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'").fetchone()[0])


def portion(connection: sqlite3.Connection) -> bool:
    """Take in the next documents of an older store, in a transaction of its own; whether more are to come.

    Death between two portions costs one of them; whoever comes second goes on where the first one is.
    """
    if reach(connection).whole or not reach(connection).wanted:
        return False
    connection.execute("BEGIN IMMEDIATE")
    now = reach(connection)
    query = "SELECT row, kind, body FROM documents WHERE row > ? AND row <= ? ORDER BY row LIMIT ?"
    found = connection.execute(query, (now.done, now.until, PORTION)).fetchall()
    done = found[-1][0] if len(found) == PORTION else now.until
    _insert(connection, [(row, codec.indexed(kind, body)) for row, kind, body in found if kind in KINDS])
    following = Reach(done, now.until, now.wanted)
    _note(connection, following)
    connection.execute("COMMIT")
    return not following.whole


def add(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """New documents: number, text as `search_words.indexed` makes it."""
    now = reach(connection)
    _insert(connection, [row for row in rows if now.covers(row[0])])


def change(connection: sqlite3.Connection, kind: str, rows: Sequence[tuple[int, str]]) -> None:
    """Documents that will be written over, or with the text "" dropped; their old ones are still there."""
    now = reach(connection)
    over = {number: text for number, text in rows if now.covers(number)}
    if not over:
        return
    old = {number: codec.indexed(kind, body) for number, body in _bodies(connection, list(over))}
    changed = [number for number, text in over.items() if old.get(number) != text]
    gone = [(number, old[number]) for number in changed if old.get(number)]
    if gone:
        connection.executemany("INSERT INTO search (search, rowid, said) VALUES ('delete', ?, ?)", gone)
    _insert(connection, [(number, over[number]) for number in changed if over[number]])


def compact(connection: sqlite3.Connection) -> None:
    """Make one tree of all: only so the words of what was taken out are gone from the file. Reads all of the index."""
    if reach(connection).wanted:
        connection.execute("INSERT INTO search(search) VALUES('optimize')")


def candidates(connection: sqlite3.Connection, parts: Iterable[Part]) -> list[int] | None:
    """Rows of the conversations that may hold all parts, newest change first; None when the index narrows nothing."""
    if not reach(connection).whole:
        return None
    found: set[int] | None = None
    for term in sorted({term for part in parts for term in part.terms}, key=lambda one: -len(one.word)):
        asked = _asked(term)
        if found is not None and not found:
            return []
        if _is_common(connection, asked):
            continue
        rows = {row for (row,) in connection.execute(OF_WORD, (asked,))}
        found = rows if found is None else found & rows
    return None if found is None else _newest_first(connection, found)


def faults(connection: sqlite3.Connection, seen: Callable[[], None]) -> Iterator[Reason]:
    """Whether the index says what the documents say: sums over all pairs of word and document, made from both.

    `seen` is called for each document.
    """
    now = reach(connection)
    if not now.wanted:
        return
    if not available(connection):
        yield Reason("words_unreadable")
    elif _sums_of_documents(connection, now, seen) != _sums_of_index(connection):
        yield Reason("words_misindexed")


def _sums_of_documents(connection: sqlite3.Connection, now: Reach, seen: Callable[[], None]) -> tuple[int, int, int]:
    pairs = placed = words = 0
    pattern = re.compile("[0-9a-z\x80-\U0010ffff]+")
    for row, kind, body in connection.execute("SELECT row, kind, body FROM documents"):
        seen()
        if kind in KINDS and now.covers(row):
            found = {word.encode()[:LONGEST_WORD] for word in pattern.findall(_lower(codec.indexed(kind, body)))}
            pairs += len(found)
            placed += row * len(found)
            words += sum(map(zlib.crc32, found))
    return pairs, placed, words


def _sums_of_index(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """In tables of the connection alone, so that a copy that may only be read can be asked as well."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_pairs USING fts5vocab(main, search, instance)")
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search, row)")
    pairs, placed = connection.execute("SELECT count(*), coalesce(sum(doc), 0) FROM search_pairs").fetchone()
    found = connection.execute("SELECT CAST(term AS BLOB), doc FROM search_words")
    return pairs, placed, sum(zlib.crc32(word) * documents for word, documents in found)


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else text


def _asked(term: Term) -> str:
    """The word in quotes, which hold letters and digits alone: no word is a command."""
    return f'"{term.word}"' if term.whole else f'"{term.word}"*'


def _is_common(connection: sqlite3.Connection, asked: str) -> bool:
    query = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1 OFFSET ?"
    return connection.execute(query, (asked, COMMON)).fetchone() is not None


def _newest_first(connection: sqlite3.Connection, rows: Iterable[int]) -> list[int]:
    known = "SELECT row FROM conversations_index WHERE row IN (SELECT value FROM json_each(?))"
    listed = "[" + ",".join(map(str, rows)) + "]"
    return [row for (row,) in connection.execute(f"{known} ORDER BY changed_at DESC, row DESC", (listed,))]


def _bodies(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    listed = "[" + ",".join(map(str, numbers)) + "]"
    query = "SELECT row, body FROM documents WHERE row IN (SELECT value FROM json_each(?))"
    found: Iterator[tuple[int, bytes]] = connection.execute(query, (listed,))
    return found


def _insert(connection: sqlite3.Connection, rows: Sequence[tuple[int, str]]) -> None:
    if rows:  # without an index there is no table
        connection.executemany("INSERT INTO search (rowid, said) VALUES (?, ?)", rows)


def _note(connection: sqlite3.Connection, now: Reach) -> None:
    checksums.write(connection, FACT, said(now).encode())
