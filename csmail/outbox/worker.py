"""Works off what is due: mails through the transport, deeds on the mailbox.

| what fails | what the user sees | what is kept |
| --- | --- | --- |
| another process works this outbox | Busy, exit 75 | everything, that process does it |
| transport or mailbox unreachable or not to be trusted, login refused | one problem a pass; the other goes on | all |
| a recipient is deferred | `deferred`, the reply, the next time | the rest was sent; this one is tried alone |
| an address needs SMTPUTF8, the server has none | `held`, in `csmail todo`; nothing is rewritten (E-6) | the mail |
| refused, or deferred for five days | `refused`, the conversation asks for a person | each recipient's last reply |
| no clear answer after DATA | `in_doubt`, the conversation asks for a person | never sent again by a machine |
| death before `transmitting` | nothing | queued again by the next pass |
| death after `transmitting` | as no clear answer | as no clear answer |
| the message is claimed by another installation | `held`, see `fence` | the mail, for a person to release |
| a task was changed meanwhile (dropped) | nothing is transmitted | the change |
| the store cannot be written | StoreError, exit 74 | the last state that was committed |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from csmail.errors import Conflict, CsmailError, NotFound, Refused, StoreError, Unreachable, Untrusted, shortage
from csmail.mail.identity import further_ids
from csmail.model.changes import Changes
from csmail.model.hold import BY_SERVER
from csmail.model.message import Message, Place
from csmail.model.reason import Reason
from csmail.model.task import (
    Delivery,
    FileMail,
    Mail,
    MoveMessage,
    SendMail,
    SetFlags,
    State,
    Task,
)
from csmail.outbox import mailbox_claim, null_sender
from csmail.outbox.mailbox_deeds import Deeds, Marks, marks
from csmail.outbox.transitions import addressed, answered, claimed, ended, settled
from csmail.outbox.transitions import aftermath as aftermath
from csmail.outbox.transitions import drop as drop
from csmail.outbox.transitions import resolve as resolve
from csmail.outbox.transitions import retry as retry
from csmail.ports import Mailbox, Prepared, Store, Transport
from csmail.wording import reasons

BATCH = 100
ENDS = {"refused": "task_refused", "in_doubt": "task_in_doubt", "held": "task_held", "deferred": "task_deferred"}
DIED = "csmail ended before the server's answer was recorded"
CONFLICTS = 8  # a person types at most a few commands while one mail is sent


@dataclass(frozen=True, slots=True)
class Ways:
    """Opens mailbox and transport when first needed; either may raise what its adapter raises."""

    mailbox: Callable[[], Mailbox]
    transport: Callable[[], Transport]


@dataclass(frozen=True, slots=True)
class Worked:
    """`counts` maps a state to the number of tasks that reached it; "waiting" counts due tasks left for later
    because their way was closed. `exit_code` is that of the worst closed way."""

    counts: Mapping[str, int]
    problems: tuple[Reason, ...]
    exit_code: int = 0


def work_off(
    store: Store, desk: str, ways: Ways, now: Callable[[], datetime], stop: Callable[[], bool] = lambda: False
) -> Worked:
    """Does everything due for `desk`, mail and deeds, one after another; asks `stop` before each.

    Raises Busy (another process is at it) and StoreError. Closes nothing that `ways` opened.
    """
    with store.lease(lease_name(desk)):
        worker = Worker(store, desk, ways, now)
        worker.recover()
        worker.run(stop)
        return Worked(dict(worker.counts), tuple(worker.problems), worker.exit_code)


def lease_name(desk: str) -> str:
    """The lease to hold while tasks of `desk` are worked off, or changed by hand."""
    return f"outbox-{desk}"


class Worker:
    """One pass over the outbox of one desk, under its lease."""

    def __init__(self, store: Store, desk: str, ways: Ways, now: Callable[[], datetime]) -> None:
        self.store, self.desk, self.ways, self.now = store, desk, ways, now
        self.counts: Counter[str] = Counter()
        self.problems: list[Reason] = []
        self.exit_code = 0
        self._closed: set[str] = set()
        self._deeds = Deeds(store, now)
        self._ended: list[Task] = []
        self._seen: set[str] = set()
        self._marks: Marks | None = None

    def recover(self) -> None:
        """Settles what a dead owner left: we hold the lease, so nobody else can be at it."""
        for task in tuple(self.store.tasks(self.desk, frozenset({"claimed", "transmitting"}))):
            if task.state == "claimed":
                why = Reason(mailbox_claim.INTERRUPTED) if mailbox_claim.asked(task) else None
                self.store.advance(task.moved("queued", self.now(), why), "claimed")
            else:
                self._finish(ended(task, Delivery("", "in_doubt", DIED), self.now()))

    def run(self, stop: Callable[[], bool]) -> None:
        """Each due task once; a task that becomes due again waits for the next pass."""
        try:
            self._run(stop)
        finally:
            self._write_down()

    def _run(self, stop: Callable[[], bool]) -> None:
        limit = BATCH
        while not stop():
            due = self.store.due(self.desk, self.now(), limit)
            fresh = [task for task in due if task.id not in self._seen]
            if not fresh and len(due) < limit:
                return
            if not fresh:
                limit *= 2  # what waits for a closed way must not hide what lies behind it
            for task in fresh:
                if stop():
                    return
                self._work(task)
            self._write_down()

    def _work(self, task: Task) -> None:
        if task.id in self._seen:
            return
        self._seen.add(task.id)
        for mark in self._marks_before(task):
            self._work(mark)
        way = "transport" if isinstance(task.work, SendMail) else "mailbox"
        if way in self._closed or (mailbox_claim.asked(task) and "mailbox" in self._closed):
            self.counts["waiting"] += 1
            return
        mail = self.store.mail(task.work.mail) if isinstance(task.work, SendMail | FileMail) else None
        ours = claimed(task, mail, self.now())
        if mail is None and isinstance(task.work, SendMail | FileMail):
            self._finish(ended(ours, Delivery("", "refused", "its mail is not in the store"), self.now()))
        elif mail is not None and way == "transport":
            self._send(ours, mail, task.state)
        else:
            self._deed(ours, mail)

    def _marks_before(self, task: Task) -> Sequence[Task]:
        """A moved mail has another UID: a mark that was put off would not find it any more."""
        if not isinstance(task.work, MoveMessage):
            return ()
        if self._marks is None:
            self._marks = marks(self.store, self.desk)
        return self._marks.get(Place(task.work.folder, task.work.uidvalidity, task.work.uid), ())

    def _send(self, task: Task, mail: Mail, before: State) -> None:
        if not self.store.advance(task, before):
            return
        try:
            mail = null_sender.chosen(mail, self.store, self.desk, self.now())
            prepared = self.ways.transport().prepare(mail, addressed(task))
        except StoreError:
            raise
        except Exception as error:  # an adapter's own bug too: nothing was transmitted, the others must go on
            self._finish(self._failed(task, "transport", error))
        else:
            self._transmit(task, prepared)

    def _deed(self, task: Task, mail: Mail | None) -> None:
        """A deed on the mailbox is idempotent and needs no claim: a death repeats it, one commit does for many."""
        try:
            done = self._deeds.done(task, self.ways.mailbox(), mail)
        except StoreError:
            raise
        except Exception as error:
            self._finish(self._failed(task, "mailbox", error))
        else:
            self._finish(done)

    def _failed(self, task: Task, way: str, error: Exception) -> Task:
        error = shortage(error) or error
        if isinstance(error, Refused) and error.code in BY_SERVER:
            return task.held(self.now(), Reason.of(error.code, said=error.message))
        if isinstance(error, Refused | NotFound) and not isinstance(error, Untrusted):
            return ended(task, Delivery("", "refused", error.message), self.now())
        if isinstance(error, CsmailError):
            # One try a pass: a server that is down, or that counts our logins, is not asked once a mail.
            self._closed.add(way)
            self.exit_code = max(self.exit_code, error.exit_code)
            said = error.message
            problem = Reason.of("way_closed", desk=self.desk, way=way, error=error.code, said=error.detail)
        else:
            said = f"{self.desk}: {way}: our bug: {type(error).__name__}: {error}"
            problem = Reason.of("bug", desk=self.desk, way=way, error=f"{type(error).__name__}: {error}")
        self.problems.append(problem)
        return ended(task, Delivery("", "deferred", said), self.now())

    def _write_down(self) -> None:
        """Commit what became of the deeds so far."""
        if self._ended:
            self.store.commit(Changes(updated=tuple(self._ended)))
            self._ended.clear()

    def _transmit(self, task: Task, prepared: Prepared) -> None:
        heard = answered(task, prepared.deliveries)
        try:
            going = self._allowed(heard)
            ready = going.state == "transmitting" and self.store.advance(going, "claimed")
        except BaseException:
            prepared.abandon()
            raise
        if ready:
            self._finish(ended(going, transmitted(prepared), self.now()))
            null_sender.learn(prepared, self.store, self.desk, self.now())
            return
        prepared.abandon()
        if going.state != "transmitting":
            self._finish(going)

    def _allowed(self, heard: Task) -> Task:
        """The task about to be transmitted, or what becomes of it instead."""
        if not addressed(heard):
            return settled(heard, self.now())
        if mailbox_claim.asked(heard):
            try:
                heard = mailbox_claim.passed(heard, self.ways.mailbox(), self.store, self.now())
            except StoreError:
                raise
            except CsmailError as error:
                # A wrong certificate too says nothing against this mail: it waits until the mailbox answers again.
                closed = Unreachable(error.detail, error.hint, code=error.code).at(error.about)
                return self._failed(heard, "mailbox", closed)
            except Exception as error:
                return self._failed(heard, "mailbox", error)
        return heard if heard.state == "held" else heard.moved("transmitting", self.now())

    def _finish(self, task: Task) -> None:
        self.counts[task.state] += 1
        if task.state in ("refused", "in_doubt", "held") or (isinstance(task.work, SetFlags) and task.reason):
            words = reasons.words(task.reason) if task.reason else ""
            self.problems.append(Reason.of(ENDS.get(task.state, "task_done"), desk=self.desk, task=task.id, note=words))
        if not isinstance(task.work, SendMail):
            self._ended.append(task)
            return
        for _ in range(CONFLICTS):
            draft = self.store.draft(task.work.draft) if task.work.draft else None
            conversation = self.store.conversation(task.conversation) if task.conversation else None
            with suppress(Conflict):
                after = aftermath(task, conversation, self.now(), draft)
                self.store.commit(replace(after, messages=self._renamed(task, task.work)))
                return
        # What became of the mail matters more than who shows it: alone it cannot conflict.
        self.store.commit(Changes(updated=(task,)))
        facts = {"desk": self.desk, "conversation": task.conversation, "task": task.id}
        self.problems.append(Reason.of("conversation_keeps_changing", **facts))

    def _renamed(self, task: Task, work: SendMail) -> tuple[Message, ...]:
        """The message under the id that a provider gave it as well: answers will cite that one (SES)."""
        said = tuple(each.reply for each in task.deliveries if each.state == "sent")
        given = further_ids(said, (each.recipient for each in task.deliveries)) if said else ()
        message = self.store.message(work.mail) if given else None
        if message is None or not (set(given) - {message.message_id, *message.further_ids}):
            return ()
        further = (*message.further_ids, *(id for id in given if id != message.message_id))
        return (replace(message, further_ids=tuple(dict.fromkeys(further))),)


def transmitted(prepared: Prepared) -> Delivery:
    """What the transport says of the content. It should not raise; when it does, nobody knows."""
    try:
        return prepared.transmit()
    except Exception as error:
        return Delivery("", "in_doubt", f"no answer: {type(error).__name__}")
