"""Reads the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from csmail.actions.ask import SATISFACTION
from csmail.config.rules import silence
from csmail.config.rules.then import actions
from csmail.config.rules.when import Reader
from csmail.config.yaml.part import Part, nearest, unknown
from csmail.config.yaml.types import Wrong, attempt
from csmail.errors import ConfigurationError
from csmail.model.receipt import Arrival
from csmail.reason import Reason
from csmail.rules.conditions import Always
from csmail.rules.rule import ActionCall, Condition, Rule

KEYS = ("name", "on", "after", "desks", "when", "then", "stop")
EVENTS = tuple(event for event in get_args(Arrival) if event not in ("time", "hand"))


def rules(part: Part, desks: Collection[str], templates: Path) -> tuple[Rule, ...]:
    """Every rule in order. What is wrong is noted, a template that is not there too."""
    found = read(part, desks)
    _refuse_twins(part, found)
    _check_templates(part, found, templates)
    return found


def read(part: Part, desks: Collection[str]) -> tuple[Rule, ...]:
    """Every rule in order, each by itself. What is wrong is noted."""
    reader = Reader(tuple(desks))
    return tuple(_rule(item, reader) for item in part.items())


def _rule(part: Part, reader: Reader) -> Rule:
    inner = part.mapping(KEYS)
    if part.node.entries is None and part.node.empty:
        part.problem(Reason("rule_expected"))
    name = _value(inner, "name", str, "")
    if not name and "name" not in inner:
        part.problem(Reason("rule_without_name"))
    when: Condition = reader.when(inner["when"]) if "when" in inner else Always()
    then: tuple[ActionCall, ...] = ()
    if "then" in inner:
        then = actions(inner["then"])
    else:
        part.problem(Reason("rule_without_actions"))
    on = _event(inner.get("on"))
    after = silence.spans(part, inner, on)
    if after:
        when = silence.after_so_long(after, when)
    silence.refuse_early(inner.get("then"), then, on)
    desks = _desks(inner.get("desks"), reader.desks)
    return Rule(name, when, then, on, _value(inner, "stop", bool, False), desks, after)


def _value(inner: dict[str, Part], key: str, hint: Any, default: Any) -> Any:
    found = attempt(inner[key], hint) if key in inner else default
    return default if found is Wrong else found


def _event(part: Part | None) -> Arrival:
    if part is None:
        return "arrival"
    written = part.node.text or ""
    if written not in EVENTS:
        part.problem(unknown(written, EVENTS, "unknown_event"))
    return written  # type: ignore[return-value]  # what is no event was noted, and is never used


def _desks(part: Part | None, known: Collection[str]) -> tuple[str, ...]:
    names = attempt(part, tuple[str, ...]) if part is not None else ()
    if names is Wrong or part is None:
        return ()
    for name in names:
        if name not in known:
            part.problem(unknown(name, known, "unknown_desk"))
    return tuple(names)


def _refuse_twins(part: Part, found: Sequence[Rule]) -> None:
    first = dict[str, int]()
    for number, rule in enumerate(found):
        earlier = first.setdefault(rule.name, number)
        if rule.name and earlier != number:
            part.items()[number].key_problem(
                "name", Reason.of("rule_name_taken", rule=f"rules.{earlier}", name=rule.name)
            )


def _check_templates(part: Part, found: Sequence[Rule], folder: Path) -> None:
    from csmail import templates

    try:
        known = templates.open(folder).names()
    except ConfigurationError as error:
        if any(_template(asked) for rule in found for asked in every_action(rule.then)):
            part.problem(error.reason)
        return
    for item, rule in zip(part.items(), found, strict=True):
        then = item.child("then")
        for asked in every_action(rule.then):
            name = _template(asked)
            if then is not None and name and name not in known:
                near = nearest(name, known)
                others = "" if near else ", ".join(known)
                why = Reason.of("template_missing", name=name, folder=folder, near=near, known=others)
                _place(then, asked).problem(why)


def every_action(then: Iterable[ActionCall]) -> Iterator[ActionCall]:
    """The actions of a rule, with those that it does later."""
    for asked in then:
        yield asked
        yield from every_action(getattr(asked.action, "do", ()))


def _template(asked: ActionCall) -> str:
    if getattr(asked.action, "whom", "") == SATISFACTION:
        return SATISFACTION
    return str(getattr(asked.action, "template", ""))


def _place(then: Part, asked: ActionCall) -> Part:
    """The entry that asks for this template: the first with the action's name and these words in it."""
    for item in then.items():
        if item.node.text == asked.name:
            return item
        inner = item.child(asked.name)
        if inner is not None and _template(asked) in (inner.node.text, _text_of(inner.child("template"))):
            return inner.child("template") or inner
    return then


def _text_of(part: Part | None) -> str | None:
    return part.node.text if part is not None else None
