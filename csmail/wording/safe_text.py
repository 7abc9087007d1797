"""Text of strangers as a terminal shows it: harmless, and cut to a width in cells."""

from __future__ import annotations

import re
import unicodedata

from csmail.wording.harmless import harmless

TAB_CELLS = 8
EMOJI_STYLE = "\ufe0f"
"""Behind a narrow sign it asks for the picture, which takes two cells."""
WHITE = re.compile(r"\s+")


def safe_text(text: str, *, width: int = 0, reveal: bool = False) -> str:
    """`text` for a terminal: line feeds and tabs stay, nothing else acts.

    `width` cuts every line to that many cells. `reveal` names hidden characters instead of removing them, for
    words somebody is about to send: what is sent must be what was shown.
    """
    clean = harmless(text, "named" if reveal else "drawn")
    if not width:
        return clean
    return "\n".join(cut(line.expandtabs(TAB_CELLS), width) for line in clean.split("\n"))


def one_line(text: str, width: int = 0) -> str:
    """`text` for a cell of a table: white space folded, cut to `width` cells when that is not 0."""
    flat = WHITE.sub(" ", harmless(text, "drawn")).strip()
    return cut(flat, width) if width else flat


def cells(text: str) -> int:
    """How many columns a terminal needs for `text`, one line (East Asian wide characters take two)."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def cut(line: str, width: int) -> str:
    """`line`, at most `width` cells, with an ellipsis where something was cut off."""
    if cells(line) <= width:
        return line
    used = 0
    for index, character in enumerate(line):
        used += _cells(character)
        if used > width - 1:
            return line[:index] + "…"
    return line


def _cells(character: str) -> int:
    if character == EMOJI_STYLE:
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
