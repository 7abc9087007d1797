"""What each agent of a desk has to do, with what was given since: what `assign: auto` goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from csmail.clocks import asks
from csmail.desk.presence import away_of, given_at
from csmail.desk.workspace import Workspace
from csmail.model.address import key
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.situation import Situation
from csmail.model.team import Load
from csmail.rules.rule import Rule

REMEMBERED = 50
"""Conversations of a customer in which his last agent is looked for, the newest."""
TICK = timedelta(microseconds=1)


class Crew:
    """Reads the store when it is first asked; `gave` tells it what became of a conversation that nobody committed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._now = workspace.now()
        self._lately: dict[str, str] = {}  # who has the matter of a customer since, by address keys
        self._wanted: dict[int, bool] = {}
        self._read = False

    def informed(self, situation: Situation, rules: Sequence[Rule]) -> Situation:
        """The situation as these rules need it: most give nothing by themselves, and read nothing."""
        if id(rules) not in self._wanted:
            self._wanted[id(rules)] = any(asked.gives for rule in rules for asked in rule.then)
        return self.seen(situation) if self._wanted[id(rules)] else situation

    def seen(self, situation: Situation) -> Situation:
        """The situation with the loads of all agents. Raises StoreError."""
        keep = situation.desk.team.assign.keep
        return situation.amended(loads=self.loads(), last_agent=self._last_agent(situation) if keep else "")

    def loads(self) -> Mapping[str, Load]:
        """By address key. Raises StoreError."""
        store = self._workspace.store
        return {
            agent: Load(len(ids), self._given.get(agent), away_of(store, agent)) for agent, ids in self._held.items()
        }

    def gave(self, after: Conversation) -> None:
        """Count a conversation as it is left; of nobody who was not counted before."""
        if not self._read:
            return
        agent = key(after.assignee) if after.assignee else ""
        before = next((name for name, ids in self._held.items() if after.id in ids), "")
        for ids in self._held.values():
            ids.discard(after.id)
        if agent not in self._held:
            return
        if after.status == "open" and asks(after, self._now):
            self._held[agent].add(after.id)
        if after.assigned_at == self._now and agent != before:
            # Two who were given one in the same batch take turns.
            self._given[agent] = max([self._now, *(at + TICK for at in self._given.values())])
        if after.customer is not None:
            self._lately[key(after.customer.spec)] = agent

    @cached_property
    def _held(self) -> dict[str, set[str]]:
        self._read = True
        people = self._workspace.desk.team.people
        return {key(one.address): {held.id for held in waiting(self._workspace, one.address)} for one in people}

    @cached_property
    def _given(self) -> dict[str, datetime]:
        desk = self._workspace.desk
        return dict(given_at(self._workspace.store, desk.name, desk.team.people))

    def _last_agent(self, situation: Situation) -> str:
        customer, team = situation.conversation.customer, situation.desk.team
        if customer is None:
            return ""
        if key(customer.spec) in self._lately:
            return self._lately[key(customer.spec)]
        asked = ConversationFilter(situation.desk.name, customer=customer.spec)
        newest = islice(self._workspace.store.conversations(asked), REMEMBERED)
        had = (one.assignee for one in newest if one.id != situation.conversation.id and team.of(one.assignee))
        return next(map(key, had), "")


def waiting(workspace: Workspace, agent: str) -> Iterator[Conversation]:
    """The open conversations of an agent (address) in which the customer waits for an answer. Raises StoreError."""
    asked = ConversationFilter(workspace.desk.name, ("open",), assignee=agent)
    return (one for one in workspace.store.conversations(asked) if asks(one, workspace.now()))
