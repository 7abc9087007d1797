"""The JSON Schema of `rules.yaml`, made from the types that read it, for editors that complete while you type."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import timedelta
from inspect import getdoc
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from csmail import registry
from csmail.actions.base import Action, ActionCall
from csmail.actions.catalog import catalog
from csmail.config.docs.help import HELP, helped
from csmail.config.hours.read import ALWAYS
from csmail.config.rules import when, when_facts, when_text
from csmail.config.rules.rules import EVENTS
from csmail.config.rules.then import written_as
from csmail.config.schema import Schedule
from csmail.config.tone import LANGUAGES, LISTS, NOT_OF_A_LANGUAGE, WITH_ADVICE
from csmail.config.yaml.types import declared
from csmail.model.clock import CLOCKS
from csmail.model.conversation import MoodName, Priority, Status
from csmail.model.courtesy import Tone
from csmail.model.department import Department
from csmail.model.desk import Desk, Share
from csmail.model.duration import Span
from csmail.model.hours import Hours
from csmail.model.later import Later
from csmail.model.lookup import LookupTerms
from csmail.model.message import Kind
from csmail.model.notice import NoticeTerms
from csmail.model.team import Agent, Team
from csmail.ports import families
from csmail.ports.families import Family
from csmail.reports import BY
from csmail.reports.period import NAMES
from csmail.reports.plan import FORMS
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
WEEKDAY = r"^[A-Za-z]{3}([-\u2013, ]+[A-Za-z]{3})*$"
IN_FILE_ONLY = (
    "name",
    "other_desks",
    "mood_words",
    "rule_times",
    "others",
    "home",
    "before",
    "by",
    "departments",
    "notices",
)


def document() -> Schema:
    """The whole schema (draft 2020-12)."""
    keys = HELP["file"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "csmail rules.yaml",
        **_object(
            {
                "desks": {"type": "object", "minProperties": 1, "additionalProperties": _desk()},
                "store": _adapter("stores"),
                "schedule": _record(Schedule, "Schedule"),
                "lookups": {"type": "object", "additionalProperties": _lookup()},
                "departments": {"type": "object", "additionalProperties": _record(Department, "Department", ("name",))},
                "notices": {"type": "object", "additionalProperties": _notice()},
                "rules": _some({"$ref": "#/$defs/rule"}),
                "reports": _some(_report()),
                "bulk": _object({"cap": {"type": "integer", "minimum": 1}, "rate": RATE}, HELP["bulk"], []),
                "mood": _object({"upset": _some(TEXT), "not": _some(TEXT)}, HELP["mood"], []),
            },
            keys,
            ["desks"],
        ),
        "$defs": {
            "secret": _secret(), "hours": _hours(), "rule": _rule(), "when": _when(), "pattern": _pattern(),
            "action": _action(),
        },
    }  # fmt: skip


def _object(properties: Mapping[str, Schema], help: Mapping[str, str], required: list[str]) -> Schema:
    described = {
        name: {"description": help[name], **one} if help.get(name) else one for name, one in properties.items()
    }
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": described, **needed, "additionalProperties": False}


def _record(kind: Any, group: str, without: tuple[str, ...] = ()) -> Schema:
    fields = {name: one for name, one in declared(kind).items() if name not in without}
    required = [name for name, (_, needed) in fields.items() if needed]
    return _object({name: of(hint) for name, (hint, _) in fields.items()}, helped(group, kind), required)


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
        return _some(of(get_args(hint)[0]))
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": of(get_args(hint)[1])}
    return SIMPLE.get(hint) or _record(hint, hint.__name__)


def _some(one: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _desk() -> Schema:
    desk = _record(Desk, "desk", without=IN_FILE_ONLY)
    team = _record(Team, "Team", without=("profiles",))
    team["properties"]["agents"] = {
        "description": HELP["Team"]["agents"], **_some({"anyOf": [TEXT, _record(Agent, "Agent")]}),
    }  # fmt: skip
    desk["properties"]["team"] = {"description": HELP["desk"]["team"], **team}
    desk["properties"]["tone"] = {"description": HELP["desk"]["tone"], **_tone()}
    adapters: dict[str, Family] = {"mailbox": "mailboxes", "transport": "transports"}
    for key, family in adapters.items():
        desk["properties"][key] = {"description": HELP["desk"][key], **_adapter(family)}
        desk["required"].append(key)
    return desk


def _tone() -> Schema:
    lists = {name: _phrases(name) for name in (*LISTS, *NOT_OF_A_LANGUAGE)}
    tone = _record(Tone, "Tone", without=("add",))
    tone["properties"]["add"] = {"description": HELP["Tone"]["add"], **_object(lists, {}, [])}
    return tone


def _phrases(name: str) -> Schema:
    if name in NOT_OF_A_LANGUAGE:
        return _some(TEXT)
    advised = [{"type": "object", "additionalProperties": TEXT}] if name in WITH_ADVICE else []
    return _object({language: {"anyOf": [_some(TEXT), *advised]} for language in LANGUAGES}, {}, [])


def _adapter(family: Family) -> Schema:
    kinds = []
    for name in registry.names(family):
        one = _record(families.adapter(family, name).Settings, f"{family}.{name}")
        one["properties"] = {"kind": {"const": name}, **one["properties"]}
        one["required"] = ["kind", *one.get("required", [])]
        kinds.append(one)
    return {"oneOf": kinds}


def _lookup() -> Schema:
    """A source of facts: what all kinds have, beside what each has."""
    whole = _adapter("lookups")
    common = _record(LookupTerms, "lookup", without=("name", "key"))["properties"]
    for one in whole["oneOf"]:
        one["properties"] = {**common, **one["properties"]}
    return whole


def _report() -> Schema:
    shapes: dict[str, Schema] = {
        "send": {"enum": list(NAMES)}, "at": TEXT, "to": _some(TEXT), "desk": TEXT, "as": {"enum": list(FORMS)},
        "by": _some({"enum": list(BY)}), "outside": SIMPLE[bool],
    }  # fmt: skip
    return _object(shapes, HELP["reports"], ["send", "at", "to"])


def _notice() -> Schema:
    """A chat: what all kinds have, beside what each has."""
    whole = _adapter("notices")
    common = _record(NoticeTerms, "notice", without=("name", "with_"))["properties"]
    for one in whole["oneOf"]:
        told = {"with": {"description": HELP["notice"]["with_"], "const": "subject"}}
        one["properties"] = {**common, **told, **one["properties"]}
        one["required"] = [key for key in one["required"] if key != "kind"]
    return {"anyOf": whole["oneOf"]}


def _secret() -> Schema:
    ways = {name: of(hint) for name, (hint, _) in declared(Secret).items()}
    ways["command"] = {"type": "array", "items": TEXT, "minItems": 1}
    return {
        "description": "where a secret is; never the secret itself",
        **_object(ways, {}, []),
        "minProperties": 1,
        "maxProperties": 1,
    }


def _hours() -> Schema:
    one_day = _some(TEXT)
    weekdays: Schema = {"patternProperties": {WEEKDAY: one_day}}
    dates = {"type": "object", "additionalProperties": one_day}
    worked = {"joint_leave": SIMPLE[bool], "except": _some(TEXT)}
    country = _object({"country": _some(TEXT), **worked}, {}, ["country"])
    span = {**_object({"from": TEXT, "to": TEXT}, {}, ["from", "to"]), **weekdays}
    whole = {
        "holidays": {"anyOf": [_some(TEXT), country]}, "closed": _some(TEXT), "days": dates,
        "ranges": {"type": "object", "additionalProperties": span},
    }  # fmt: skip
    return {"anyOf": [{"enum": [ALWAYS]}, {**_object(whole, HELP["Hours"], []), **weekdays}]}


def _rule() -> Schema:
    shapes: dict[str, Schema] = {
        "name": TEXT,
        "on": {"enum": list(EVENTS)},
        "after": _some(SPAN),
        "desks": _some(TEXT),
        "when": {"$ref": "#/$defs/when"},
        "then": _some({"$ref": "#/$defs/action"}),
        "stop": {"type": "boolean"},
    }
    return _object(shapes, HELP["rule"], ["name", "then"])


def _when() -> Schema:
    here = {"$ref": "#/$defs/when"}
    bounds = _object({"over": TEXT, "under": TEXT}, {}, [])
    customer: dict[str, Schema] = {
        "known": {"type": "boolean"}, "tagged": _some(TEXT), "since": bounds,
        "open": _object({name: {"type": "integer"} for name in ("over", "under")}, {}, []),
        "rated_under": {"type": "integer"},
    }  # fmt: skip
    shapes: dict[str, Schema] = {
        **{key: {"$ref": "#/$defs/pattern"} for key in when_text.READERS},
        **{key: _some(TEXT) for key in when_facts.READERS},
        "all": _some(here), "any": _some(here), "not": _some(here),
        "header": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/$defs/pattern"}, {"const": True}]}},
        "attachment": {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/pattern"}]},
        "size": bounds, "age": bounds, "idle": bounds,
        "kind": _some({"enum": list(get_args(Kind))}),
        "status": _some({"enum": list(get_args(Status))}),
        "priority": _some({"enum": list(get_args(Priority))}),
        "mood": _some({"enum": list(get_args(MoodName))}),
        "list": {"type": "boolean"},
        "hours": {"enum": list(when_facts.HOURS)},
        "clock": _some({"enum": list(CLOCKS)}),
        "assignee": {"anyOf": [{"type": "boolean"}, _some(TEXT)]},
        "customer": {"anyOf": [_some(TEXT), {**_object(customer, {}, []), "minProperties": 1}]},
        "auth": _object(dict.fromkeys(when_facts.METHODS, _some({"enum": list(when_facts.RESULTS)})), {}, []),
    }  # fmt: skip
    return _object({key: shapes[key] for key in when.KEYS}, conditions(), [])


def conditions() -> dict[str, str]:
    """Each condition with its sentence."""
    readers = {**when.COMBINATORS, **when_text.READERS, **when_facts.READERS}
    return {key: getdoc(readers[key]) or "" for key in when.KEYS}


def _pattern() -> Schema:
    forms = {
        "regex": {"type": "string", "description": "a regular expression (RE2), case ignored"},
        "equals": {**_some(TEXT), "description": "a whole line"},
        "words": {**_some(TEXT), "description": "words or phrases, the same as a bare list"},
    }
    return {"anyOf": [_some(TEXT), {**_object(forms, {}, []), "minProperties": 1, "maxProperties": 1}]}


def _action() -> Schema:
    bare = [name for name, kind in catalog().items() if not any(needed for _, needed in declared(kind).values())]
    entries = {name: _parameters(kind) for name, kind in catalog().items()}
    one = {**_object(entries, {}, []), "minProperties": 1, "maxProperties": 1}
    return {"anyOf": [{"enum": bare}, one]}


def _parameters(kind: type[Action]) -> Schema:
    fields = {one.name: one for one in dataclasses.fields(kind) if one.metadata.get("cli") != "hand"}  # type: ignore[arg-type]
    hints = {name: of(declared(kind)[name][0]) for name in fields}
    help = {written_as(name): str(one.metadata.get("help", "")) for name, one in fields.items()}
    required = [written_as(name) for name in fields if declared(kind)[name][1]]
    shapes = [_object({written_as(name): one for name, one in hints.items()}, help, required)]
    if hints:
        shapes.insert(0, next(iter(hints.values())))
    empty = [] if required else [{"type": "null"}]
    return {"description": getdoc(kind) or "", "anyOf": [*shapes, *empty]}
