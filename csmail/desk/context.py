"""What a batch knows while it goes on: the store, with what the mails before have changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from csmail.desk.acquaintance import Acquaintances
from csmail.desk.crew import Crew
from csmail.desk.customers.forgotten import Forgotten
from csmail.desk.customers.records import Records
from csmail.desk.customers.unsettled import Unsettled
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.limits import Budget
from csmail.desk.open_incidents import OpenIncidents
from csmail.desk.own_mail import Echoes
from csmail.desk.recall import Recall
from csmail.desk.workspace import Workspace
from csmail.mail import identity
from csmail.mail.order import ordered
from csmail.model.message import Message


@dataclass(frozen=True, slots=True)
class Context:
    """`collector` holds what the batch has changed and nobody has committed yet; `backlog`: its mails are old."""

    workspace: Workspace
    now: datetime
    backlog: bool
    collector: ChangeCollector
    budget: Budget
    recall: Recall
    echoes: Echoes
    acquaintances: Acquaintances
    crew: Crew
    records: Records
    unsettled: Unsettled
    forgotten: Forgotten
    incidents: OpenIncidents

    def history(self, conversation: str, but: str) -> tuple[Message, ...]:
        """What was said there, oldest first, without the message `but`. Raises StoreError."""
        return ordered(self.recall.of(conversation, but))


def begun(workspace: Workspace, backlog: bool) -> Context:
    """The context of a batch that has taken in nothing yet."""
    now, desk, store = workspace.now(), workspace.desk, workspace.store
    collector = ChangeCollector(desk, now)
    budget = Budget(store, desk, now, collector.acknowledged)
    records = Records(store, desk, now, collector.customers)
    unsettled = Unsettled(store, collector.conversations)
    acquaintances = Acquaintances(store, desk.name, records.keys)
    recall, echoes = Recall(workspace, collector), Echoes(store)
    return Context(
        workspace, now, backlog, collector, budget, recall, echoes, acquaintances, Crew(workspace), records, unsettled,
        Forgotten(store), OpenIncidents(workspace, collector.facts),
    )  # fmt: skip


class Numbers:
    """The ids of conversations that begin in a batch; one look-up in the store for nearly all of them."""

    def __init__(self, context: Context, messages: Iterable[Message]) -> None:
        self._context = context
        self._taken = set(context.workspace.store.taken(identity.conversation_id(message.key) for message in messages))

    def fresh(self, key: str) -> str:
        """The id that the content key gives, or the next one that is free."""
        attempt = 0
        id = identity.conversation_id(key)
        while id in self._taken or id in self._context.collector.conversations:
            attempt += 1
            id = identity.conversation_id(key, attempt)
            self._taken |= self._context.workspace.store.taken((id,))
        return id
