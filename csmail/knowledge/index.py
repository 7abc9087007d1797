"""Finds sections by the stems of their words, with SQLite's FTS5, in a file that can be made anew at any time.

| what can fail | what happens |
| --- | --- |
| no such file, a damaged one, one of other articles | made anew beside it, then put in its place |
| the folder cannot be written, the disk is full | the index lies in memory for this process |
| SQLite without FTS5 | nothing is found; `csmail check` says so |
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from csmail import disk
from csmail.knowledge import words
from csmail.model.knowledge import Article, Hit
from csmail.ports.knowledge import Question

Found = TypeVar("Found")
FORMAT = "1"
"""Of the tables and of how words become stems: another one makes every index anew."""
WEIGHTS = (6.0, 5.0, 1.0)
"""Of a word in title, aliases, text."""
OWN_LANGUAGE = 1.5
MOST_WORDS, MOST_TERMS = 400, 64
PLAIN = """
CREATE TABLE made (fingerprint TEXT, unreadable TEXT);
CREATE TABLE articles (number INTEGER PRIMARY KEY, article TEXT);
"""
WITH_WORDS = """
CREATE VIRTUAL TABLE sections USING fts5
    (title, aliases, body, article UNINDEXED, section UNINDEXED, language UNINDEXED, tokenize = 'unicode61');
"""
FIND = """
SELECT article, section, title || ' ' || aliases,
       bm25(sections, ?, ?, ?) * CASE language WHEN ? THEN ? ELSE 1 END AS score
FROM sections WHERE sections MATCH ? ORDER BY score, article, section
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is: articles that could be read, sorted, and the files that could not."""

    articles: Sequence[Article]
    unreadable: Sequence[str] = ()


class Index:
    """Of what `read` answers with, asked only when the index of `file` is not of `fingerprint`; None: in memory."""

    def __init__(self, file: Path | None, fingerprint: str, read: Callable[[], Shelf], own: Mapping[str, str]) -> None:
        self._read, self._own = read, own
        self._fingerprint = f"{FORMAT}/{fingerprint}"
        self._connection = self._opened(file) if file else self._made(":memory:")

    def close(self) -> None:
        self._connection.close()

    @property
    def unreadable(self) -> Sequence[str]:
        """The files that could not be read."""
        return self._sound(lambda: msgspec.json.decode(self._rows("SELECT unreadable FROM made")[0][0], type=list[str]))

    def articles(self) -> list[Article]:
        """All, as `read` sorted them."""
        return self._sound(lambda: list(map(_article, self._rows("SELECT article FROM articles ORDER BY number"))))

    def find(self, question: Question) -> list[Hit]:
        """Every article with a word of the question, the best first, each by its best section."""
        asked = self._terms(question)
        return self._sound(lambda: self._found(asked, question.language)) if asked and searchable() else []

    def _found(self, asked: Mapping[str, str], language: str) -> list[Hit]:
        match = " OR ".join(f'"{stem}"' for stem in asked)  # quoted: nothing of FTS5's own syntax gets through
        found: dict[str, Hit] = {}
        for number, section, names, score in self._rows(FIND, *WEIGHTS, language, OWN_LANGUAGE, match):
            article = _article(self._rows("SELECT article FROM articles WHERE number = ?", number)[0])
            stems = set(names.split())
            named = tuple(written for stem, written in asked.items() if stem in stems)
            found.setdefault(article.id, Hit(article, article.sections[section], named, -score))
        return list(found.values())

    def _terms(self, question: Question) -> dict[str, str]:
        """Stem to the word as it was written, in the order of the question."""
        text = " ".join(question.text.split()[:MOST_WORDS])
        found: dict[str, str] = {}
        for word in words.telling(text, question.language, self._own):
            found.setdefault(word.stem, word.written)
        return dict(islice(found.items(), MOST_TERMS))

    def _rows(self, statement: str, *values: object) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()

    def _sound(self, read: Callable[[], Found]) -> Found:
        """What is read; where that shows that the file is damaged, from a new index in memory."""
        try:
            return read()
        except (sqlite3.DatabaseError, msgspec.MsgspecError, LookupError):
            self._connection.close()
            self._connection = self._made(":memory:")
            return read()

    def _opened(self, file: Path) -> sqlite3.Connection:
        with contextlib.suppress(sqlite3.Error):
            return self._kept(file)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            beside.unlink(missing_ok=True)
            os.close(disk.make_new(beside))
            self._made(str(beside)).close()
            os.replace(beside, file)
            return self._kept(file)
        except (OSError, sqlite3.Error):
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            return self._made(":memory:")

    def _kept(self, file: Path) -> sqlite3.Connection:
        """The index of `file`. Raises sqlite3.Error when it is of other articles, or damaged."""
        where = f"{file.absolute().as_uri()}?mode=ro&immutable=1"  # a new one takes its place, none is written into
        connection = sqlite3.connect(where, uri=True, check_same_thread=False)
        try:
            if connection.execute("SELECT fingerprint FROM made").fetchone() != (self._fingerprint,):
                raise sqlite3.DatabaseError(self._fingerprint)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _made(self, where: str) -> sqlite3.Connection:
        shelf = self._read()
        connection = sqlite3.connect(where, check_same_thread=False)
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {PLAIN}")
        texts = (msgspec.json.encode(one).decode() for one in shelf.articles)
        connection.executemany("INSERT INTO articles VALUES (?, ?)", enumerate(texts))
        unreadable = msgspec.json.encode(list(shelf.unreadable)).decode()
        connection.execute("INSERT INTO made VALUES (?, ?)", (self._fingerprint, unreadable))
        if searchable():
            connection.execute(WITH_WORDS)
            rows = (row for number, one in enumerate(shelf.articles) for row in self._words_of(number, one))
            connection.executemany("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)", rows)
        connection.commit()
        return connection

    def _words_of(self, number: int, article: Article) -> Iterator[tuple[str, str, str, int, int, str]]:
        def stems(text: str) -> str:
            return words.stems(text, article.language, self._own)

        aliases = stems(" ".join(article.aliases))
        for at, one in enumerate(article.sections):
            yield stems(f"{article.title} {one.heading}"), aliases, stems(one.text), number, at, article.language


def _article(row: Sequence[str]) -> Article:
    return msgspec.json.decode(row[0], type=Article)


def searchable() -> bool:
    """Whether this Python's SQLite has FTS5."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE one USING fts5 (text)")
        except sqlite3.OperationalError:
            return False
        return True
