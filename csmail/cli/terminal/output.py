"""What a command hands to its reader: lines and tables for people, one document for programs.

Every part of a line is made harmless here, after which colour is added, so that no command can forget it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import typer

from csmail.cli.terminal import streams
from csmail.cli.typer_support.options import chosen
from csmail.wording.safe_text import cells, cut, one_line, safe_text
from csmail.wording.spoken import spoken

Style = Literal["bold", "dim", "red", "green", "yellow"]
CODES: dict[str, str] = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
GAP = "  "
NARROWEST = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Styled:
    """Words with a colour; on anything but a terminal only the words."""

    text: str
    style: Style


Part = str | Styled


def terminal() -> bool:
    return sys.stdout.isatty()


def coloured() -> bool:
    """Whether colour may be used (NO_COLOR, https://no-color.org: set and not empty forbids it)."""
    return terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def line(*parts: Part, reveal: bool = False) -> None:
    """Print the parts one after another as one line (or as many as the text has)."""
    print("".join(_drawn(part, safe_text(_text(part), reveal=reveal)) for part in parts))


def table(head: Sequence[str], rows: Iterable[Sequence[Part]]) -> None:
    """Aligned columns under `head` on a terminal, the widest cut to fit; elsewhere bare lines split by tabs."""
    filled = [[(part, one_line(_text(part))) for part in row] for row in rows]
    if not terminal():
        for row in filled:
            print("\t".join(text for _, text in row))
        return
    if not filled:
        return
    head = [spoken(title) for title in head]
    widest = [max([cells(title), *(cells(row[at][1]) for row in filled)]) for at, title in enumerate(head)]
    widths = fitted(widest, shutil.get_terminal_size().columns)
    _row([(Styled(title, "dim"), title) for title in head], widths)
    for row in filled:
        _row(row, widths)


def fitted(widths: Sequence[int], columns: int) -> list[int]:
    """`widths` that fit into `columns` with their gaps: what is too much is taken from the widest."""
    fitting = list(widths)
    excess = sum(fitting) + len(GAP) * (len(fitting) - 1) - columns
    while excess > 0 and max(fitting) > NARROWEST:
        at = fitting.index(max(fitting))
        next_widest = max([NARROWEST, *(width for width in fitting if width < fitting[at])])
        taken = min(excess, max(1, fitting[at] - next_widest))
        fitting[at] -= taken
        excess -= taken
    return fitting


def note(context: typer.Context, text: str) -> None:
    """Say something beside the data, on stderr, unless --quiet."""
    if not chosen(context).quiet:
        streams.say(text)


def emit(context: typer.Context, document: Any) -> bool:
    """With --json print the document and answer True; else leave the printing to the caller."""
    if not chosen(context).json:
        return False
    if chosen(context).json_lines:
        for one in _lines(document):
            print(json.dumps(plain(one)))
        return True
    print(json.dumps(plain(document), indent=2 if terminal() else None))
    return True


def _lines(document: Any) -> Sequence[Any]:
    """The lines of a document that is a list, itself when it is none: the one member that holds documents."""
    members = [getattr(document, one.name) for one in dataclasses.fields(document)]
    lists = [one for one in members if isinstance(one, tuple) and all(map(dataclasses.is_dataclass, one))]
    return lists[0] if len(lists) == 1 else (document,)


def counted(number: int, word: str) -> str:
    """`1 desk`, `2 desks`."""
    return f"{number} {word}" + ("" if number == 1 else "s")


def plain(value: Any) -> Any:
    """`value` in the types JSON has: times in UTC, spans in seconds, sets sorted."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(name): plain(below) for name, below in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(below) for below in value)
    if isinstance(value, (list, tuple)):
        return [plain(below) for below in value]
    return str(value) if isinstance(value, (Path, date)) else value


def _row(row: Sequence[tuple[Part, str]], widths: Sequence[int]) -> None:
    drawn = []
    for (part, text), width in zip(row, widths, strict=True):
        short = cut(text, width)
        drawn.append(_drawn(part, short) + " " * (width - cells(short)))
    print(GAP.join(drawn).rstrip())


def _text(part: Part) -> str:
    return part.text if isinstance(part, Styled) else part


def _drawn(part: Part, text: str) -> str:
    if isinstance(part, Styled) and text and coloured():
        return f"\x1b[{CODES[part.style]}m{text}\x1b[0m"
    return text
