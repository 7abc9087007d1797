"""Who works at a desk: its agents, what they know and when they are there, how work is given to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from csmail.model.address import key
from csmail.model.hours import Hours
from csmail.model.reason import Reason

Right = Literal["read", "draft", "approve"]
RIGHTS: tuple[Right, ...] = get_args(Right)
"""The least first: who may approve may draft."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One who answers customers. `name` is what customers read, `signature` what stands below his letters, "" for that
    of the desk; `login` are his names on machines; `hours` None are those of the desk.

    `knows` are tags. `at_most` is how many unanswered conversations `assign: auto` lets him have; None is what the
    team says.
    """

    address: str
    name: str = ""
    knows: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: Hours | None = None
    at_most: int | None = None
    login: tuple[str, ...] = ()
    signature: str = ""

    @property
    def short(self) -> str:
        """What colleagues call him: his name, else the part before the @."""
        return self.name or self.address.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Person:
    """What `team.people` says of an agent besides, by address; "" and nothing where it does not."""

    name: str = ""
    login: tuple[str, ...] = ()
    signature: str = ""


@dataclass(frozen=True, slots=True)
class AssignPolicy:
    """How `assign: auto` gives: `keep` a customer's last agent first; `at_most` None sets no limit."""

    keep: bool = False
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """An agent is away from `since` until `until`; `by` is who said so."""

    since: datetime
    until: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What an agent has to do: `waiting` open conversations in which the customer waits for an answer.

    `assigned_at` is when he was last given one; `away` is kept after it is over.
    """

    waiting: int = 0
    assigned_at: datetime | None = None
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Who works here: `agents` and everybody in `internal_domains` is internal, never a customer.

    `profiles` are those agents of whom more is said than their address. `roles` are what some may do at most.
    """

    agents: tuple[str, ...] = ()
    internal_domains: tuple[str, ...] = ()
    assign: AssignPolicy = AssignPolicy()
    profiles: tuple[Agent, ...] = ()
    roles: Mapping[str, Right] = field(default_factory=dict)

    def may(self, by: str, right: Right) -> bool:
        """Whether whoever is meant may do what needs this right; who has no role may do everything."""
        names = {by, *self._addresses(by)}
        held = [role for name, role in self.roles.items() if not names.isdisjoint({name, *self._addresses(name)})]
        return all(RIGHTS.index(role) >= RIGHTS.index(right) for role in held)

    def _addresses(self, text: str) -> tuple[str, ...]:
        return tuple(one.address for one in self.meant(text))

    @property
    def people(self) -> tuple[Agent, ...]:
        """Every agent, in the order of the file."""
        known = {key(one.address): one for one in self.profiles}
        return tuple(known.get(key(spec)) or Agent(spec) for spec in self.agents)

    def of(self, spec: str) -> Agent | None:
        """The agent with this address in any spelling."""
        wanted = key(spec) if spec else ""
        return next((one for one in self.people if key(one.address) == wanted), None)

    def meant(self, text: str) -> tuple[Agent, ...]:
        """Who may be meant by an address, the part before its @ or a login, a name or the first word of it."""
        return named_so(self.people, text)

    def named(self, text: str, desk: str) -> Agent | Reason:
        """The one agent who is meant, or why none is."""
        found = self.meant(text)
        if len(found) == 1:
            return found[0]
        agents = ", ".join(one.address for one in (found or self.people))
        return Reason.of("agent_ambiguous" if found else "unknown_agent", to=text, desk=desk, agents=agents)

    def signature(self, text: str) -> str:
        """What stands below the letters of whoever is meant, "" where nothing of his own is written."""
        found = self.meant(text)
        return found[0].signature if len(found) == 1 else ""

    def display_name(self, text: str) -> str:
        """The name under which customers know whoever is meant, "" where none is written: never an address."""
        found = self.meant(text)
        name = found[0].name if len(found) == 1 else ""
        return "" if "@" in name else name


def named_so(people: Iterable[Agent], text: str) -> tuple[Agent, ...]:
    """Those of `people` who may be meant; an address is stronger than the part before its @ or a login, those are
    stronger than a name."""
    wanted, everybody = " ".join(text.split()).casefold(), tuple(people)
    ways = (
        lambda one: key(one.address) == key(wanted),
        lambda one: key(one.address).partition("@")[0] == wanted or wanted in map(str.casefold, one.login),
        lambda one: one.name.casefold() == wanted,
        lambda one: one.name.casefold().partition(" ")[0] == wanted,
    )
    found = (tuple(filter(way, everybody)) for way in ways) if wanted else ()
    return next(filter(None, found), ())
