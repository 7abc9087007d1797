"""How the columns of a table share the width of a terminal.

| kind | when there is too little room |
| --- | --- |
| whole | it stays as it is: an id, a moment, a state, a command to copy |
| gives | it is cut, first of all: a subject |
| words | it is wrapped, after the subjects have given way |

Where even that is too wide, the columns that find no place stand below the others, indented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from csmail.wording.safe_text import cells, cut

Kind = Literal["whole", "gives", "words"]
GAP = "  "
INDENT = "    "
STEPS: tuple[tuple[Kind, int], ...] = (("gives", 24), ("words", 16), ("gives", 12), ("words", 10))
"""Which columns shrink one after the other, down to how many cells."""
MOST_LINES = 6
"""Of one cell; the rest is in `show`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its title."""

    title: str
    kind: Kind = "whole"


Head = Sequence[str | Column]


def gives(title: str) -> Column:
    """A column that is cut before all others."""
    return Column(title, "gives")


def worded(title: str) -> Column:
    """A column whose words are wrapped."""
    return Column(title, "words")


def columns(head: Head) -> list[Column]:
    """Those written as bare titles are whole."""
    return [one if isinstance(one, Column) else Column(one) for one in head]


def used(widths: Sequence[int]) -> int:
    """Cells of columns side by side."""
    return sum(widths) + len(GAP) * (len(widths) - 1)


def fitted(kinds: Sequence[Kind], widest: Sequence[int], room: int) -> list[int] | None:
    """Widths that fit into `room` side by side, None where there are none."""
    fitting = list(widest)
    for kind, least in STEPS:
        _shrink(fitting, [at for at, one in enumerate(kinds) if one == kind], least, room)
    return fitting if used(fitting) <= room else None


def _shrink(widths: list[int], places: Sequence[int], least: int, room: int) -> None:
    """Take what is too much from the widest of them."""
    while (excess := used(widths) - room) > 0 and (wide := [at for at in places if widths[at] > least]):
        at = max(wide, key=lambda one: widths[one])
        below = max([least, *(widths[one] for one in wide if widths[one] < widths[at])])
        widths[at] -= min(excess, max(1, widths[at] - below))


def leading(kinds: Sequence[Kind], widest: Sequence[int], room: int) -> int:
    """How many of the first columns stand side by side when not all can: those that are whole, one at least."""
    count = 1
    while count < len(kinds) and kinds[count] == "whole" and used(widest[: count + 1]) <= room:
        count += 1
    return count


def wrapped(text: str, width: int, most: int = MOST_LINES) -> list[str]:
    """`text` in lines of at most `width` cells, split between words; what is longer than a line is split inside."""
    lines: list[str] = [""]
    for word in text.split(" "):
        room = width - cells(lines[-1]) - bool(lines[-1])
        if cells(word) <= room:
            lines[-1] += f" {word}" if lines[-1] else word
            continue
        pieces = pieces_of(word, width)
        lines[-1:] = [*([lines[-1]] if lines[-1] else []), *pieces]
    return lines if len(lines) <= most else [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]


def pieces_of(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells, two at least."""
    pieces, piece = [], ""
    for character in word:
        if piece and cells(piece + character) > max(width, 2):
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]
