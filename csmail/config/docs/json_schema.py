"""The JSON Schema of `rules.yaml`, made from the types that read it, for editors that complete while you type."""

from __future__ import annotations

from csmail import registry
from csmail.config.docs import rule_schema
from csmail.config.docs.help import HELP
from csmail.config.docs.schema_parts import RATE, SIMPLE, TEXT, Schema, object_of, of, record_of, some
from csmail.config.hours.read import ALWAYS
from csmail.config.schema import Schedule
from csmail.config.tone import LANGUAGES, LISTS, NOT_OF_A_LANGUAGE, WITH_ADVICE
from csmail.config.yaml.types import declared
from csmail.model.assist import AssistTerms
from csmail.model.courtesy import Tone
from csmail.model.department import Department
from csmail.model.desk import Desk
from csmail.model.lookup import LookupTerms
from csmail.model.notice import NoticeTerms
from csmail.model.team import Agent, Person, Team
from csmail.ports import families
from csmail.ports.families import Family
from csmail.reports import BY
from csmail.reports.period import NAMES
from csmail.reports.plan import FORMS
from csmail.secret import Secret

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
        **object_of(
            {
                "desks": {"type": "object", "minProperties": 1, "additionalProperties": _desk()},
                "store": _adapter("stores"),
                "schedule": record_of(Schedule, "Schedule"),
                "lookups": {"type": "object", "additionalProperties": _lookup()},
                "departments": {
                    "type": "object",
                    "additionalProperties": record_of(Department, "Department", ("name",)),
                },
                "notices": {"type": "object", "additionalProperties": _notice()},
                "rules": some({"$ref": "#/$defs/rule"}),
                "reports": some(_report()),
                "bulk": object_of({"cap": {"type": "integer", "minimum": 1}, "rate": RATE}, HELP["bulk"], []),
                "mood": object_of({"upset": some(TEXT), "not": some(TEXT)}, HELP["mood"], []),
            },
            keys,
            ["desks"],
        ),
        "$defs": {
            "secret": _secret(), "hours": _hours(), "rule": rule_schema.rule(), "when": rule_schema.condition(),
            "pattern": rule_schema.pattern(), "action": rule_schema.action(),
        },
    }  # fmt: skip


def _desk() -> Schema:
    desk = record_of(Desk, "desk", without=IN_FILE_ONLY)
    team = record_of(Team, "Team", without=("profiles",))
    team["properties"]["agents"] = {
        "description": HELP["Team"]["agents"], **some({"anyOf": [TEXT, record_of(Agent, "Agent")]}),
    }  # fmt: skip
    team["properties"]["people"] = {
        "description": HELP["Team"]["people"], "type": "object", "additionalProperties": record_of(Person, "Person"),
    }  # fmt: skip
    desk["properties"]["team"] = {"description": HELP["desk"]["team"], **team}
    desk["properties"]["assist"] = {"description": HELP["desk"]["assist"], **_assist()}
    desk["properties"]["tone"] = {"description": HELP["desk"]["tone"], **_tone()}
    adapters: dict[str, Family] = {"mailbox": "mailboxes", "transport": "transports"}
    for key, family in adapters.items():
        desk["properties"][key] = {"description": HELP["desk"][key], **_adapter(family)}
        desk["required"].append(key)
    return desk


def _tone() -> Schema:
    lists = {name: _phrases(name) for name in (*LISTS, *NOT_OF_A_LANGUAGE)}
    tone = record_of(Tone, "Tone", without=("add",))
    tone["properties"]["add"] = {"description": HELP["Tone"]["add"], **object_of(lists, {}, [])}
    return tone


def _phrases(name: str) -> Schema:
    if name in NOT_OF_A_LANGUAGE:
        return some(TEXT)
    advised = [{"type": "object", "additionalProperties": TEXT}] if name in WITH_ADVICE else []
    return object_of({language: {"anyOf": [some(TEXT), *advised]} for language in LANGUAGES}, {}, [])


def _adapter(family: Family) -> Schema:
    kinds = []
    for name in registry.names(family):
        one = record_of(families.adapter(family, name).Settings, f"{family}.{name}")
        one["properties"] = {"kind": {"const": name}, **one["properties"]}
        one["required"] = ["kind", *one.get("required", [])]
        kinds.append(one)
    return {"oneOf": kinds}


def _lookup() -> Schema:
    """A source of facts: what all kinds have, beside what each has."""
    whole = _adapter("lookups")
    common = record_of(LookupTerms, "lookup", without=("name", "key"))["properties"]
    for one in whole["oneOf"]:
        one["properties"] = {**common, **one["properties"]}
    return whole


def _assist() -> Schema:
    """Off, or a model: what all kinds have, beside what each has."""
    whole = _adapter("assist")
    common = record_of(AssistTerms, "assist")["properties"]
    for one in whole["oneOf"]:
        one["properties"] = {**common, **one["properties"]}
    return {"anyOf": [{"enum": ["off"]}, *whole["oneOf"]]}


def _report() -> Schema:
    shapes: dict[str, Schema] = {
        "send": {"enum": list(NAMES)}, "at": TEXT, "to": some(TEXT), "desk": TEXT, "as": {"enum": list(FORMS)},
        "by": some({"enum": list(BY)}), "outside": SIMPLE[bool],
    }  # fmt: skip
    return object_of(shapes, HELP["reports"], ["send", "at", "to"])


def _notice() -> Schema:
    """A chat: what all kinds have, beside what each has."""
    whole = _adapter("notices")
    common = record_of(NoticeTerms, "notice", without=("name", "with_"))["properties"]
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
        **object_of(ways, {}, []),
        "minProperties": 1,
        "maxProperties": 1,
    }


def _hours() -> Schema:
    one_day = some(TEXT)
    weekdays: Schema = {"patternProperties": {WEEKDAY: one_day}}
    dates = {"type": "object", "additionalProperties": one_day}
    worked = {"joint_leave": SIMPLE[bool], "except": some(TEXT)}
    country = object_of({"country": some(TEXT), **worked}, {}, ["country"])
    span = {**object_of({"from": TEXT, "to": TEXT}, {}, ["from", "to"]), **weekdays}
    whole = {
        "holidays": {"anyOf": [some(TEXT), country]}, "closed": some(TEXT), "days": dates,
        "ranges": {"type": "object", "additionalProperties": span},
    }  # fmt: skip
    return {"anyOf": [{"enum": [ALWAYS]}, {**object_of(whole, HELP["Hours"], []), **weekdays}]}
