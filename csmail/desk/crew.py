"""What each agent of a desk has to do, with what was given since: what `assign: auto` goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from csmail.clocks import asks
from csmail.desk.customers.find import keys_of
from csmail.desk.presence import away_of, given_at
from csmail.desk.workspace import Workspace
from csmail.model.address import key
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.situation import Situation
from csmail.model.team import Load
from csmail.ports import Conversations
from csmail.rules.rule import Rule

REMEMBERED = 50
"""Conversations of a customer in which his last agent is looked for, the newest."""
TICK = timedelta(microseconds=1)


class Crew:
    """Reads of an agent what is asked, once; `gave` tells it what became of a conversation that nobody committed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._now = workspace.now()
        self._held: dict[str, set[str]] = {}  # what waits for each agent, all by address keys
        self._given: dict[str, datetime | None] = {}
        self._lately: dict[str, str] = {}  # who has the matter of a customer since
        self._wanted: dict[int, bool] = {}

    def informed(self, situation: Situation, rules: Sequence[Rule]) -> Situation:
        """The situation as these rules need it: most give nothing by themselves, and read nothing."""
        if id(rules) not in self._wanted:
            self._wanted[id(rules)] = any(asked.gives for rule in rules for asked in rule.then)
        return self.seen(situation) if self._wanted[id(rules)] else situation

    def seen(self, situation: Situation) -> Situation:
        """The situation with the loads of all agents of the desk that serves it. Raises StoreError."""
        team = situation.desk.team
        loads = {key(one.address): self._load(one.address) for one in team.people}
        return situation.amended(loads=loads, last_agent=self._last_agent(situation) if team.assign.keep else "")

    def gave(self, after: Conversation) -> None:
        """Count a conversation as it is left, for the agents who were asked about."""
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
            known = (at + TICK for at in self._given.values() if at is not None)
            self._given[agent] = max([self._now, *known])
        if after.customer is not None:
            self._lately[key(after.customer.spec)] = agent

    def _load(self, address: str) -> Load:
        agent, store = key(address), self._workspace.store
        if agent not in self._held:
            self._held[agent] = {one.id for one in waiting(store, address, self._now)}
            self._given[agent] = given_at(store, address)
        return Load(len(self._held[agent]), self._given[agent], away_of(store, address))

    def _last_agent(self, situation: Situation) -> str:
        customer, team = situation.conversation.customer, situation.desk.team
        if customer is None:
            return ""
        if key(customer.spec) in self._lately:
            return self._lately[key(customer.spec)]
        store = self._workspace.store
        asked = (ConversationFilter(situation.desk.name, customer=one) for one in keys_of(store, customer.spec))
        each = (store.conversations(one) for one in asked)
        newest = islice(merge(*each, key=lambda one: one.changed_at, reverse=True), REMEMBERED)
        had = (one.assignee for one in newest if one.id != situation.conversation.id and team.of(one.assignee))
        return next(map(key, had), "")


def waiting(store: Conversations, agent: str, now: datetime) -> Iterator[Conversation]:
    """The open conversations of an agent (address), of all desks, in which the customer waits. Raises StoreError."""
    return (one for one in store.conversations(ConversationFilter("", ("open",), assignee=agent)) if asks(one, now))
