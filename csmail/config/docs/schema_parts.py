"""The JSON Schema of one type, as the reader of files takes it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from csmail.actions.base import ActionCall
from csmail.config.docs.help import helped
from csmail.config.yaml.types import declared
from csmail.model.desk import Share
from csmail.model.duration import Span
from csmail.model.hours import Hours
from csmail.model.later import Later
from csmail.secret import Secret

Schema = dict[str, Any]
TEXT: Schema = {"type": ["string", "number"]}
SPAN: Schema = {"type": "string", "pattern": r"^ *([0-9]+ *[smhdw] *)+$"}
RATE: Schema = {"type": "string", "pattern": r"^ *[1-9][0-9]{0,5} */ *[smhd] *$"}
SIMPLE: dict[Any, Schema] = {
    str: TEXT,
    Path: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    timedelta: SPAN,
    Span: SPAN,
    Later: TEXT,
    ActionCall: {"$ref": "#/$defs/action"},
    Share: {"type": "string", "pattern": r"^ *[0-9]{1,2} *%$"},
    Hours: {"$ref": "#/$defs/hours"},
    Secret: {"$ref": "#/$defs/secret"},
}


def object_of(properties: Mapping[str, Schema], help: Mapping[str, str], required: list[str]) -> Schema:
    """An object of these properties and no others; `help` says what each is."""
    described = {
        name: {"description": help[name], **one} if help.get(name) else one for name, one in properties.items()
    }
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": described, **needed, "additionalProperties": False}


def record_of(kind: Any, group: str, without: tuple[str, ...] = ()) -> Schema:
    """The object that is read as the dataclass `kind`; `group` names its help."""
    fields = {name: one for name, one in declared(kind).items() if name not in without}
    required = [name for name, (_, needed) in fields.items() if needed]
    return object_of({name: of(hint) for name, (hint, _) in fields.items()}, helped(group, kind), required)


def of(hint: Any) -> Schema:
    """The schema of what is read as this type."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [of(one) for one in get_args(hint) if one is not type(None)]
        optional = [{"type": "null"}] if type(None) in get_args(hint) else []
        return {"anyOf": [*inner, *optional]} if len(inner) + len(optional) > 1 else inner[0]
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        return some(of(get_args(hint)[0]))
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": of(get_args(hint)[1])}
    return SIMPLE.get(hint) or record_of(hint, hint.__name__)


def some(one: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [one, {"type": "array", "items": one}]}
