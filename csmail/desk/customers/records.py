"""The records of customers while a batch goes on: whoever writes has one, and it says when we heard of her last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from csmail.desk.conversation_update import ANSWERING
from csmail.desk.customers.find import facts_of, is_customer, leading, records_of
from csmail.desk.customers.new import free_ids, new_record
from csmail.mail import bounce, bulk_mail
from csmail.mail.address import key
from csmail.mail.autoreply import trust
from csmail.mail.autoreply.owner import proven
from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer, CustomerFacts
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.ports import Store

SEEN_AGAIN = timedelta(hours=12)
"""A record is written anew when she was not seen for so long: writing it for each of her mails costs 40 us."""


class Records:
    """`changed` takes those to commit, by id."""

    def __init__(self, store: Store, desk: Desk, now: datetime, changed: dict[str, Customer]) -> None:
        self._store, self._desk, self._now = store, desk, now
        self._known: dict[str, Customer | None] = {}  # by address key
        self._free: dict[str, str] = {}
        self.changed = changed

    def expect(self, messages: Iterable[Message]) -> None:
        """Look up the authors of these mails together, before they are asked for one by one."""
        wanted = {key(one.spec) for message in messages for one in message.originators} - self._known.keys()
        found = self._store.customers_by(wanted) if wanted else {}
        self._known.update((one, found.get(one)) for one in wanted)
        self._free.update(free_ids(self._store, wanted - found.keys()))

    def of(self, address: str) -> Customer | None:
        """The record of this address itself. Raises StoreError."""
        wanted = key(address)
        if wanted not in self._known:
            self._known[wanted] = self._store.customers_by((wanted,)).get(wanted)
        return self._known[wanted]

    def person(self, address: str) -> Customer | None:
        """The record that stands for whoever writes from this address. Raises StoreError."""
        record = self.of(address)
        if record is None or not record.merged_into:
            return record
        found = leading(self._store, record)
        return self.changed.get(found.id, found)

    def keys(self, address: str) -> tuple[str, ...]:
        """The address keys of whoever writes from `address`, this one first. Raises StoreError."""
        person = self.person(address)
        every = records_of(self._store, person) if person and person.merged else ()
        return tuple(dict.fromkeys((key(address), *(one.key for one in every))))

    def facts(self, conversation: Conversation) -> CustomerFacts:
        """What rules and answers look at of its customer. Raises StoreError."""
        return facts_of(self.person(conversation.customer.spec) if conversation.customer else None)

    def heard(self, message: Message, conversation: Conversation, new: bool) -> None:
        """A mail was taken in: its author is known from now on; a report marks what came back. Raises StoreError."""
        if message.quarantined:
            return
        if message.kind in ANSWERING and message.visibility == "customer":
            for one in self._authors(message, conversation, new):
                self._met(one)
                self._proven(one, message)
        elif message.kind == "bounce" and bounce.failed(message):
            self._came_back(message, conversation)

    def leaves_alone(self, one: Address) -> None:
        """She asked for no more mails to many. Raises StoreError."""
        person = self.person(one.spec)
        if person is None and is_customer(one.spec, self._desk):
            person = self._fresh(one)
        if person is not None and person.left_alone_at is None:
            self._keep(person.amended(left_alone_at=self._now))

    def wants_no_surveys(self, one: Address) -> None:
        """She asked not to be asked any more how satisfied she is. Raises StoreError."""
        person = self.person(one.spec) or (self._fresh(one) if is_customer(one.spec, self._desk) else None)
        if person is not None and person.no_surveys_at is None:
            self._keep(person.amended(no_surveys_at=self._now))

    def rated(self, conversation: Conversation, rating: int | None, at: datetime) -> None:
        """She said how satisfied she was. Raises StoreError."""
        customer = conversation.customer
        person = self.person(customer.spec) if customer is not None else None
        if person is not None:
            self._keep(person.amended(rating=rating, rated_at=at))

    def returned(self, message: Message) -> None:
        """A report about a mail of no conversation: one to many marks whom it went to. Raises StoreError."""
        report = message.report
        if report is None or not report.permanent or message.kind != "bounce":
            return
        for spec in report.failed:
            if bulk_mail.went_to(spec, report.original_id, self._store.key()) and is_customer(spec, self._desk):
                record = self.of(spec) or self._fresh(Address(spec))
                self._keep(record.amended(bounced_at=self._now))

    def _authors(self, message: Message, conversation: Conversation, new: bool) -> tuple[Address, ...]:
        """Who is met: at first the customer, whom a colleague may have told us of; later whoever writes."""
        if new:
            return (conversation.customer,) if conversation.customer else ()
        return trust.authors(message, self._desk)[:1]

    def _met(self, one: Address) -> None:
        known = self.of(one.spec)
        if known is None:
            if is_customer(one.spec, self._desk):
                self._keep(self._fresh(one))
        elif known.bounced_at is not None or (one.name and not known.name) or self._is_long_ago(known):
            seen = max(known.last_seen_at, self._now)
            self._keep(known.amended(last_seen_at=seen, name=known.name or one.name, bounced_at=None))

    def _proven(self, one: Address, message: Message) -> None:
        """Once a mail from an address proved its author, the other addresses of the person speak for it too."""
        known = self.of(one.spec)
        if known is not None and known.proven_at is None and proven(message, self._desk) == one.spec:
            self._keep(known.amended(proven_at=self._now))

    def _came_back(self, message: Message, conversation: Conversation) -> None:
        """Of what a report names only who has part in the conversation: anybody can write a report."""
        report = message.report
        if report is None or not report.permanent:
            return
        customer = conversation.customer
        asked = {key(one.to) for one in conversation.escalations}
        part = (conversation.participants | ({key(customer.spec)} if customer else set())) - asked
        for spec in report.failed:
            if key(spec) in part and is_customer(spec, self._desk):
                record = self.of(spec) or self._fresh(Address(spec))
                self._keep(record.amended(bounced_at=self._now))

    def _is_long_ago(self, known: Customer) -> bool:
        return known.last_seen_at + SEEN_AGAIN <= self._now

    def _fresh(self, one: Address) -> Customer:
        return new_record(self._store, one, self._now, self.changed, self._free)

    def _keep(self, record: Customer) -> None:
        self._known[record.key] = self.changed[record.id] = record
