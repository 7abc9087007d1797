"""What a command hands to its reader: lines for people, one document for programs.

Every part of a line is made harmless here, after which colour is added, so that no command can forget it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

import typer

from csmail.cli.terminal import streams
from csmail.cli.typer_support import selected
from csmail.cli.typer_support.options import chosen
from csmail.wording.safe_text import safe_text

Style = Literal["bold", "dim", "red", "green", "yellow"]
CODES: dict[str, str] = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
BARE: ContextVar[bool] = ContextVar("bare", default=False)
"""Whether a table is bare lines split by tabs, on a terminal too (-o tsv)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Styled:
    """Words with a colour; on anything but a terminal only the words."""

    text: str
    style: Style


Part = str | Styled


def terminal() -> bool:
    return sys.stdout.isatty()


def bare() -> bool:
    """Whether lists are written for programs."""
    return BARE.get() or not terminal()


def coloured() -> bool:
    """Whether colour may be used (NO_COLOR, https://no-color.org: set and not empty forbids it)."""
    return terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def line(*parts: Part, reveal: bool = False) -> None:
    """Print the parts one after another as one line (or as many as the text has)."""
    print("".join(drawn(part, safe_text(text_of(part), reveal=reveal)) for part in parts))


def note(context: typer.Context, text: str) -> None:
    """Say something beside the data, on stderr, unless --quiet."""
    if not chosen(context).quiet:
        streams.say(text)


def emit(context: typer.Context, document: Any) -> bool:
    """With --json, or another form for programs, print the document and answer True; else leave it to the caller."""
    how = chosen(context)
    BARE.set(how.bare)
    if not how.json:
        return False
    if how.ids or how.format:
        for text in selected.texts(document, plain(document), how):
            line(text)
        return True
    whole = selected.picked(document, plain(document), how.fields) if how.fields else plain(document)
    if how.json_lines:
        for one in whole if isinstance(whole, list) else _lines(document, whole):
            print(json.dumps(one))
        return True
    print(json.dumps(whole, indent=2 if terminal() else None))
    return True


def _lines(document: Any, whole: Any) -> Sequence[Any]:
    """The lines of a document that is a list, itself when it is none."""
    member = selected.line_of(selected.kind_of(document))[0]
    return cast("Sequence[Any]", whole[member]) if member else [whole]


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


def text_of(part: Part) -> str:
    """Its words."""
    return part.text if isinstance(part, Styled) else part


def drawn(part: Part, text: str) -> str:
    """`text` in the colour of the part, where colour may be."""
    if isinstance(part, Styled) and text and coloured():
        return f"\x1b[{CODES[part.style]}m{text}\x1b[0m"
    return text
