"""Text of strangers, made harmless before a terminal sees it.

A subject can clear the screen, set the title, write the clipboard (OSC 52) or answer on our behalf (DECRQSS, `6n`);
rich and `print` let all of that through. Controls are shown instead of obeyed, what is invisible or turns the
reading direction is taken out or named, and what is left can be cut to a width in cells.
"""

from __future__ import annotations

import re
import unicodedata

PICTURES = 0x2400  # U+2400..U+241F draw the C0 controls, U+2421 draws DEL
TAB_CELLS = 8

SHOWN = {code: chr(PICTURES + code) for code in range(0x20) if code not in (0x09, 0x0A)}
SHOWN[0x7F] = "\u2421"
SHOWN |= {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}  # C1: 8-bit terminals obey them, in UTF-8 too
SHOWN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # a lone surrogate cannot be encoded
SHOWN |= dict.fromkeys((0x2028, 0x2029), " ")

# Bidi controls (UAX 9), zero-width and other invisible format characters, language tags (U+E0000..U+E007F).
HIDDEN = (
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
REMOVED = SHOWN | dict.fromkeys(HIDDEN, "")
REVEALED = SHOWN | {code: f"<U+{code:04X}>" for code in HIDDEN}
WHITE = re.compile(r"\s+")


def safe_text(text: str, *, width: int = 0, reveal: bool = False) -> str:
    """`text` for a terminal: line feeds and tabs stay, nothing else acts.

    `width` cuts every line to that many cells. `reveal` names hidden characters instead of removing them, for
    words somebody is about to send: what is sent must be what was shown.
    """
    clean = text.replace("\r\n", "\n").translate(REVEALED if reveal else REMOVED)
    if not width:
        return clean
    return "\n".join(cut(line.expandtabs(TAB_CELLS), width) for line in clean.split("\n"))


def one_line(text: str, width: int = 0) -> str:
    """`text` for a cell of a table: white space folded, cut to `width` cells when that is not 0."""
    flat = WHITE.sub(" ", text.replace("\r\n", "\n").translate(REMOVED)).strip()
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
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
