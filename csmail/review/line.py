"""Lines of a screen: parts of text with a style each, measured in the cells of a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import get_character_cell_size as size_of

from csmail.wording.safe_text import safe_text

Part = tuple[str, str]
"""Text and style; a style is of the words that `app` knows: bold, dim, red, reverse …"""
Line = tuple[Part, ...]
EMPTY: Line = ()
TAB_CELLS = 8
LONGEST = 2_000
# Terminals do not agree how wide these make a letter; without them every one counts the same.
SHAPING = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
FLAG_LETTERS = {0x1F1E6 + number: chr(ord("A") + number) for number in range(26)}
WORD = re.compile(r"\s*\S+|\s+$")


def shown(text: str) -> str:
    """Text of strangers in which nothing acts, and of which every terminal counts the same cells."""
    return SHAPING.sub("", safe_text(text)).translate(FLAG_LETTERS) if not text.isascii() else safe_text(text)


def flat(text: str) -> str:
    """The same on one line."""
    return " ".join(shown(text[:LONGEST]).split())


def line(*parts: str | Part) -> Line:
    """A line of words, some with a style."""
    return tuple((part, "") if isinstance(part, str) else part for part in parts)


def plain(one: Line) -> str:
    """Its words alone."""
    return "".join(text for text, _ in one)


def cells(text: str) -> int:
    """How many columns `text` takes."""
    return len(text) if text.isascii() else sum(map(size_of, text))


def width_of(one: Line) -> int:
    return sum(cells(text) for text, _ in one)


def cut(text: str, width: int) -> str:
    """`text`, at most `width` cells, with an ellipsis where something was cut off; no letter is split."""
    if cells(text) <= width:
        return text
    used = 0
    for index, character in enumerate(text):
        used += size_of(character)
        if used > width - 1:
            return text[:index] + "…" if width > 0 else ""
    return text


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells."""
    short = cut(text, width)
    return short + " " * (width - cells(short))


def fitted(one: Line, width: int) -> Line:
    """The line in exactly `width` cells. Every line of a screen comes through here: a sentence may hold words of a
    stranger, so nothing that acts gets further."""
    left, kept = width, []
    for words, style in one:
        text = words if words.isprintable() else shown(words).replace("\n", " ").replace("\t", " ")
        if cells(text) > left:
            kept.append((fit(text, left), style))
            return tuple(kept)
        kept.append((text, style))
        left -= cells(text)
    return (*kept, (" " * left, "")) if left else tuple(kept)


def spread(left: Line, right: Line, width: int) -> Line:
    """One at the left, one at the right edge; the left one gives way."""
    room = max(width - width_of(right) - (1 if right else 0), 0)
    return (*fitted(left, room), *(((" ", ""),) if right else ()), *right)


def styled(one: Line, style: str) -> Line:
    """The whole line in one more style."""
    return tuple((text, f"{own} {style}".strip()) for text, own in one)


def rule(width: int, title: str = "") -> Line:
    """A line across; with a title behind its first letters."""
    return line((f"─ {title} ".ljust(width, "─")[:width] if title else "─" * width, "dim"))


def wrapped(text: str, width: int) -> Iterator[str]:
    """`text`, one line, broken between words where it can be; a word that is too long is broken where it must."""
    text = text.expandtabs(TAB_CELLS)
    if cells(text) <= width:
        yield text
        return
    row = ""
    for word in WORD.findall(text):
        if row and cells(row) + cells(word.rstrip()) > width:
            yield row.rstrip()
            row = word.lstrip()
        else:
            row += word
        while cells(row) > width:
            head = _head(row, width)
            yield head
            row = row[len(head) :]
    if row.strip():
        yield row.rstrip()


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """Those that say something."""
    return between.join(filter(None, parts))


def _head(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += size_of(character)
        if used > width:
            return text[: max(index, 1)]
    return text
