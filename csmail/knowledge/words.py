"""Which spellings are one word: lower case without marks, one spelling for many, then the stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from csmail.knowledge.lists import INFORMAL, STEMS, STOP

WORD = re.compile(r"[a-z0-9]+")
DOUBLED = re.compile(r"[a-z]+2")
"""`cepat2` is how Indonesians write `cepat-cepat`."""
SNOWBALL = {"id": "indonesian", "en": "english"}
LONGEST = 64
"""A longer run of letters is not a word; the stemmer would take a while for it."""


class Word(NamedTuple):
    """A word as it was written, as we spell it, and its stem."""

    written: str
    spelled: str
    stem: str


class Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


def words(text: str, language: str, own: Mapping[str, str]) -> Iterator[Word]:
    """Every word of `text`; `own` are spellings of the desk, before ours."""
    informal = INFORMAL.get(language, {})
    for written in WORD.findall(_plain(text)):
        word = written[:-1] if DOUBLED.fullmatch(written) else written
        spelled = own.get(word) or informal.get(word, word)
        yield Word(written, spelled, _stem(spelled, language))


def telling(text: str, language: str, own: Mapping[str, str]) -> Iterator[Word]:
    """The words of a question that say what it is about."""
    return (word for word in words(text, language, own) if word.spelled not in STOP)


def stems(text: str, language: str, own: Mapping[str, str]) -> str:
    """The stems of `text` with a space between, as they lie in the index."""
    return " ".join(word.stem for word in words(text, language, own))


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in spread if not unicodedata.combining(character))


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    if language not in SNOWBALL or len(word) > LONGEST:
        return word
    stem = _stemmer(language).stemWord(word)
    return STEMS.get(language, {}).get(stem, stem)


@cache
def _stemmer(language: str) -> Stemmer:
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer(SNOWBALL[language])
    return stemmer
