"""Has commands explain themselves in the language of whoever asks: help, headings, what typer adds of its own.

The source has the English; each paragraph is a row of `wording.indonesian`. In English nothing of it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from typer._click import Context, HelpFormatter

from csmail.wording.spoken import translated

EXAMPLE = "Example: "
TAIL = re.compile(
    r"(?P<several>; several may be given)?(?P<default>; default: [^;]*)?(?P<ids>; several: A,? ?B, or - [^;]*)?\Z"
)
"""What options say behind their own help, made by `actions.parameters` and `several_ids`."""
EXTRA = re.compile(r"  \[(?P<extra>[^\[\]]*)\]\Z")
"""What typer says behind the help of an option: `[default: 50; x>=1; required]`."""


NAMED = re.compile(r"\{([^{}|]+)\}")
"""What must be given, in the line of usage; braces belong to what is one of several."""
TYPES = {"str": "TEXT", "path": "FILE", "int range": "NUMBER", "int": "NUMBER"}
TYPE = re.compile(r"(?P<option>-\S+)? <(?:list\[)?(?P<type>str|path|int(?: range)?)\]?>\Z")
ENDLESS = re.compile(r"(?P<least>\d+)<=x<=1000000000")


class Formatter(HelpFormatter):
    """Headings and the words that typer writes itself; what stands for a value is a word, not a type of Python."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for english in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(english, translated(english))
        super().write_usage(prog, NAMED.sub(r"\1", args), translated(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(translated(heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        plain = [(TYPE.sub(_value, first), EXTRA.sub(_extra, second)) for first, second in rows]
        super().write_dl(plain, col_max, col_spacing)


def _value(found: re.Match[str]) -> str:
    """An argument is named already."""
    return f"{found['option']} {translated(TYPES[found['type']])}" if found["option"] else ""


class Speaking(Context):
    """The context of a command whose help is translated."""

    formatter_class = Formatter


def in_the_language(command: Any) -> Any:
    """`command` with every text that its help shows in the language of this terminal, those below it too."""
    command.context_class = Speaking
    if command.help and "help" in vars(command):
        command.help = paragraphs(command.help)
    if command.epilog:
        command.epilog = paragraphs(command.epilog)
    for one in command.params:
        _parameter(one)
    for below in getattr(command, "commands", {}).values():
        in_the_language(below)
    return command


def _parameter(one: Any) -> None:
    if getattr(one, "help", None):
        one.help = option(one.help)
    if one.metavar is None and one.param_type_name == "argument":
        one.metavar = one.name.upper()
    if one.metavar:
        one.metavar = translated(one.metavar)


def paragraphs(text: str) -> str:
    """The help of a command, or its example, paragraph by paragraph."""
    return "\n\n".join(map(_paragraph, pieces(text)))


def pieces(text: str) -> Iterable[str]:
    """The paragraphs of a help text as its rows have them."""
    return (" ".join(piece.split()) for piece in text.split("\n\n"))


def _paragraph(text: str) -> str:
    if text.startswith(EXAMPLE):
        return translated(EXAMPLE) + text.removeprefix(EXAMPLE)
    return translated(text)


def option(text: str) -> str:
    """The help of an option: its own words, then what is added to them."""
    own, added = parted(text)
    return "; ".join((translated(own), *map(_added, added)))


def parted(text: str) -> tuple[str, list[str]]:
    """The words of an option's own, and what was added to them."""
    tail = TAIL.search(text)
    own = text[: tail.start()] if tail else text
    return own, [piece.removeprefix("; ") for piece in (tail.groups() if tail else ()) if piece]


def _added(text: str) -> str:
    name, colon, value = text.partition("default: ")
    return translated(colon) + value if colon and not name else translated(text)


def _extra(found: re.Match[str]) -> str:
    said = [_added(ENDLESS.sub("", piece)) for piece in found["extra"].split("; ")]
    return f"  [{'; '.join(filter(None, said))}]" if any(said) else ""
