"""The JSON Schema of a rule: conditions, patterns, actions."""

from __future__ import annotations

import dataclasses
from inspect import getdoc
from typing import get_args

from csmail.actions.base import Action
from csmail.actions.catalog import catalog
from csmail.config.docs.help import HELP
from csmail.config.docs.schema_parts import SPAN, TEXT, Schema, object_of, of, some
from csmail.config.rules import when, when_facts, when_text
from csmail.config.rules.rules import EVENTS
from csmail.config.rules.then import written_as
from csmail.config.yaml.types import declared
from csmail.model.clock import CLOCKS
from csmail.model.conversation import MoodName, Priority, Status
from csmail.model.message import Kind


def rule() -> Schema:
    """One entry of `rules`."""
    shapes: dict[str, Schema] = {
        "name": TEXT,
        "on": {"enum": list(EVENTS)},
        "after": some(SPAN),
        "desks": some(TEXT),
        "when": {"$ref": "#/$defs/when"},
        "then": some({"$ref": "#/$defs/action"}),
        "stop": {"type": "boolean"},
    }
    return object_of(shapes, HELP["rule"], ["name", "then"])


def condition() -> Schema:
    """What stands below `when`."""
    here = {"$ref": "#/$defs/when"}
    bounds = object_of({"over": TEXT, "under": TEXT}, {}, [])
    customer: dict[str, Schema] = {
        "known": {"type": "boolean"}, "tagged": some(TEXT), "since": bounds,
        "open": object_of({name: {"type": "integer"} for name in ("over", "under")}, {}, []),
        "rated_under": {"type": "integer"},
    }  # fmt: skip
    shapes: dict[str, Schema] = {
        **{key: {"$ref": "#/$defs/pattern"} for key in when_text.READERS},
        **{key: some(TEXT) for key in when_facts.READERS},
        "all": some(here), "any": some(here), "not": some(here),
        "header": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/$defs/pattern"}, {"const": True}]}},
        "attachment": {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/pattern"}]},
        "size": bounds, "age": bounds, "idle": bounds,
        "kind": some({"enum": list(get_args(Kind))}),
        "status": some({"enum": list(get_args(Status))}),
        "priority": some({"enum": list(get_args(Priority))}),
        "mood": some({"enum": list(get_args(MoodName))}),
        "list": {"type": "boolean"},
        "hours": {"enum": list(when_facts.HOURS)},
        "clock": some({"enum": list(CLOCKS)}),
        "assignee": {"anyOf": [{"type": "boolean"}, some(TEXT)]},
        "customer": {"anyOf": [some(TEXT), {**object_of(customer, {}, []), "minProperties": 1}]},
        "auth": object_of(dict.fromkeys(when_facts.METHODS, some({"enum": list(when_facts.RESULTS)})), {}, []),
    }  # fmt: skip
    return object_of({key: shapes[key] for key in when.KEYS}, conditions(), [])


def conditions() -> dict[str, str]:
    """Each condition with its sentence."""
    readers = {**when.COMBINATORS, **when_text.READERS, **when_facts.READERS}
    return {key: getdoc(readers[key]) or "" for key in when.KEYS}


def pattern() -> Schema:
    """What a text is searched for."""
    forms = {
        "regex": {"type": "string", "description": "a regular expression (RE2), case ignored"},
        "equals": {**some(TEXT), "description": "a whole line"},
        "words": {**some(TEXT), "description": "words or phrases, the same as a bare list"},
    }
    return {"anyOf": [some(TEXT), {**object_of(forms, {}, []), "minProperties": 1, "maxProperties": 1}]}


def action() -> Schema:
    """One entry of `then`."""
    bare = [name for name, kind in catalog().items() if not any(needed for _, needed in declared(kind).values())]
    entries = {name: _parameters(kind) for name, kind in catalog().items()}
    one = {**object_of(entries, {}, []), "minProperties": 1, "maxProperties": 1}
    return {"anyOf": [{"enum": bare}, one]}


def _parameters(kind: type[Action]) -> Schema:
    fields = {one.name: one for one in dataclasses.fields(kind) if one.metadata.get("cli") != "hand"}  # type: ignore[arg-type]
    hints = {name: of(declared(kind)[name][0]) for name in fields}
    help = {written_as(name): str(one.metadata.get("help", "")) for name, one in fields.items()}
    required = [written_as(name) for name in fields if declared(kind)[name][1]]
    shapes = [object_of({written_as(name): one for name, one in hints.items()}, help, required)]
    if hints:
        shapes.insert(0, next(iter(hints.values())))
    empty = [] if required else [{"type": "null"}]
    return {"description": getdoc(kind) or "", "anyOf": [*shapes, *empty]}
