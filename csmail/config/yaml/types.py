"""Reads parts of the file into values of the types that dataclasses declare.

Why not pydantic: measured here, its import costs 72 ms and a `TypeAdapter` over the desk's dataclasses another 60 to
100 ms in every `csmail tag`, while spans, secrets, unknown keys and places in the file would have to be added by hand
to its answers. Reading the same with the functions below takes under 1 ms.
"""

from __future__ import annotations

import dataclasses
import os
import types
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from csmail.config.yaml.part import Part, unknown
from csmail.model import duration, later
from csmail.model.desk import Share
from csmail.model.duration import Span
from csmail.model.later import Later
from csmail.reason import Reason, reason_of
from csmail.secret import Secret

TRUTH = {"true": True, "false": False}
NEARLY = {"yes": "true", "on": "true", "no": "false", "off": "false"}
SECRETS = ("{env: NAME}, {command: [pass, show, NAME]}, {file: PATH}", "{keyring: NAME}")


class Wrong(ValueError):
    """The part could not be read; what is wrong with it is noted already."""


def record(part: Part, kind: Any, given: Mapping[str, Any] | None = None, also: Collection[str] = ()) -> Any:
    """A `kind` (a dataclass) from a mapping; None when something in it is wrong.

    Keys are its fields. `given` are fields that do not stand in the file, `also` keys that somebody else reads.
    """
    given = given or {}
    fields = {name: field for name, field in declared(kind).items() if name not in given}
    if part.node.entries is None and not part.node.empty:
        part.problem(Reason.of("these_keys_expected", keys=", ".join(fields), shape=part.shape))
        return None
    found = part.mapping((*fields, *also))
    values: dict[str, Any] = dict(given)
    sound = len(found) == len(part.node.entries or ())
    for name, (hint, needed) in fields.items():
        if name in found:
            values[name] = attempt(found[name], hint)
            sound = sound and values[name] is not Wrong
        elif needed:
            part.problem(Reason.of("key_missing", key=name))
            sound = False
    return _made(part, kind, values) if sound else None


def _made(part: Part, kind: type[Any], values: Mapping[str, Any]) -> Any:
    try:
        return kind(**values)
    except ValueError as error:
        part.problem(reason_of(error))
        return None


@cache
def declared(kind: Any) -> dict[str, tuple[Any, bool]]:
    """The fields of a dataclass: type, and whether a value must be given."""
    hints = get_type_hints(kind)
    missing = dataclasses.MISSING
    return {
        field.name: (hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(kind)
    }


def attempt(part: Part, hint: Any) -> Any:
    """The value of type `hint`, or the class Wrong when it is none (noted)."""
    try:
        return value(part, hint)
    except Wrong:
        return Wrong


def value(part: Part, hint: Any) -> Any:
    """The value of type `hint`. Raises Wrong."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _either(part, get_args(hint))
    if origin is Literal:
        return word(part, get_args(hint))
    if origin is tuple:
        return _several(part, get_args(hint)[0])
    if origin in (dict, Mapping):
        return {key: value(child, get_args(hint)[1]) for key, child in part.children().items()}
    if dataclasses.is_dataclass(hint) and hint not in SCALARS:
        made = record(part, hint)
        if made is None:
            raise Wrong
        return made
    return SCALARS[hint](part)


def _either(part: Part, hints: tuple[Any, ...]) -> Any:
    if type(None) in hints and part.node.empty:
        return None
    real = [hint for hint in hints if hint is not type(None)]
    structured = part.node.entries is not None
    fitting = [hint for hint in real if _structured(hint) is structured] or real
    return value(part, fitting[0])


def _structured(hint: Any) -> bool:
    return get_origin(hint) in (dict, Mapping) or (dataclasses.is_dataclass(hint) and hint not in (Span, Later))


def _several(part: Part, hint: Any) -> tuple[Any, ...]:
    found = [attempt(item, hint) for item in part.items()]
    if Wrong in found:
        raise Wrong
    return tuple(found)


def text(part: Part) -> str:
    """A text; numbers are taken as they were written, so that 010 stays 010."""
    if part.node.text is None or part.node.empty:
        raise complaint(part, Reason.of("text_expected", shape=part.shape))
    if part.node.plain and part.node.text.lower() in TRUTH:
        raise complaint(part, Reason.of("text_needs_quotes", word=part.node.text))
    return part.node.text


def word(part: Part, known: Collection[str]) -> str:
    """One of the known words."""
    written = text(part)
    if written not in known:
        raise complaint(part, unknown(written, known, "unknown_word"))
    return written


def truth(part: Part) -> bool:
    """true or false."""
    written = (part.node.text or "").lower()
    if part.node.plain and written in TRUTH:
        return TRUTH[written]
    raise complaint(part, Reason.of("truth_expected", instead=NEARLY.get(written)))


def number(part: Part) -> int:
    """A whole number, not negative."""
    written = part.node.text or ""
    if not (part.node.plain and written.isascii() and written.isdigit() and len(written) < 16):
        raise complaint(part, Reason("number_expected"))
    return int(written)


def span(part: Part) -> timedelta:
    """A span of time: 90s, 30m, 2h, 3d, 1h30m."""
    try:
        return duration.parse(text(part))
    except ValueError as error:
        if isinstance(error, Wrong):
            raise
        raise complaint(part, reason_of(error)) from None


def business_span(part: Part) -> Span:
    """The same in business time, where a day and a week are as long as the desk's."""
    span(part)
    return duration.parse_span(text(part))


def moment(part: Part) -> Later:
    """A moment that lies ahead of when it is asked: 3d, mon 9, 2026-12-24."""
    try:
        return later.parse(text(part))
    except ValueError as error:
        if isinstance(error, Wrong):
            raise
        raise complaint(part, reason_of(error)) from None


def share(part: Part) -> Share:
    """A share of a whole: 50%."""
    written = text(part).strip()
    digits = written.removesuffix("%").strip()
    if not (written.endswith("%") and digits.isascii() and digits.isdigit() and 0 < int(digits[:4]) < 100):
        raise complaint(part, Reason.of("not_a_share", written=written[:20]))
    return Share(int(digits) / 100)


def secret(part: Part) -> Secret:
    """A reference to a secret; a relative file is looked for beside rules.yaml."""
    if part.node.entries is None:
        raise complaint(part, Reason.of("secret_written_out", forms=SECRETS[0], last=SECRETS[1]))
    made = record_of_secret(part)
    if made is None:
        raise Wrong
    return made


def record_of_secret(part: Part) -> Secret | None:
    """The dataclass itself, with the command as words."""
    command = part.child("command")
    if command is not None and command.node.items is None:
        command.problem(Reason.of("command_not_a_list", example="[pass, show, NAME]"))
        return None
    made: Secret | None = record(part, Secret)
    if made is not None and made.file:
        return Secret(file=str(beside(part, made.file)))
    return made


def beside(part: Part, written: str) -> Path:
    """A path of the file: relative ones begin where the file lies."""
    return part.source.folder / Path(os.path.expanduser(written))


def complaint(part: Part, why: Reason) -> Wrong:
    """Note what is wrong; to be raised."""
    part.problem(why)
    return Wrong(why.code)


SCALARS: dict[Any, Callable[[Part], Any]] = {
    str: text,
    bool: truth,
    int: number,
    timedelta: span,
    Span: business_span,
    Later: moment,
    Share: share,
    Secret: secret,
    Path: lambda part: beside(part, text(part)),
}
