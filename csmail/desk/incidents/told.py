"""Who was told of an incident: what the tasks of its first mails say, each person once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from csmail.desk import incident_records as records
from csmail.desk.customers.find import Reach, reach
from csmail.desk.workspace import Workspace
from csmail.mail.address import key
from csmail.model.bulk import Line
from csmail.model.incident import JOINED, NOTICE, Incident
from csmail.model.reason import Reason
from csmail.model.task import OPEN, SendMail, Task
from csmail.ports import Store

Fate = Literal["told", "waits", "not_told", "forgotten"]
WHY_NOT = {"refused": "notice_refused", "dropped": "notice_never_left"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the first mails that went to him, oldest first; `task` is the one that says his fate.

    `to` is "" of whom is forgotten.
    """

    id: str
    to: str
    fate: Fate
    task: Task
    tasks: tuple[Task, ...]

    @property
    def line(self) -> Line:
        """Where he was told."""
        return Line(to=self.to, conversation=self.task.conversation, tasks=(self.task.id,))

    @property
    def why_not(self) -> Reason | None:
        """Why he gets no further mail."""
        if self.fate == "forgotten":
            return Reason("customer_is_forgotten")
        return Reason(WHY_NOT.get(self.task.state, "notice_never_left")) if self.fate == "not_told" else None


def people(store: Store, incident: Incident) -> list[Person]:
    """Everybody to whom a first mail was written. Raises StoreError."""
    found: dict[str, list[Task]] = {}
    for task in _first_mails(store, incident):
        found.setdefault(person_of(store, task), []).append(task)
    return [_person(store, id, tasks) for id, tasks in found.items()]


def told_ids(store: Store, incident: Incident) -> frozenset[str]:
    """Who has a first mail, or has one coming: nobody is told twice."""
    return frozenset(one.id for one in people(store, incident) if one.fate in ("told", "waits"))


def person_of(store: Store, task: Task) -> str:
    """The customer whom a mail went to; of who is forgotten nothing is known but the conversation."""
    to = key(recipient(store, task))
    if not to:
        return f"forgotten/{task.conversation}"
    return reach(store, (to,)).get(to, Reach()).customer or to


def recipient(store: Store, task: Task) -> str:
    """The one whom a mail goes to, "" of who is forgotten. A task that nobody took up yet does not say it, its mail
    does.
    """
    if task.deliveries:
        return task.deliveries[0].recipient
    mail = store.mail(task.work.mail) if isinstance(task.work, SendMail) else None
    return mail.recipients[0] if mail and mail.recipients else ""


def has_come_back(workspace: Workspace, one: Person) -> bool:
    """Whether mail to him came back for good since he was told. Raises StoreError."""
    wanted = key(one.to)
    if reach(workspace.store, (wanted,)).get(wanted, Reach()).bounced:
        return True
    there = (workspace.store.conversation(task.conversation) for task in one.tasks)
    return any(found is not None and wanted in found.bounced for found in there)


def _first_mails(store: Store, incident: Incident) -> Iterator[Task]:
    for wave in (NOTICE, JOINED):
        for line in records.lines(store, incident.name, wave):
            yield from filter(None, map(store.task, line.tasks))


def _person(store: Store, id: str, tasks: Sequence[Task]) -> Person:
    by_age = tuple(sorted(tasks, key=lambda one: (one.created_at, one.id)))
    to = recipient(store, by_age[-1])
    if not to:
        return Person(id, "", "forgotten", by_age[-1], by_age)
    sent = [one for one in by_age if one.state == "sent"]
    open_ones = [one for one in by_age if one.state in OPEN]
    fate: Fate = "told" if sent else "waits" if open_ones else "not_told"
    says = (sent or open_ones or by_age)[-1]
    return Person(id, recipient(store, says), fate, says, by_age)
