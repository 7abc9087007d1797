"""Splits a text for the courtesy lint: what is not ours blanked, lines, sentences, words; every place stays true.

Each pattern is a run of one kind of characters, so that the work grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from csmail.tone.words.courtesy_common import ABBREVIATIONS

CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\[\]{}`]*", re.IGNORECASE)
RUN = re.compile(r"[^\s<>()\[\]{},;:\"'`]+")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
ITEM = re.compile(r"[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]")
SENTENCE_END = re.compile(r"[.!?](?=\s)")
BEFORE_DOT = re.compile(r"[\w.]*\Z")
LONGEST_ABBREVIATION = 8
TRAILING = ".,;:!?)'\""


class Span(NamedTuple):
    """Characters of a text from `start` up to, without, `end`; `listed` says that a sentence is an item of a list."""

    start: int
    end: int
    listed: bool = False


def blanked(text: str) -> str:
    """`text` with quoted lines, code, links and addresses as spaces, and one kind of apostrophe; of the same length."""
    plain = text.replace("’", "'")
    lines = (" " * len(line) if line.startswith(">") else line for line in plain.split("\n"))
    plain = "\n".join(lines)
    if "`" in plain:
        plain = CODE.sub(lambda found: " " * len(found[0]), plain)
    plain = LINK.sub(_without_its_end, plain)
    if "@" not in plain:
        return plain
    return RUN.sub(lambda run: _without_its_end(run) if _is_address(run[0]) else run[0], plain)


def _is_address(run: str) -> bool:
    local, at, domain = run.rpartition("@")
    return bool(local and at and domain)


def _without_its_end(found: re.Match[str]) -> str:
    """Spaces; the full stop behind a link ends the sentence all the same."""
    kept = found[0].rstrip(TRAILING)
    return " " * len(kept) + found[0][len(kept) :]


def lines(text: str) -> list[Span]:
    """The lines that hold something, without white space at either end."""
    found, at = [], 0
    for line in text.split("\n"):
        if bare := line.strip():
            start = at + len(line) - len(line.lstrip())
            found.append(Span(start, start + len(bare)))
        at += len(line) + 1
    return found


def sentences(text: str) -> list[Span]:
    """A paragraph ends at an empty line, a sentence behind its mark; an item of a list is one sentence."""
    found: list[Span] = []
    for block in _blocks(text):
        found += [block] if block.listed else _sentences(text, block)
    return found


def _blocks(text: str) -> Iterator[Span]:
    start, end, at, listed = -1, 0, 0, False
    for line in text.split("\n"):
        item = ITEM.match(line) is not None
        continues = bool(line.strip()) and not item and (not listed or line[:1] in (" ", "\t"))
        if start >= 0 and not continues:
            yield Span(start, end, listed)
            start = -1
        if line.strip():
            if start < 0:
                start, listed = at, item
            end = at + len(line)
        at += len(line) + 1
    if start >= 0:
        yield Span(start, end, listed)


def _sentences(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for mark in SENTENCE_END.finditer(text, block.start, block.end):
        if mark[0] == "." and _abbreviates(text, mark.start()):
            continue
        yield Span(start, mark.end())
        start = mark.end()
    if text[start : block.end].strip():
        yield Span(start, block.end)


def _abbreviates(text: str, dot: int) -> bool:
    before = BEFORE_DOT.search(text[max(0, dot - LONGEST_ABBREVIATION) : dot])
    return before is not None and before[0].lower() in ABBREVIATIONS


def count_words(text: str, span: Span) -> int:
    """How many words stand there: runs of letters with inner `'` or `-`, and numbers."""
    return len(WORD.findall(text, span.start, span.end))
