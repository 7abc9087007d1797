"""Splits a text into folded words: case, accents, drawn-out letters, digits for letters and chat spelling undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from csmail.tone.words.slang import CONTRACTED, SPELLED

UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
WORD = re.compile(rf"[\w{UNSEEN}]+(?:['’ʼ`´][\w{UNSEEN}]+)*")
NO_LETTERS = re.compile(rf"[{UNSEEN}_]")
DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
DOUBLED = re.compile(r"([a-z]{2,})2([a-z]*)")  # "jgn2", "bisa2nya": the word twice
INSTEAD = re.compile(r"(?<=[a-z])[01345](?=[a-z])")  # "k3c3wa", "p3n1pu"
DIGITS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s"}
APOSTROPHES = str.maketrans("’ʼ`´", "''''")
SENTENCE_END = re.compile(r"[!?;]|\.(?!\d)|\n\s*\n|\n\s*[-*•]\s")
CLAUSE_END = re.compile(r"[,:()\[\]—–\u2026]|\s-\s")
LONGEST_WORD = 40
FOLDS = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word with where its original stands, and the number of its sentence and of its clause."""

    word: str
    start: int
    end: int
    sentence: int
    clause: int


def tokens(text: str) -> list[Token]:
    """The words of `text` in order; one original may give two ("can't": can, not). Linear in the length of `text`."""
    found: list[Token] = []
    sentence = clause = end = 0
    before = ""
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        if SENTENCE_END.search(between):
            sentence, clause, before = sentence + 1, clause + 1, ""
        elif CLAUSE_END.search(between):
            clause, before = clause + 1, ""
        end = match.end()
        words = folded(match[0][:LONGEST_WORD])
        if between == "-" and words == before:
            continue  # "abal-abal", "buru-buru": Indonesian doubles words, "jgn2" writes the same
        before = words
        found += [Token(word, match.start(), end, sentence, clause) for word in words.split(" ") if word]
    return found


@lru_cache(maxsize=4096)
def folded(written: str) -> str:
    """One written word as the lists spell it: one word, or several with spaces between.

    What comes out of one step may be chat spelling itself ("n3'k2" is "nek2"): folded until nothing changes.
    """
    words = written
    for _ in range(FOLDS):
        before, words = words, " ".join(filter(None, map(_folded_once, words.split(" "))))
        if words == before:
            break
    return words


def _folded_once(written: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFKD", written.lower()) if one.isalnum() or one in "'’ʼ`´")
    word = DRAWN_OUT.sub(r"\1", _joined(NO_LETTERS.sub("", plain.translate(APOSTROPHES)).lower()))
    doubled = DOUBLED.fullmatch(word)
    if doubled:
        base, suffix = _spelled(doubled[1]), doubled[2]
        return f"{base} {base}{suffix}" if suffix else base
    word = DRAWN_OUT.sub(r"\1", INSTEAD.sub(lambda digit: DIGITS[digit[0]], word))
    return _spelled(word)


def _joined(word: str) -> str:
    """Without the apostrophes that shorten nothing: what they part is one word for all that follows."""
    head, _, tail = word.rpartition("'")
    shortens = tail in CONTRACTED or (tail == "t" and head.endswith("n"))
    return word.replace("'", "") if not shortens else head.replace("'", "") + "'" + tail


def _spelled(word: str) -> str:
    if word in SPELLED:
        return SPELLED[word]
    head, apostrophe, tail = word.rpartition("'")
    if not apostrophe:
        return word
    if tail == "t" and head.endswith("n"):
        stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(head[:-1], head[:-1])
        return f"{stem} not"
    return f"{head} {CONTRACTED[tail]}".strip()
