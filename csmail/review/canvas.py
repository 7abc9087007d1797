"""The one widget: paints the lines of a frame, and only those that differ from what is on the screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from csmail.review.line import Line, plain

COLOURS = frozenset({"red", "green", "yellow", "blue", "magenta"})


def coloured() -> bool:
    """Whether colour may be used: no NO_COLOR (https://no-color.org), no dumb terminal."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@cache
def _style(words: str, colour: bool) -> Style:
    """The sixteen colours of the terminal by their names, so that its own choice of them holds."""
    some = [word for word in words.split() if colour or word not in COLOURS]
    return Style.parse(" ".join(some) or "none")


class Canvas(ScrollView, can_focus=True):
    """Drawn line by line: a list of 10,000 is never made into widgets (a table of them is painted after 2.6 s)."""

    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; scrollbar-size: 0 0; overflow: hidden; }"

    def __init__(self, resized: Callable[[], None]) -> None:
        super().__init__()
        self._resized = resized
        self._rows: list[Line] = []
        self._colour = coloured()

    def show(self, rows: list[Line]) -> int:
        """Paint these lines; how many of them are new."""
        before, self._rows = self._rows, rows
        width = self.size.width
        self.virtual_size = Size(width, len(rows))
        if len(before) != len(rows):
            self.refresh()
            return len(rows)
        new = [y for y, row in enumerate(rows) if row != before[y]]
        if new:
            self.refresh(*(Region(0, y, width, 1) for y in new))
        return len(new)

    def on_resize(self) -> None:
        self._resized()

    @property
    def words(self) -> tuple[str, ...]:
        """What is painted, without its styles."""
        return tuple(map(plain, self._rows))

    def render_line(self, y: int) -> Strip:
        """One line as Textual paints it. Words only: nothing in it is markup."""
        row = self._rows[y] if y < len(self._rows) else ()
        segments = [Segment(text, _style(style, self._colour)) for text, style in row if text]
        return Strip(segments).adjust_cell_length(self.size.width)
