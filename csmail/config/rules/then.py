"""Reads `then` into actions, each with its parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from csmail.actions.base import Action
from csmail.actions.catalog import catalog
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import Wrong, attempt, declared
from csmail.mail import address
from csmail.model import duration
from csmail.model.desk import Desk
from csmail.reason import Reason, reason_of
from csmail.rules.rule import ActionCall

ACTIONS = ("escalate", "forward")


def actions(part: Part) -> tuple[ActionCall, ...]:
    """Every action that could be read; what is wrong with the others is noted."""
    items = part.items()
    if not items:
        part.problem(Reason("actions_expected"))
    return tuple(asked for asked in map(_asked, items) if asked is not None)


def _asked(part: Part) -> ActionCall | None:
    entries = part.node.entries
    if entries is None:
        return _bare(part)
    if len(entries) != 1:
        part.problem(Reason.of("one_action_expected", count=len(entries), names=", ".join(entries)))
        return None
    ((name, inner),) = part.children().items()
    kind = catalog().get(name)
    if kind is None:
        part.key_problem(name, unknown(name, catalog(), "unknown_action"))
        return None
    return _with(inner, name, kind, _parameters(inner, kind))


def _bare(part: Part) -> ActionCall | None:
    name = part.node.text or ""
    kind = catalog().get(name)
    if kind is None:
        listed = part.node.items is not None
        part.problem(Reason("action_expected") if listed else unknown(name, catalog(), "unknown_action"))
        return None
    return _with(part, name, kind, {})


def _with(part: Part, name: str, kind: type[Action], values: Mapping[str, Any] | None) -> ActionCall | None:
    if values is None:
        return None
    missing = [field for field, (_, needed) in declared(kind).items() if needed and field not in values]
    if missing:
        names = ", ".join(map(written_as, missing))
        part.problem(Reason.of("parameter_missing", names=names, help=_help(kind, missing[0])))
        return None
    if values.get("cc"):
        (part.child("cc") or part).warning(Reason("copy_is_visible"))
    if not _addressed(part, kind, values):
        return None
    try:
        return ActionCall(name, kind(**values), _written(values, next(iter(declared(kind)), "")))
    except ValueError as error:
        part.problem(reason_of(error))
        return None


def _addressed(part: Part, kind: type[Action], values: Mapping[str, Any]) -> bool:
    """Whether all recipients are addresses. An action with a template writes a mail, so its `to` is one too."""
    writes = "template" in declared(kind)
    wrong = [
        (name, spec)
        for name in ("to", "cc", "bcc")
        if writes and name in values
        for spec in ((values[name],) if isinstance(values[name], str) else values[name])
        if not address.sound(spec)
    ]
    for name, spec in wrong:
        (part.child(name) or part).problem(Reason.of("not_an_address", written=spec))
    return not wrong


def _parameters(part: Part, kind: type[Action]) -> dict[str, Any] | None:
    """The parameters by name; None when one is wrong."""
    fields = {written_as(field.name): field.metadata.get("cli", "both") for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    allowed = [name for name, where in fields.items() if where != "hand"]
    if part.node.entries is None:
        if part.node.empty:
            return {}
        if not allowed:
            part.problem(Reason("no_parameter_expected"))
            return None
        return _read({allowed[0]: part}, kind)
    for name in part.node.entries:
        if fields.get(name) == "hand":
            part.key_problem(name, Reason("parameter_by_hand_only"))
    known = (*allowed, *(name for name in part.node.entries if fields.get(name) == "hand"))
    found = part.mapping(known)
    sound = len(found) == len(part.node.entries) and all(name in allowed for name in found)
    values = _read({name: inner for name, inner in found.items() if name in allowed}, kind)
    return values if sound else None


def _read(parts: Mapping[str, Part], kind: type[Action]) -> dict[str, Any] | None:
    hints = {written_as(name): (name, hint) for name, (hint, _) in declared(kind).items()}
    values = {hints[key][0]: _value(part, hints[key][1]) for key, part in parts.items()}
    return None if Wrong in values.values() else values


def _value(part: Part, hint: Any) -> Any:
    if hint != tuple[ActionCall, ...]:
        return attempt(part, hint)
    found = actions(part)
    return found if len(found) == len(part.items()) and found else Wrong


def written_as(field: str) -> str:
    """The key in rules.yaml of a field of an action."""
    return field.removesuffix("_")


def _help(kind: type[Action], name: str) -> str:
    field = next(field for field in dataclasses.fields(kind) if field.name == name)  # type: ignore[arg-type]
    return str(field.metadata.get("help", ""))


def _written(values: Mapping[str, Any], first: str) -> str:
    """The parameters as a person would write them on one line; the first needs no name."""
    if list(values) == [first]:
        return _shown(values[first])
    return ", ".join(f"{written_as(name)}: {_shown(value)}" for name, value in values.items())


def _shown(value: Any) -> str:
    if isinstance(value, ActionCall):
        return f"{value.name}: {value.parameters}" if value.parameters else value.name
    if isinstance(value, tuple):
        return " ".join(map(_shown, value))
    return duration.format(value) if isinstance(value, timedelta) else str(value)


def refuse_own(whole: Part, desks: Iterable[Desk]) -> None:
    """Note every target that belongs to one of `desks`, in whatever form; `whole` is the whole file."""
    known = tuple(desks)
    for target in _targets(whole):
        spec = target.node.text or ""
        if any(address.is_own(spec, desk) for desk in known):
            told = "escalation" in target.path or "reports" in target.path
            target.problem(Reason.of("escalates_to_itself" if told else "sends_to_itself", address=spec))


def _targets(whole: Part) -> Iterator[Part]:
    desks = whole.child("desks")
    for name in (desks.node.entries or ()) if desks is not None else ():
        yield from whole.every("desks", name, "escalation", "*", "to")
    yield from whole.every("reports", "*", "to", "*")
    for action in ACTIONS:
        for part in whole.every("rules", "*", "then", "*", action):
            yield from part.every("to", "*") if part.node.entries is not None else part.items()
