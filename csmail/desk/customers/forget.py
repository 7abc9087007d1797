"""Forgets a customer: what was written goes, that something was there stays (`blank`).

Who is forgotten is noted beside the store first, by a keyed hash of each address (`ports.Forgetting`): a copy of the
store that is put back, and a mailbox that is read anew, are made to forget as well (`forgotten`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from csmail.clocks import asks
from csmail.desk import bulk_records, digests
from csmail.desk.customers import beside, blank
from csmail.desk.customers.by_hand import KEEPS_CHANGING, Asker, receipt
from csmail.desk.customers.dossier import conversations_of
from csmail.desk.customers.find import records_of
from csmail.desk.decide_again import committed
from csmail.desk.numbering import without_ids
from csmail.errors import Refused
from csmail.mail import identity
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt
from csmail.model.task import DUE, Draft, SendMail, Task
from csmail.ports import Store

FACT = "customers/forgotten"
"""The fact that names all who are forgotten in this store."""
LEAVING = frozenset({"claimed", "transmitting"})


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything in the store that is a customer's; `places` counts her mails by the folder they lie in,
    `facts` are small facts that name one of them, as they are without it."""

    records: tuple[Customer, ...]
    conversations: tuple[Conversation, ...] = ()
    messages: tuple[Message, ...] = ()
    mails: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    tasks: tuple[Task, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the receipt and the person who asked."""
        kinds = ("conversations", "messages", "mails", "drafts", "tasks", "receipts")
        return {kind: len(getattr(self, kind)) for kind in kinds}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten, or would be; `copies` are older copies of the store, in which all of it still stands."""

    papers: Papers
    did: tuple[Reason, ...]
    copies: tuple[str, ...] = ()


def forget(asker: Asker, find: Callable[[], Customer], even_so: bool = False) -> Forgotten:
    """Forget the customer whom `find` finds. Raises Refused, Conflict, StoreError and what `find` raises."""
    store = asker.places[0].store

    def decide() -> tuple[Papers, Changes, Reason]:
        papers = collected(store, find())
        _refuse(papers, asker.now, even_so)
        did = Reason.of("customer_forgotten", customer=papers.records[0].id, **papers.counts)
        return papers, erasing(papers, asker.now, receipt(asker, papers.records[0], (did,))), did

    def commit(decided: tuple[Papers, Changes, Reason]) -> None:
        if not asker.dry_run:
            hashes = [identity.address_hash(store.key(), one.key) for one in decided[0].records]
            store.note_forgotten(hashes, asker.now)
            store.erase(replace(decided[1], facts=(*decided[1].facts, (FACT, digest(store.forgotten())))))

    papers, _, did = committed(decide, commit, KEEPS_CHANGING, Reason("advice_again"))
    return Forgotten(papers, (did,), store.older_copies())


def digest(known: Mapping[str, datetime]) -> str:
    """What a store says of who is forgotten in it, "" while nobody is."""
    return hashlib.sha256("\n".join(sorted(known)).encode()).hexdigest() if known else ""


def collected(store: Store, person: Customer) -> Papers:
    """Everything of hers. Raises StoreError."""
    records = records_of(store, person)
    conversations = tuple(conversations_of(store, records))
    ids = [one.id for one in conversations]
    messages = tuple(message for id in ids for message in store.newest(id))
    drafts = tuple(draft for id in ids for draft in store.drafts(id))
    keys = [one.key for one in records]
    many, lines = bulk_records.of_person(store, keys)
    told, digested = digests.naming(store, ids)
    messages += tuple(one for key in told if (one := store.message(key)) is not None and one.conversation not in ids)
    tasks = (*store.tasks_of(ids), *beside.tasks(store, keys, many))
    named = (*(one.key for one in messages if one.direction == "out"), *_written(drafts), *_sent(tasks), *told)
    return Papers(
        records, conversations, messages, tuple(dict.fromkeys(named)), drafts, tasks,
        tuple(receipt for id in ids for receipt in store.receipts(id)),
        Counter(f"{one.desk}: {one.place.folder}" for one in messages if one.place),
        {**_landmarks(store, messages), **lines, **digested},
    )  # fmt: skip


def _landmarks(store: Store, messages: tuple[Message, ...]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for desk in {one.desk for one in messages}:
        facts |= without_ids(store, desk, (one.place for one in messages if one.desk == desk and one.place))
    return facts


def _written(drafts: tuple[Draft, ...]) -> Iterator[str]:
    for draft in drafts:
        yield from (draft.mail, *(edition.mail for edition in draft.editions))


def _sent(tasks: tuple[Task, ...]) -> Iterator[str]:
    for task in tasks:
        mail = getattr(task.work, "mail", "")
        if mail:
            yield mail


def erasing(papers: Papers, now: datetime, *told: Receipt) -> Changes:
    """What leaves nothing of these papers but numbers."""
    person = blank.pseudonym(papers.records[0])
    return Changes(
        conversations=tuple(blank.conversation(one, person, now) for one in papers.conversations),
        messages=tuple(map(blank.message, papers.messages)),
        updated=tuple(blank.task(one, now) for one in papers.tasks),
        drafts=tuple(blank.draft(one, now) for one in papers.drafts),
        receipts=(*map(blank.receipt, papers.receipts), *told),
        customers=tuple(map(blank.customer, papers.records)),
        overwritten=tuple(map(blank.mail_of, papers.mails)),
        unacknowledged=tuple(one.key for one in papers.records),
        facts=tuple(papers.facts.items()),
    )


def _refuse(papers: Papers, now: datetime, even_so: bool) -> None:
    sending = [one for one in papers.tasks if isinstance(one.work, SendMail)]
    leaving = next((one for one in sending if one.state in LEAVING), None)
    if leaving is not None:
        raise Refused(Reason.of("mail_is_leaving", task=leaving.id[:8]), Reason("advice_again"), code="in_use")
    if even_so:
        return
    waiting = next((one for one in papers.conversations if one.status == "open" and asks(one, now)), None)
    if waiting is not None:
        raise Refused(Reason.of("answer_is_owed", conversation=waiting.id), Reason("advice_even_so"), code="in_use")
    queued = next((one for one in sending if one.state in DUE), None)
    if queued is not None:
        raise Refused(Reason.of("mail_is_queued", task=queued.id[:8]), Reason("advice_even_so"), code="in_use")
