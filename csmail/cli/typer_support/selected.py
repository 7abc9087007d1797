"""What a script wants of a document: some fields, the ids alone, a line of its own making.

| written | printed |
| --- | --- |
| `--json`, `-o json` | the document |
| `--json-lines`, `-o jsonl` | the lines of a list, one a line; other documents on one line |
| `--json id,subject`, `--fields id,subject` | a list of objects with these fields, or one object |
| `-o ids` | the ids alone, one a line, as `-` of another command takes them |
| `--format '{id} {subject}'` | a line for each; also `{{.id}}`, `{customer.address}`, `\\t`, `\\n` |

Nothing of a template is run: a name stands for the value of a field, whatever else is written stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, Protocol, get_args, get_origin, get_type_hints

from csmail.errors import UsageError
from csmail.reason import Reason

FIELD = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"
LIST = re.compile(rf"{FIELD}(?:,{FIELD})*")
PLACE = re.compile(rf"\{{\{{\s*\.?({FIELD})\s*\}}\}}|\{{\.?({FIELD})\}}")
ESCAPES = {r"\t": "\t", r"\n": "\n", r"\\": "\\"}
IDS = ("id", "task", "bulk", "article", "agent", "name", "conversation", "about", "key")
"""How the documents call what another command takes; the first one that is there."""


class Wanted(Protocol):
    """The options of a call that select."""

    @property
    def fields(self) -> tuple[str, ...]: ...
    @property
    def ids(self) -> bool: ...
    @property
    def format(self) -> str: ...


@cache
def line_of(document: type) -> tuple[str, type]:
    """The one member that holds documents, with their type; "" and the document itself where it is not a list."""
    hints = get_type_hints(document).items()
    lists = [(name, one) for name, hint in hints if (one := _listed(hint)) is not None]
    return lists[0] if len(lists) == 1 else ("", document)


def kind_of(document: object) -> type:
    """The type of a document."""
    return type(document)


@cache
def known(document: type) -> tuple[str, ...]:
    """The fields that may be asked for: those of a line of a list, else of the document; of one below as `a.b`."""
    kinds = get_args(document) or (document,)  # one mail or several: `Inspected | Several`
    return tuple(dict.fromkeys(name for one in kinds for name in _names(line_of(one)[1])))


def check(document: type | None, wanted: Wanted) -> None:
    """Raises UsageError, before anything is done, for what the document of a command does not have."""
    asked = (*wanted.fields, *_places(wanted.format))
    if not (asked or wanted.ids or wanted.format):
        return
    if document is None:
        raise UsageError(Reason("no_document_here"), "csmail schema")
    there = known(document)
    unknown = [one for one in asked if one not in there]
    if unknown:
        advice = Reason.of("advice_one_of", known=", ".join(there))
        raise UsageError(Reason.of("unknown_field", written=unknown[0]), advice)
    if wanted.ids and not _id_of(document):
        raise UsageError(Reason("no_ids_here"), Reason.of("advice_one_of", known=", ".join(there)))


def texts(document: Any, plain: Mapping[str, Any], wanted: Wanted) -> Iterator[str]:
    """What is printed of a document, `plain` in the types of JSON, where ids or a format are wanted."""
    member = line_of(kind_of(document))[0]
    for line in plain[member] if member else [plain]:
        if wanted.ids:
            id = value(line, _id_of(kind_of(document)))
            if id:
                yield str(id)
        else:
            yield _filled(wanted.format, line)


def picked(document: Any, plain: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """These fields alone: of a list its lines."""
    member = line_of(kind_of(document))[0]
    some = [{name: value(line, name) for name in names} for line in (plain[member] if member else [plain])]
    return some if member else some[0]


def value(line: Any, name: str) -> Any:
    """The value of a field, None where what it lies in is not there."""
    for part in name.split("."):
        line = line.get(part) if isinstance(line, Mapping) else None
    return line


def _listed(hint: Any) -> type | None:
    """The document of which `hint` is a tuple."""
    below = get_args(hint)
    return below[0] if get_origin(hint) is tuple and below[1:] == (...,) and is_dataclass(below[0]) else None  # type: ignore[return-value]


def _names(document: type) -> Iterator[str]:
    hints = get_type_hints(document)
    for one in fields(document):
        if one.name == "schema_version":
            continue
        yield one.name
        below = _below(hints[one.name])
        if below is not None:
            yield from (f"{one.name}.{name}" for name in _names(below))


def _below(hint: Any) -> type | None:
    kinds = [one for one in (get_args(hint) or (hint,)) if one is not NoneType]
    return kinds[0] if len(kinds) == 1 and is_dataclass(kinds[0]) else None  # type: ignore[return-value]


@cache
def _id_of(document: type) -> str:
    """The field that another command takes, "" where there is none."""
    names = known(document)
    own = next((one for one in IDS if one in names), "")
    below = next((one for one in names if one.endswith(".id")), "")
    listed = not get_args(document) and line_of(document)[0]
    return (own or below) if own == "id" or listed else (below or own)


def _places(template: str) -> list[str]:
    return [found[1] or found[2] for found in PLACE.finditer(template)]


def _filled(template: str, line: Mapping[str, Any]) -> str:
    for written, meant in ESCAPES.items():
        template = template.replace(written, meant)
    # Of what a stranger wrote no word begins a line of its own.
    return PLACE.sub(lambda found: " ".join(_text(value(line, found[1] or found[2])).split()), template)


def _text(one: Any) -> str:
    if one is None:
        return ""
    if isinstance(one, list):
        return ", ".join(map(_text, one))
    if isinstance(one, str):
        return one
    import json  # `csmail --help` starts without it

    return json.dumps(one)
