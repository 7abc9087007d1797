"""The articles of a desk: a folder of files, read again when one of them changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from csmail.errors import ConfigurationError
from csmail.knowledge.articles import FILE, LARGEST, BadArticle, parse
from csmail.knowledge.index import Index, Shelf
from csmail.knowledge.review import Remark, reviewed
from csmail.model.knowledge import Article, Hit, Section
from csmail.ports.knowledge import Knowledge, Question
from csmail.reason import Place, Problem, Reason

EXAMPLE = "knowledge: {path: FOLDER}"
MOST = 20_000
"""Files of a folder that are looked at."""


def open(folder: Path, cache: Path | None, own: Mapping[str, str]) -> ArticleFolder:
    """The articles of `folder`; `cache` is where their index is kept, None keeps it in memory, `own` are spellings of
    the desk. Raises ConfigurationError when there is no folder."""
    try:
        files = sorted(islice((one for one in os.scandir(folder) if FILE.fullmatch(one.name)), MOST), key=_name)
        seen = [(one.name, *_state(one)) for one in files]
    except OSError as error:
        why = Reason.of("no_articles", folder=folder, said=error.strerror)
        raise ConfigurationError(why, Reason.of("advice_knowledge_folder", example=EXAMPLE)) from None
    fingerprint = hashlib.sha256(repr((str(folder.absolute()), seen, sorted(own.items()))).encode()).hexdigest()
    return ArticleFolder(folder, Index(cache, fingerprint, lambda: _shelf(folder, [one.name for one in files]), own))


class ArticleFolder(Knowledge):
    """The port over one folder. A change of a file shows after the folder is opened again."""

    def __init__(self, folder: Path, index: Index) -> None:
        self._folder, self._index = folder, index

    @property
    def unreadable(self) -> Sequence[str]:
        return self._index.unreadable

    def articles(self) -> Sequence[Article]:
        return self._index.articles()

    def search(self, question: Question) -> Sequence[Hit]:
        return self._index.find(question)

    def suggest(self, question: Question, today: date, limit: int) -> Sequence[Hit]:
        found = (hit for hit in self._index.find(question) if hit.words and not hit.article.expired(today))
        return list(islice(found, limit))

    def cited(self, name: str, language: str) -> tuple[Article, Section] | None:
        id, _, anchor = name.partition("#")
        written = [one for one in self.articles() if one.id == id]
        for article in sorted(written, key=lambda one: one.language != language):
            for section in article.sections:
                if section.anchor == anchor or not anchor:
                    return article, section
        return None

    def remarks(self, templates: Collection[str], today: date) -> list[Remark]:
        """What is wrong with files that cannot be read, then what is to be said of the others."""
        read = _read(self._folder, self.unreadable)
        unreadable = [Remark("error", error.problem) for error in read if isinstance(error, BadArticle)]
        return [*unreadable, *reviewed(self._folder.name, self.articles(), templates, today)]


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _state(entry: os.DirEntry[str]) -> tuple[int, int]:
    seen = entry.stat()
    return seen.st_size, seen.st_mtime_ns


def _shelf(folder: Path, files: Sequence[str]) -> Shelf:
    articles: list[Article] = []
    unreadable: list[str] = []
    for file, found in zip(files, _read(folder, files), strict=True):
        if isinstance(found, Article):
            articles.append(found)
        else:
            unreadable.append(file)
    return Shelf(articles, unreadable)


def _read(folder: Path, files: Sequence[str]) -> Iterator[Article | BadArticle]:
    for file in files:
        place = f"{folder.name}/{file}"
        try:
            with (folder / file).open("rb") as opened:
                yield parse(place, opened.read(LARGEST + 1))
        except BadArticle as error:
            yield error
        except OSError as error:
            yield BadArticle(Problem(Place(place), Reason.of("article_unreadable", said=error.strerror)))
