"""Whom an announcement goes to: the customers of the store that a condition leaves, each at one address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from csmail.desk.bulk.addresses import Row
from csmail.desk.customers.blank import pseudonym
from csmail.desk.customers.find import facts_of, records_of
from csmail.desk.customers.unsettled import FIELD as UNSETTLED
from csmail.desk.workspace import Workspace
from csmail.errors import UsageError
from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.filters import ConversationFilter
from csmail.model.situation import Situation
from csmail.reason import Reason
from csmail.rules.rule import Condition

OPTION = "--to"
ASKS = "customer"


def rows(workspace: Workspace, where: str) -> list[Row]:
    """A line for each, with what a template may say of her. Raises UsageError for a condition on anything else."""
    condition = workspace.selection(where, OPTION)
    if any(field.partition(".")[0] != ASKS for field in condition.looks_at.split("|")):
        raise UsageError(Reason.of("announce_asks_customers", option=OPTION), "csmail bulk reply --where …")
    some = enumerate(_fitting(workspace, condition), 1)
    return [Row(number, _address(records), _known(records[0])) for number, records in some]


def _fitting(workspace: Workspace, condition: Condition) -> Iterator[Sequence[Customer]]:
    counted = UNSETTLED in condition.looks_at.split("|")
    for one in workspace.store.customers():
        if one.merged_into or one.address == pseudonym(one):
            continue
        records = records_of(workspace.store, one)
        if condition.check(_situation(workspace, records, counted)).hit:
            yield records


def _situation(workspace: Workspace, records: Sequence[Customer], counted: bool) -> Situation:
    """What a condition on the customer looks at; nothing was written and no matter is at hand."""
    now, person = workspace.now(), records[0]
    nothing = Conversation("", workspace.desk.name, now, now, customer=Address(person.address, person.name))
    facts = facts_of(person)
    if counted:
        facts = replace(facts, unsettled=sum(workspace.store.count(_open_of(one)) for one in records))
    return Situation(workspace.desk, nothing, None, now, "hand", known_customer=True, customer=facts)


def _open_of(one: Customer) -> ConversationFilter:
    return ConversationFilter("", ("open", "waiting"), customer=one.address)


def _address(records: Sequence[Customer]) -> str:
    """One that mail still reaches, if any does."""
    return next((one.address for one in records if one.bounced_at is None), records[0].address)


def _known(person: Customer) -> tuple[tuple[str, str], ...]:
    """An empty name is a gap in a template that wants one, see `bulk.sends`."""
    language = (("language", person.language),) if person.language else ()
    return (("name", person.name), *language)
