"""Reads `team` of a desk: an agent is an address, or an entry that says more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from csmail.actions.assign import Assign
from csmail.config.hours.read import hours
from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, attempt, record
from csmail.mail import address
from csmail.model.desk import Desk
from csmail.model.team import Agent, Person, Team
from csmail.reason import Reason
from csmail.rules.rule import Rule

LISTS = ("knows", "languages")
SPECIAL = frozenset({"me", "auto", "nobody"})


def team(part: Part | None, timezone: str) -> Team:
    """Who works at a desk; nobody when nothing is written. What is wrong is noted, and left out here."""
    if part is None:
        return Team()
    found: list[Agent] = []
    for inner in part.every("agents", "*"):
        agent = _agent(inner, timezone)
        if agent is not None:
            found.append(agent)
    _refuse_twins(part, found)
    found = _with_people(part, found)
    profiles = tuple(one for one in found if one != Agent(one.address))
    agents = tuple(one.address for one in found)
    made: Team | None = record(part, Team, {"agents": agents, "profiles": profiles}, also=("agents", "people"))
    return made or Team(agents=agents, profiles=profiles)


def _with_people(part: Part, agents: list[Agent]) -> list[Agent]:
    """The agents with what `people` says of them by address; of anybody else nothing may be said."""
    inner = part.child("people")
    if inner is None:
        return agents
    said: dict[str, Person] = {}
    known = {address.key(one.address): one.address for one in agents}
    for written, about in inner.children().items():
        if address.key(written) not in known:
            about.problem(Reason.of("unknown_agent", to=written, desk="team.agents", agents=", ".join(known.values())))
            continue
        _check_name(about.child("name"))
        said[address.key(written)] = record(about, Person) or Person()
    return [_told_more(one, said.get(address.key(one.address), Person())) for one in agents]


def _told_more(agent: Agent, said: Person) -> Agent:
    return replace(
        agent,
        name=said.name or agent.name,
        login=(*agent.login, *said.login),
        signature=said.signature or agent.signature,
    )


def refuse_unmanned(part: Part, rules: Sequence[Rule], desks: Iterable[Desk]) -> None:
    """Note each rule that has an agent chosen at a desk which has none."""
    empty = [desk.name for desk in desks if not desk.team.agents]
    for item, rule in zip(part.items(), rules, strict=True):
        here = [name for name in empty if name in (rule.desks or empty)]
        if here and any(asked.gives for asked in rule.then):
            place = next(item.every("then", "*", "assign"), item)
            place.problem(Reason.of("no_agents", desk=", ".join(here)))


def refuse_unknown(part: Part, rules: Sequence[Rule], desks: Iterable[Desk]) -> None:
    """Note each rule that gives conversations to somebody who is an agent at none of the desks that it is for."""
    every = tuple(desks)
    for item, rule in zip(part.items(), rules, strict=True):
        here = [desk for desk in every if not rule.desks or desk.name in rule.desks]
        for place, to in _given(item, rule):
            why = [found for desk in here if isinstance(found := desk.team.named(to, desk.name), Reason)]
            if here and len(why) == len(here):
                place.problem(why[0])


def _given(item: Part, rule: Rule) -> Iterator[tuple[Part, str]]:
    """Whom the rule names, with the place."""
    actions = [asked.action for asked in rule.then if isinstance(asked.action, Assign)]
    for place, action in zip(item.every("then", "*", "assign"), actions, strict=False):
        if action.to.strip().casefold() not in SPECIAL:
            yield place.child("to") or place, action.to


def _agent(part: Part, timezone: str) -> Agent | None:
    if part.node.entries is None:
        written = attempt(part, str)
        return None if written is Wrong else Agent(written)
    inner = part.child("hours")
    given = {"hours": hours(inner, timezone) if inner is not None else None}
    for name in LISTS:
        listed = part.child(name)
        if listed is not None and listed.node.text is not None and not listed.node.empty:
            listed.problem(Reason.of("list_expected", written=f"[{listed.node.text}]"))
    _check_name(part.child("name"))
    made: Agent | None = record(part, Agent, given, also=("hours",))
    return made


def _check_name(part: Part | None) -> None:
    """A customer reads it where a template says `agent`; a colleague types it where an agent is meant."""
    written = part.node.text if part is not None else None
    if part is None or not written:
        return
    if "@" in written:
        part.problem(Reason("name_is_address"))
    elif written.casefold() in SPECIAL:
        part.problem(Reason.of("name_reserved", name=written, names=", ".join(sorted(SPECIAL))))


def _refuse_twins(part: Part, found: list[Agent]) -> None:
    keys = [address.key(one.address) for one in found]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            part.problem(Reason.of("agent_twice", agent=found[number].address))
