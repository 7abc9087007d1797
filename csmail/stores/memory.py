"""The store that forgets when the process ends: for tests, and for commands that only want to know what would be."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from csmail.errors import Conflict, Refused
from csmail.model.changes import NOTHING, Attempt, Changes, Cursor, Rehomed, UidAccount
from csmail.model.conversation import Conversation
from csmail.model.filters import EVERY, ConversationFilter
from csmail.model.message import Message, Trace
from csmail.model.query import Condition, all_hold
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StoredRules
from csmail.model.task import DUE, LONGEST_WAIT, Mail, State, Task
from csmail.ports import Advance, Known, Named, SearchLimit, Sighting, Store, Told, untold
from csmail.stores.shared import codec, id_traces, walks
from csmail.stores.shared.acknowledged_in_memory import AcknowledgedInMemory
from csmail.stores.shared.customers_in_memory import CustomersInMemory, ForgottenInMemory
from csmail.stores.shared.drafts_in_memory import DraftsInMemory
from csmail.stores.shared.facts_in_memory import FactsInMemory
from csmail.stores.shared.id_traces import known_by
from csmail.stores.shared.leases_in_memory import LeasesInMemory
from csmail.stores.shared.log_in_memory import LogInMemory, Nouns
from csmail.stores.shared.search_words import missing, parts_of, texts_of
from csmail.stores.shared.versions import compare, may_advance, raised


@dataclass(frozen=True)
class Settings:
    """There is nothing to set."""


def check(settings: Settings) -> Reason | None:
    """Nothing can be wrong with nothing."""
    return None


def open(settings: Settings, folder: Path) -> MemoryStore:
    """An empty store; `folder` is not touched."""
    return MemoryStore()


def state(settings: Settings, folder: Path) -> None:
    """It keeps no files."""
    return


class MemoryStore(
    AcknowledgedInMemory,
    DraftsInMemory,
    CustomersInMemory,
    FactsInMemory,
    ForgottenInMemory,
    LeasesInMemory,
    LogInMemory,
    Store,
):
    """Keeps the nouns as they are (they are frozen), in the order they were first written."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.RLock()
        self._key = secrets.token_bytes(32)
        self._conversations: dict[str, Conversation] = {}
        self._messages: dict[str, Message] = {}
        self._mails: dict[str, Mail] = {}
        self._tasks: dict[str, Task] = {}
        self._receipts: dict[str, Receipt] = {}
        self._cursors: dict[tuple[str, str], Cursor] = {}
        self._attempts: dict[tuple[str, str], Attempt] = {}
        self._accounts: dict[UidAccount, None] = {}
        self._rules: dict[str, StoredRules] = {}

    def key(self) -> bytes:
        return self._key

    def commit(self, changes: Changes) -> None:
        self.advance_all((), changes)

    def advance_all(self, advances: Sequence[Advance], changes: Changes = NOTHING) -> frozenset[str]:
        with self._lock:
            self._write(changes)
            return frozenset(one.task.id for one in advances if self._advance(one))

    def _write(self, changes: Changes) -> None:
        with self._lock:
            self._commits += 1
            compare("conversation", {id: one.version for id, one in self._conversations.items()}, changes.conversations)
            compare("draft", {id: one.version for id, one in self._drafts.items()}, changes.drafts)
            self.compare_customers(changes.customers)
            self.record(changes, Nouns(self._conversations, self._customers, self._tasks, self._receipts))
            self._conversations.update((one.id, raised(one)) for one in changes.conversations)
            self._drafts.update((one.id, raised(one)) for one in changes.drafts)
            self.replace_customers(changes.customers)
            self._messages.update((one.key, one) for one in changes.messages)
            for moved in changes.rehomed:
                self._rehome(moved)
            self._receipts.update((one.id, one) for one in changes.receipts)
            for mail in changes.mails:
                self._mails.setdefault(mail.key, mail)
            for task in changes.tasks:
                self._tasks.setdefault(task.id, task)
            for rules in changes.rules:
                self._rules.setdefault(rules.id, rules)
            self._tasks.update((one.id, one) for one in changes.updated)
            self._mails.update((one.key, one) for one in changes.overwritten)
            self.count_acknowledged(changes.acknowledged, changes.unacknowledged)
            self._accounts.update((one, None) for one in changes.accounts)
            self._facts.update(changes.facts)
            for cursor in changes.cursors:
                self._cursors[cursor.desk, cursor.folder] = cursor
                self._attempts.pop((cursor.desk, cursor.folder), None)

    def _rehome(self, moved: Rehomed) -> None:
        known = (key for key in moved.messages if key in self._messages)
        self._messages.update((key, replace(self._messages[key], conversation=moved.conversation)) for key in known)

    def attempting(self, attempt: Attempt | None, of: Cursor) -> None:
        with self._lock:
            if attempt is None:
                self._attempts.pop((of.desk, of.folder), None)
            else:
                self._attempts[of.desk, of.folder] = attempt

    def attempted(self, desk: str, folder: str) -> Attempt | None:
        return self._attempts.get((desk, folder))

    def cursor(self, desk: str, folder: str) -> Cursor | None:
        return self._cursors.get((desk, folder))

    def known(self, desk: str, message_ids: Iterable[str]) -> Mapping[str, Known]:
        return known_by(desk, message_ids, self.traces)

    def traces(self, message_ids: Iterable[str]) -> tuple[Trace, ...]:
        wanted = id_traces.wanted(message_ids)
        every = (trace for one in self._all(self._messages) for trace in id_traces.of(one)) if wanted else ()
        return tuple(trace for trace in every if id_traces.folded(codec.cleaned(trace.id)) in wanted)

    def sighted(self, keys: Iterable[str]) -> frozenset[str]:
        return frozenset(key for key in keys if key in self._messages)

    def taken(self, conversation_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(id for id in conversation_ids if id in self._conversations)

    def beginning(self, kind: Named, text: str) -> tuple[str, ...]:
        return tuple(sorted(one.id for one in self._kinds()[kind] if one.id.lower().startswith(text.lower())))

    def conversation(self, id: str) -> Conversation | None:
        return self._conversations.get(id)

    def conversations(self, wanted: ConversationFilter = EVERY, urgent_first: bool = False) -> Iterator[Conversation]:
        return walks.listed(self._all(self._conversations), wanted, urgent_first)

    def count(self, wanted: ConversationFilter) -> int:
        return sum(1 for _ in self.conversations(wanted))

    def due_conversations(self, desk: str, until: datetime, limit: int = 0) -> tuple[str, ...]:
        return walks.due(self._all(self._conversations), desk, until)[: limit or None]

    def holders(self, desk: str) -> Mapping[str, int]:
        """How many open or waiting conversations of a desk each agent has, those of nobody left out."""
        ours = self.conversations(ConversationFilter(desk, ("open", "waiting")))
        return Counter(one.assignee for one in ours if one.assignee)

    def message(self, key: str) -> Message | None:
        return self._messages.get(key)

    def newest(self, conversation: str) -> Iterator[Message]:
        """The messages of a conversation, newest first."""
        said = (one for one in self._all(self._messages) if one.conversation == conversation)
        oldest_first: list[Message] = sorted(said, key=lambda one: one.received_at)
        return reversed(oldest_first)

    def mail(self, key: str) -> Mail | None:
        return self._mails.get(key)

    def task(self, id: str) -> Task | None:
        return self._tasks.get(id)

    def tasks(self, desk: str = "", states: Collection[State] = (), where: Sequence[Condition] = ()) -> Iterator[Task]:
        named = (one for one in self._all(self._tasks) if desk in ("", one.desk))
        return (one for one in named if (not states or one.state in states) and all_hold(one, where))

    def tasks_of(self, conversations: Collection[str]) -> tuple[Task, ...]:
        return tuple(one for one in self._all(self._tasks) if one.conversation in conversations)

    def tally(self, desk: str, states: Collection[State]) -> Mapping[State, int]:
        return Counter(one.state for one in self._all(self._tasks) if one.desk == desk and one.state in states)

    def due(self, desk: str, now: datetime, limit: int = 0) -> Iterator[Task]:
        tasks = self.tasks(desk, DUE)
        waiting = (one for one in tasks if not now < one.due_at <= now + LONGEST_WAIT)
        oldest = [one.id for one in sorted(waiting, key=lambda one: one.due_at)[: limit or None]]
        return (one for one in (self._tasks[id] for id in oldest) if one.state in DUE)

    def advance(self, task: Task, expected: State) -> bool:
        with self._lock:
            if not self._may(task, expected):
                return False
            self._tasks[task.id] = task
            self._commits += 1
            return True

    def _advance(self, one: Advance) -> bool:
        if not self._may(one.task, one.expected):
            return False
        try:
            self._write(one.changes)
        except Conflict:
            return False
        return self.advance(one.task, one.expected)

    def _may(self, task: Task, expected: State) -> bool:
        stored = self._tasks.get(task.id)
        return stored is not None and may_advance(stored, task, expected)

    def receipts(self, about: str, newest: int = 0) -> tuple[Receipt, ...]:
        if not about:
            return ()
        told = (one for one in self._all(self._receipts) if about in (one.message, one.conversation))
        return tuple(sorted(told, key=lambda one: one.at)[-newest:])

    def rules(self, hash: str) -> StoredRules | None:
        return self._rules.get(hash)

    def search(self, text: str, limit: SearchLimit | None = None) -> Iterator[Conversation]:
        """Conversations where every word and phrase stands somewhere; newest change first."""
        parts = parts_of(codec.cleaned(text))
        every = self.conversations()
        return (one for one in (limit.cut(every) if limit else every) if parts and not missing(parts, self._texts(one)))

    def _texts(self, one: Conversation) -> Iterator[str]:
        yield from texts_of(one)
        for said in self.newest(one.id):
            yield from texts_of(said)

    def export(self) -> Iterator[Mapping[str, Any]]:
        """Every document. The key is no document."""
        for kind, nouns in self._kinds().items():
            for noun in nouns:
                document = codec.fields(kind, codec.encode(codec.cleaned(noun)))
                yield {"kind": kind, "id": codec.identity(noun), "document": document}

    def accounts(self, desk: str, folder: str) -> tuple[UidAccount, ...]:
        return tuple(one for one in self._accounts if (one.desk, one.folder) == (desk, folder))

    def sightings(self, desk: str) -> Iterator[Sighting]:
        """Every message that has a place."""
        seen = (one for one in self._all(self._messages) if one.desk == desk and one.place is not None)
        return (Sighting(one.key, one.place, one.size, one.message_id, one.received_at) for one in seen)

    def faults(self, told: Told = untold) -> tuple[Reason, ...]:
        with self._lock:
            return self.log_faults()

    def backup(self, target: Path, told: Told = untold) -> int:
        raise Refused(Reason("store_in_memory"), Reason.of("advice_write", example="`store: {kind: tinydb}`"))

    def report(self) -> Mapping[str, str]:
        counts = {kind: str(len(nouns)) for kind, nouns in self._kinds().items() if nouns}
        return {"store": "memory", "schema": "1", **counts, "integrity": "ok"}

    def close(self) -> None:
        """Nothing is open."""

    def _kinds(self) -> dict[str, list[Any]]:
        with self._lock:
            return {
                "conversations": list(self._conversations.values()),
                "messages": list(self._messages.values()),
                "customers": list(self._customers.values()),
                "mails": list(self._mails.values()),
                "tasks": list(self._tasks.values()),
                "drafts": list(self._drafts.values()),
                "receipts": list(self._receipts.values()),
                "cursors": list(self._cursors.values()),
                "attempts": list(self._attempts.values()),
                "acknowledgements": list(self._acknowledged),
                "accounts": list(self._accounts),
                "rules": list(self._rules.values()),
                "records": list(self.records()),
            }

    def _all(self, kept: dict[str, Any]) -> list[Any]:
        """A copy, so that a caller may write while it reads."""
        with self._lock:
            return list(kept.values())
