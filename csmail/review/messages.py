"""Messages of a conversation as lines: what strangers wrote can neither act nor fill the screen without end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.review import times
from csmail.review.line import LONGEST, Line, cells, cut, flat, line, shown, wrapped
from csmail.review.said import said

MOST_LINES = 500
INDENT = "  "
AUTOMATIC_LINES = 2
UNITS = ((1 << 20, "MB"), (1 << 10, "KB"))


def drawn(one: Message, now: datetime, desk: Desk, width: int) -> Iterator[Line]:
    """Its head, its text, its files. What csmail said by itself is cut to a line or two: everybody knows it."""
    yield line((f" {times.day_clock(one.received_at, now, desk)} {_who(one)}", "bold"))
    if one.direction == "out" and one.automatic:
        most = 1 if width <= 80 else AUTOMATIC_LINES
        yield from (line(" " + INDENT + text) for text in _beginning(one.text, width - 4, most))
        return
    yield from text_lines(one.text, width)
    for file in one.attachments:
        yield line(
            (f"{'':{max(width - cells(_file(file.name, file.size)) - 2, 1)}}{_file(file.name, file.size)}", "dim")
        )


def size(octets: int) -> str:
    """`214 KB`, `1.4 KB`, `12 B`."""
    for unit, name in UNITS:
        if octets >= unit:
            number = octets / unit
            return f"{number:.1f} {name}" if number < 10 else f"{number:.0f} {name}"
    return f"{octets} B"


def text_lines(text: str, width: int, most: int = MOST_LINES) -> Iterator[Line]:
    """Lines of a text of strangers, indented; one that is too long is cut, the rest is counted."""
    every = shown(text).rstrip("\n").split("\n")
    for one in every[:most]:
        for part in wrapped(one[:LONGEST], width - len(INDENT) - 2):
            yield line(" " + INDENT + part)
        if len(one) > LONGEST:
            yield line((" " + INDENT + said("review_line_cut", count=f"{len(one) - LONGEST:,}"), "dim"))
    if len(every) > most:
        yield line((" " + INDENT + said("review_lines_more", count=f"{len(every) - most:,}"), "dim"))


def _who(one: Message) -> str:
    if one.direction == "note":
        return said("review_note_by", **({"by": flat(one.author).partition("@")[0]} if one.author else {}))
    if one.direction == "out" and one.automatic:
        return said("review_automatic")
    first = one.originators[0] if one.originators else None
    name = flat(first.name or first.spec) if first else said("review_no_name")
    if one.visibility == "unsent":
        return said("review_unsent", name=name)
    return said("review_internal", name=name) if one.visibility == "internal" else name


def _beginning(text: str, width: int, most: int) -> Iterator[str]:
    words = flat(text)
    rows = list(wrapped(words, width))
    yield from rows[: most - 1]
    rest = " ".join(rows[most - 1 :])
    if rest:
        yield cut(rest, width)


def _file(name: str, octets: int) -> str:
    return f"[{cut(flat(name), 40)} {size(octets)}]" if octets else f"[{cut(flat(name), 40)}]"
