"""Draws a table for people, however narrow their terminal is; for programs bare lines split by tabs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from csmail.cli.terminal.columns import GAP, INDENT, Column, Head, columns, fitted, leading, wrapped
from csmail.cli.terminal.output import Part, Styled, bare, drawn, text_of
from csmail.cli.terminal.pager import paged
from csmail.wording.safe_text import cells, cut, one_line
from csmail.wording.spoken import spoken

Cell = tuple[Part, str]
Row = list[Cell]
LEAST = 12
"""Cells that a subject gets on a line at least."""


def table(head: Head, rows: Iterable[Sequence[Part]]) -> None:
    """Columns under `head` on a terminal, through a pager when they are long; else bare lines split by tabs."""
    filled = [[(part, one_line(text_of(part))) for part in row] for row in rows]
    if bare():
        for row in filled:
            print("\t".join(text for _, text in row))
    elif filled:
        titled = [replace(one, title=spoken(one.title)) for one in columns(head)]
        paged(list(laid_out(titled, filled, shutil.get_terminal_size().columns)))


def laid_out(head: Sequence[Column], rows: Sequence[Row], room: int) -> Iterator[str]:
    """The lines of the table, no wider than `room` wherever that can be."""
    titles: Row = [(Styled(one.title, "dim"), one.title) for one in head]
    widest = _widest(titles, rows)
    widths = fitted([one.kind for one in head], widest, room)
    if widths is None:
        head, titles, rows = _without_empty(head, titles, rows)
        widest = _widest(titles, rows)
        widths = fitted([one.kind for one in head], widest, room)
    for row in (titles, *rows):
        if widths is None:
            yield from _folded(row, head, widest, room)
        else:
            yield from _side_by_side(row, head, widths)


def _widest(titles: Row, rows: Sequence[Row]) -> list[int]:
    return [max(cells(row[at][1]) for row in (titles, *rows)) for at in range(len(titles))]


def _without_empty(head: Sequence[Column], titles: Row, rows: Sequence[Row]) -> tuple[list[Column], Row, list[Row]]:
    """Columns in which nothing stands make room."""
    kept = [at for at in range(len(head)) if any(row[at][1] for row in rows)]
    return [head[at] for at in kept], [titles[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _side_by_side(row: Row, head: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    shown = [_lines(text, one, width) for (_, text), one, width in zip(row, head, widths, strict=True)]
    for at in range(max(map(len, shown))):
        line = [
            _padded(part, lines[at] if at < len(lines) else "", width)
            for (part, _), lines, width in zip(row, shown, widths, strict=True)
        ]
        yield GAP.join(line).rstrip()


def _lines(text: str, column: Column, width: int) -> list[str]:
    return wrapped(text, width) if column.kind == "words" else [cut(text, width)]


def _padded(part: Part, text: str, width: int) -> str:
    return drawn(part, text) + " " * (width - cells(text))


def _folded(row: Row, head: Sequence[Column], widest: Sequence[int], room: int) -> Iterator[str]:
    """The first columns on a line, the others below them one after the other, indented."""
    count = leading([one.kind for one in head], widest, room)
    first = [_padded(part, cut(text, room), width) for (part, text), width in zip(row[:count], widest, strict=False)]
    yield GAP.join(first).rstrip()
    line, left = "", room - len(INDENT)
    for (part, text), column in zip(row[count:], head[count:], strict=True):
        for some in _flowing(text, column, left, room - len(INDENT)):
            gap = len(GAP) if line else 0
            if line and cells(some) > left - gap:
                yield INDENT + line
                line, left, gap = "", room - len(INDENT), 0
            line += (GAP if line else "") + drawn(part, some)
            left -= cells(some) + gap
    if line:
        yield INDENT + line


def _flowing(text: str, column: Column, left: int, room: int) -> list[str]:
    """What of a cell stands on the line that has `left` cells still, and on those after it."""
    if not text:
        return []
    if column.kind == "gives":
        rest = left - len(GAP)
        return [cut(text, rest if rest >= min(LEAST, cells(text)) else room)]
    return wrapped(text, room)
