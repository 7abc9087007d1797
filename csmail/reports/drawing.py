"""Numbers as small pictures: blocks for a terminal, SVG for a page. Whoever cannot see them reads the numbers."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH, HEIGHT, GAP = 14, 36, 2
"""Of a bar in the page, in pixels."""


def spark(values: Sequence[int]) -> str:
    """A block a value, the lowest for nothing; "" for one value or only zeros."""
    most = max(values, default=0)
    if len(values) < 2 or not most:
        return ""
    return "".join(BLOCKS[-(-value * (len(BLOCKS) - 1) // most)] for value in values)


def bars(values: Sequence[int], titles: Sequence[str]) -> str:
    """An SVG element with a bar a value, each with its title; "" where there is nothing to see. Titles are escaped."""
    from html import escape

    most = max(values, default=0)
    if not most:
        return ""
    drawn = []
    for number, (value, title) in enumerate(zip(values, titles, strict=True)):
        height = max(1, round(value * HEIGHT / most)) if value else 0
        drawn.append(
            f'<rect x="{number * (WIDTH + GAP)}" y="{HEIGHT - height}" width="{WIDTH}" height="{height}">'
            f"<title>{escape(title)}</title></rect>"
        )
    width = len(values) * (WIDTH + GAP) - GAP
    return (
        f'<svg class="bars" role="img" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}">'
        f"{''.join(drawn)}</svg>"
    )
