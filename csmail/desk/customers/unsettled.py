"""How many matters of a customer are not settled, read where a rule asks for it and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from csmail.desk.customers.find import keys_of
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.situation import Situation
from csmail.ports import Store
from csmail.rules.rule import Rule

COUNTED = 1_000
"""A robot may have more: then it is so many."""
FIELD = "customer.open"


class Unsettled:
    """`fresh` are conversations that a batch has changed and nobody has committed."""

    def __init__(self, store: Store, fresh: Mapping[str, Conversation]) -> None:
        self._store, self._fresh = store, fresh
        self._wanted: dict[int, bool] = {}

    def informed(self, situation: Situation, rules: Sequence[Rule]) -> Situation:
        """The situation as these rules need it. Raises StoreError."""
        if id(rules) not in self._wanted:
            self._wanted[id(rules)] = any(FIELD in rule.when.looks_at.split("|") for rule in rules)
        customer = situation.conversation.customer
        if customer is None or not self._wanted[id(rules)]:
            return situation
        count = self._count(keys_of(self._store, customer.spec), situation.conversation)
        return situation.amended(customer=replace(situation.customer, unsettled=count))

    def _count(self, keys: Sequence[str], own: Conversation) -> int:
        """Hers that are open or waiting, this one with them."""
        each = (ConversationFilter("", ("open", "waiting"), customer=one) for one in keys)
        stored = (found for one in each for found in self._store.conversations(one))
        found = {one.id: one for one in islice(stored, COUNTED)}
        asked = [ConversationFilter("", ("open", "waiting"), customer=one) for one in keys]
        ours = [one for one in self._fresh.values() if any(wanted.holds(one) for wanted in asked)]
        settled = {one.id for one in self._fresh.values()} - {one.id for one in ours}
        return len(({*found} - settled) | {one.id for one in ours} | {own.id})
