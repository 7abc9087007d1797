"""Reads `departments`: who of the house is asked inside, and by when it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from csmail.actions.ask import NAME, SATISFACTION, Ask
from csmail.actions.base import Action
from csmail.config.hours.read import hours as read_hours
from csmail.config.rules.rules import every_action
from csmail.config.schema import DeskEntry
from csmail.config.yaml.part import Part
from csmail.config.yaml.types import record
from csmail.mail import address
from csmail.model.department import Department
from csmail.model.desk import Desk
from csmail.reason import Reason
from csmail.rules.rule import Rule


def departments(part: Part, desks: Sequence[Desk]) -> tuple[Department, ...]:
    """Every department that could be read. What is wrong with the others is noted."""
    zone = desks[0].timezone if desks else "UTC"
    found = (_department(name, inner, zone, desks) for name, inner in part.children().items())
    return tuple(one for one in found if one is not None)


def _department(name: str, part: Part, zone: str, desks: Sequence[Desk]) -> Department | None:
    if not NAME.fullmatch(name) or name == SATISFACTION:
        part.problem(Reason.of("department_name_wrong", name=name))
        return None
    hours = part.child("hours")
    own = read_hours(hours, zone) if hours is not None else None
    made: Department | None = record(part, Department, {"name": name, "hours": own}, also=("hours",))
    to = part.child("to")
    if made is None or to is None:
        return None
    if not address.sound(made.to):
        to.problem(Reason.of("not_an_address", written=made.to))
    elif any(address.is_own(made.to, desk) for desk in desks):
        to.problem(Reason.of("department_is_desk", address=made.to))
    elif not any(
        address.is_internal(made.to, desk) for desk in desks if desk.team.agents or desk.team.internal_domains
    ):
        to.warning(Reason.of("department_outside", address=made.to))
    return made


def known(entry: DeskEntry, every: Iterable[Department]) -> DeskEntry:
    """The desk with the departments; hours that one has of its own are counted in the desk's time zone."""
    zone = entry.desk.timezone
    ours = (replace(one, hours=one.hours and replace(one.hours, timezone=zone)) for one in every)
    return replace(entry, desk=replace(entry.desk, departments=tuple(ours)))


def check(part: Part, rules: Sequence[Rule], every: Sequence[Department]) -> None:
    """Note rules that ask a department that there is not."""
    names = {one.name for one in every} | {SATISFACTION}
    for item, rule in zip(part.items(), rules, strict=True):
        for asked in every_action(rule.then):
            whom = _whom(asked.action)
            if whom and whom not in names:
                place = next((one for one in item.every("then", "*", "ask")), item)
                place.problem(Reason.of("asks_nobody", written=whom, known=", ".join(sorted(names))))


def _whom(action: Action) -> str:
    return action.whom if isinstance(action, Ask) else ""
