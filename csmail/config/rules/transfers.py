"""Tells what is wrong with rules that hand conversations to another desk, while the file is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from csmail.actions.transfer import Transfer, no_such_desk
from csmail.config.yaml.part import Part
from csmail.mail.address import domain
from csmail.model.desk import Desk
from csmail.model.receipt import EDGES, TIMED, Arrival
from csmail.reason import Reason
from csmail.rules.rule import Rule

ACTION = "transfer"
SERVED_HERE: frozenset[Arrival] = TIMED | {"arrival"}
"""Events at which the desks that a rule is for are those that serve the conversation; a new one is served at home."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One `transfer` of the file: from these desks to that one."""

    part: Part
    rule: Rule
    desks: tuple[str, ...]
    to: str


def check(part: Part, rules: Sequence[Rule], desks: Collection[Desk]) -> None:
    """Note desks that there are not, handovers that do nothing, outsiders, and what would be handed to and fro."""
    known = {one.name: one for one in desks}
    found = list(_handovers(part, rules, tuple(known)))
    sound = [one for one in found if one.to in known]
    for one in found:
        if one.to not in known:
            one.part.problem(no_such_desk(one.to, tuple(known)))
    for one in sound:
        if one.rule.on in SERVED_HERE and set(one.desks) <= {one.to}:
            one.part.warning(Reason.of("transfer_to_itself", desk=one.to))
        for name in one.desks:
            _tell_outsiders(one, known[name], known[one.to])
    for number, one in enumerate(sound):
        _tell_handed_on(one, sound[number + 1 :])
        _tell_circle(one, sound[:number], known)


def _handovers(part: Part, rules: Sequence[Rule], desks: tuple[str, ...]) -> Iterator[Handover]:
    for item, rule in zip(part.items(), rules, strict=True):
        then = item.child("then")
        places = [inner for one in (then.items() if then else ()) if (inner := one.child(ACTION)) is not None]
        actions = [asked.action for asked in rule.then if isinstance(asked.action, Transfer)]
        for place, action in zip(places, actions, strict=False):
            named = tuple(name for name in rule.desks if name in desks)
            yield Handover(place.child("to") or place, rule, named or desks, action.to)


def _tell_outsiders(one: Handover, home: Desk, there: Desk) -> None:
    ours, theirs = _domains(home), _domains(there)
    if theirs - ours:
        one.part.warning(
            Reason.of("transfer_outside", there=there.name, home=home.name, domains=", ".join(sorted(theirs - ours)))
        )


def _domains(desk: Desk) -> frozenset[str]:
    return frozenset(domain(f"x@{one.rpartition('@')[2]}") for one in desk.team.internal_domains)


def _tell_handed_on(one: Handover, later: Iterable[Handover]) -> None:
    """A walk goes on after a handover, and the next rule finds the conversation at the other desk."""
    for other in later:
        goes_on = one.rule is not other.rule and one.rule.on == other.rule.on and not one.rule.stop
        if goes_on and other.to != one.to and set(one.desks) & set(other.desks):
            one.part.warning(Reason.of("transfer_handed_on", rule=other.rule.name, to=other.to))
            return


def _tell_circle(one: Handover, earlier: Iterable[Handover], desks: Mapping[str, Desk]) -> None:
    """Two desks with the same hours that hand over to each other when they close: nobody is ever there."""
    for other in earlier:
        turned = one.to in other.desks and other.to in one.desks and one.to != other.to
        together = desks[one.to].hours == desks[other.to].hours
        if one.rule.on in EDGES and one.rule.on == other.rule.on and turned and together:
            one.part.warning(Reason.of("transfer_in_circle", desk=other.to, other=one.to, on=one.rule.on))
            return
