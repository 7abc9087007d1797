"""Looks for proof that a mail in doubt arrived: a copy in Sent, a report about it, an answer that cites it.

A probe proves presence, never absence: without proof an acknowledgement stays in doubt, and a reply waits for a person.
Nobody knows the Message-ID of a mail of ours who did not get it, for it is signed; so whoever names it proves it.

| what can fail | what the user sees | what is kept |
| --- | --- | --- |
| the mailbox cannot be reached | a line of `csmail outbox probe`; of a pass nothing | in doubt; the next pass looks |
| another process works the outbox | nothing | in doubt; that process, or the next pass, looks |
| the mail went out in several attempts | only what names this recipient counts | in doubt |
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import Literal

from csmail.desk.workspace import Workspace
from csmail.errors import Busy, Conflict, CsmailError, StoreError
from csmail.mail.address import key
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.task import Mail, SendMail, State, Task
from csmail.outbox import lease_name, shown
from csmail.outbox.transitions import proven

SETTLING = timedelta(minutes=15)
"""So long a copy, a bounce or an answer is waited for, before anything is concluded."""
LOOKING = timedelta(hours=2)
"""So long each pass looks into Sent: a provider that files what it took files it within minutes."""
MOST = 20
IN_SENT = Reason("copy_in_sent")
IN_DOUBT: tuple[State, ...] = ("in_doubt",)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves that the mail was taken; `by` are the address keys it speaks for, empty for the whole mail."""

    kind: Literal["sent", "report", "answer"]
    reason: Reason
    by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Probed:
    """`proof` is what settles the task, if anything; `unasked` why Sent could not be looked into."""

    task: Task
    evidence: tuple[Evidence, ...]
    proof: Reason | None = None
    unasked: Reason | None = None


def probe(workspace: Workspace, task: Task, look_into_sent: bool = True) -> Probed:
    """What can be found about one mail in doubt. Raises StoreError."""
    mail = workspace.store.mail(task.work.mail) if isinstance(task.work, SendMail) else None
    if mail is None:
        return Probed(task, ())
    found = list(_told(workspace, task, mail))[::-1]
    unasked = None
    if look_into_sent and not found:
        try:
            if workspace.ways.mailbox().holds("sent", mail.message_id):
                found.append(Evidence("sent", IN_SENT))
        except StoreError:
            raise
        except CsmailError as error:
            unasked = Reason.of("way_closed", way="mailbox", error=error.code, said=error.message)
    return Probed(task, tuple(found), _proof(task, found), unasked)


def settle(workspace: Workspace) -> int:
    """Mark as sent what was in doubt and is proven to have arrived; how many. Raises StoreError."""
    settled, reachable, now = 0, True, workspace.now()
    ripe = [task for task in workspace.store.tasks(workspace.desk.name, IN_DOUBT) if _ripe(now - task.changed_at)]
    for task in ripe[-MOST:]:
        young = now - task.changed_at < SETTLING + LOOKING
        found = probe(workspace, task, look_into_sent=young and reachable)
        reachable = reachable and not found.unasked  # twenty tries for a connection would hold up the next pass
        with suppress(Busy, Conflict):
            settled += found.proof is not None and _settled(workspace, found, found.proof)
    return settled


def _ripe(age: timedelta) -> bool:
    """Whether anything may be concluded. Of what lies in the future nobody knows how old it is: the clock was wrong."""
    return not timedelta(0) <= age < SETTLING


def _settled(workspace: Workspace, found: Probed, proof: Reason) -> bool:
    store = workspace.store
    with store.lease(lease_name(workspace.desk.name)):
        task = store.task(found.task.id)
        if task != found.task or not isinstance(task.work, SendMail):
            return False  # a person decided meanwhile
        store.commit(proven(task, proof, workspace.now(), shown.of(task, store)))
        return True


def _told(workspace: Workspace, task: Task, mail: Mail) -> Iterator[Evidence]:
    """What messages of the conversation say of it."""
    for message in workspace.store.newest(task.conversation) if task.conversation else ():
        if message.direction != "in":
            continue
        who = message.originators[0].spec if message.originators else ""
        report = message.report
        if report is not None and mail.message_id in (report.original_id, report.original_envelope_id):
            yield Evidence("report", Reason.of("report_about_it", who=who), frozenset(map(key, report.failed)))
        elif report is None and mail.message_id in (*message.in_reply_to, *message.references):
            yield Evidence("answer", Reason.of("answer_cites_it", who=who), _authors(message))


def _authors(message: Message) -> frozenset[str]:
    return frozenset(key(one.spec) for one in message.originators)


def _proof(task: Task, found: list[Evidence]) -> Reason | None:
    """What settles all that is in doubt. After an earlier attempt reached others, only what names a recipient does."""
    doubted = {key(each.recipient) for each in task.deliveries if each.state == "in_doubt"}
    if not any(each.state == "sent" for each in task.deliveries):
        return found[0].reason if found else None
    named = {who for one in found for who in one.by}
    if not doubted or not doubted <= named:
        return None
    return reduce(lambda behind, one: one.because(behind), (one.reason for one in reversed(found)))
