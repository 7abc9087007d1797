"""The reference of `rules.yaml` as Markdown, made from what reads it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import timedelta
from inspect import getdoc
from typing import Any

from csmail import registry
from csmail.actions.base import Action
from csmail.actions.catalog import catalog
from csmail.config.docs.help import HELP, helped
from csmail.config.docs.json_schema import IN_FILE_ONLY
from csmail.config.docs.rule_schema import conditions
from csmail.config.hours.read import ALWAYS
from csmail.config.rules.then import written_as
from csmail.config.schema import Schedule
from csmail.model import duration
from csmail.model.assist import AssistTerms
from csmail.model.courtesy import DraftPolicy, Tone
from csmail.model.department import Department
from csmail.model.desk import AcknowledgeLimits, Desk, Promises, SatisfactionPolicy, Share, Tier, Trust
from csmail.model.lookup import LookupTerms
from csmail.model.team import Agent, AssignPolicy, Person, Team
from csmail.ports import families

WORDS = """\
A bare word or list of words means: one of these words or phrases, whole, case ignored, any white space between the
words of a phrase. A `*` at the beginning or end of a word lets it run on there (`refund*` finds `refunds`). Instead of
words there may be `{regex: 'order *#?(?P<order>[0-9]{5,})'}` (RE2, case ignored unless it begins with `(?-i)`; named
groups reach templates, tags and notes) or `{equals: ...}` (a whole line). Several conditions beside each other must all
hold."""
NESTED = (
    ("team", Team),
    ("promises", Promises),
    ("escalation", Tier),
    ("acknowledge", AcknowledgeLimits),
    ("trust", Trust),
    ("satisfaction", SatisfactionPolicy),
    ("tone", Tone),
    ("drafts", DraftPolicy),
)
TEAM = (("agents", Agent), ("people.ADDRESS", Person), ("assign", AssignPolicy))


def reference() -> str:
    """Every key, condition and action."""
    return "\n\n".join(
        (
            "### The file\n\n" + _table(("key", "means"), _keys(HELP["file"])),
            "### A rule\n\n" + _table(("key", "means"), _keys(HELP["rule"])),
            "### Conditions\n\n" + WORDS + "\n\n" + _table(("condition", "hits on"), _keys(conditions())),
            "### Actions\n\n"
            + _table(("action", "does", "parameters"), map(_action, *zip(*catalog().items(), strict=True))),
            "### A desk\n\n" + _table(("key", "means", "when left out"), _desk()),
            "### Mailboxes, transports, stores, lookups\n\n" + _table(("key", "means", "when left out"), _adapters()),
            "### Every lookup\n\n"
            + _table(("key", "means", "when left out"), _fields("", LookupTerms, "lookup", without=("name", "key"))),
            "### Every language model\n\n"
            + _table(("key", "means", "when left out"), _fields("", AssistTerms, "assist")),
            "### Every report\n\n" + _table(("key", "means"), _keys(HELP["reports"])),
            "### A department\n\n"
            + _table(("key", "means", "when left out"), _fields("", Department, "Department", without=("name",))),
            "### Schedule\n\n" + _table(("key", "means", "when left out"), _fields("", Schedule, "Schedule")),
        )
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def _keys(help: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((f"`{key}`", _plain(sentence)) for key, sentence in help.items())


def _plain(sentence: str) -> str:
    return " ".join(sentence.split()).removesuffix(".")


def _action(name: str, kind: type[Action]) -> tuple[str, str, str]:
    fields = [one for one in dataclasses.fields(kind) if one.metadata.get("cli") != "hand"]  # type: ignore[arg-type]
    parameters = (f"`{written_as(one.name)}`: {one.metadata.get('help', '')}{_usual(one)}" for one in fields)
    return f"`{name}`", _plain(getdoc(kind) or ""), "; ".join(parameters)


def _usual(one: dataclasses.Field[Any]) -> str:
    shown = _shown(one)
    return f" ({shown})" if shown not in ("", "needed") else ""


def _desk() -> Iterable[tuple[str, str, str]]:
    yield from _fields("", Desk, "desk", without=(*IN_FILE_ONLY, "hours", *(key for key, _ in NESTED)))
    for key in ("mailbox", "transport"):
        yield f"`{key}`", HELP["desk"][key], "needed"
    yield "`assist`", HELP["desk"]["assist"], "off"
    for key, kind in NESTED:
        yield f"`{key}`", HELP["desk"][key], ""
        yield from _fields(f"{key}.", kind, kind.__name__, without=("profiles",))
        for inner, below in TEAM if kind is Team else ():
            yield from _fields(f"{key}.{inner}.", below, below.__name__)
    yield "`hours`", HELP["desk"]["hours"], ALWAYS
    yield from ((f"`hours.{key}`", sentence, "") for key, sentence in HELP["Hours"].items())


def _adapters() -> Iterable[tuple[str, str, str]]:
    for family in families.FAMILIES:
        for name in registry.names(family):
            if name != "memory":  # for tests: nothing of it outlives the process
                module = families.adapter(family, name)
                yield f"**{family}: `kind: {name}`**", _plain((module.__doc__ or "").split("\n")[0]), ""
                yield from _fields("", module.Settings, f"{family}.{name}")


def _fields(prefix: str, kind: Any, group: str, without: tuple[str, ...] = ()) -> Iterable[tuple[str, str, str]]:
    help = helped(group, kind)
    for one in dataclasses.fields(kind):
        if one.name not in without:
            yield f"`{prefix}{one.name}`", help[one.name], _shown(one)


def _shown(one: dataclasses.Field[Any]) -> str:
    """What holds when the field is left out."""
    if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
        return "needed"
    value = one.default
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Share):
        return f"{value:.0%}"
    if isinstance(value, timedelta):
        return duration.format(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value) if isinstance(value, int | str) and value != 0 else ""
