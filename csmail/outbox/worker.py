"""Works off what is due: mails through the transport, deeds on the mailbox.

| what fails | what the user sees | what is kept |
| --- | --- | --- |
| another process works this outbox | Busy, exit 75 | everything, that process does it |
| transport or mailbox unreachable or not to be trusted, login refused | one problem a pass; the other goes on | all |
| we are told to end before DATA | nothing | due as before: the next start goes on at once |
| a recipient is deferred | `deferred`, the reply, the next time | the rest was sent; this one is tried alone |
| an address needs SMTPUTF8, the server has none | `held`, in `csmail todo`; nothing is rewritten (E-6) | the mail |
| refused, or deferred for five days | `refused`, the conversation asks for a person | each recipient's last reply |
| no clear answer after DATA | `in_doubt`, the conversation asks for a person | never sent again by a machine |
| death before `transmitting` | nothing | queued again by the next pass |
| death after `transmitting` | as no clear answer, one mail a connection at most | as no clear answer |
| the message is claimed by another installation | `held`, see `fence` | the mail, for a person to release |
| a task was changed meanwhile (dropped) | nothing is transmitted | the change |
| the store cannot be written | StoreError, exit 74 | the last state that was committed |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby, islice

from csmail.errors import CsmailError, NotFound, Refused, StoreError, Untrusted
from csmail.model.changes import Changes
from csmail.model.message import Place
from csmail.model.reason import Reason
from csmail.model.task import Delivery, FileMail, Mail, MoveMessage, SendMail, SendNotice, State, Task
from csmail.outbox import mailbox_claim, notices
from csmail.outbox.context import Context, Ways, Worked
from csmail.outbox.mailbox_deeds import Deeds, Marks, marks, together
from csmail.outbox.sending import MAIL_MISSING, Sending, Stop
from csmail.outbox.transitions import aftermath as aftermath
from csmail.outbox.transitions import claimed, ended
from csmail.outbox.transitions import drop as drop
from csmail.outbox.transitions import resolve as resolve
from csmail.outbox.transitions import retry as retry
from csmail.ports import Store

BATCH = 100
MAILS = 500
"""So many mails go out before the deeds that were due beside them get their turn."""
OCTETS = 4 * 1024 * 1024
IN_HAND: frozenset[State] = frozenset({"claimed", "transmitting"})
DIED = Reason("died_meanwhile")


def work_off(store: Store, desk: str, ways: Ways, now: Callable[[], datetime], stop: Stop = lambda: False) -> Worked:
    """Does everything due for `desk`, mails first, then deeds; asks `stop` before each.

    Raises Busy (another process is at it) and StoreError. Closes nothing that `ways` opened.
    """
    with store.lease(lease_name(desk)):
        worker = Worker(Context(store, desk, ways, now))
        worker.recover()
        worker.run(stop)
        return worker.context.worked


def recover(store: Store, desk: str, ways: Ways, now: Callable[[], datetime]) -> None:
    """Settles what a dead process had in hand, and sends nothing. Raises Busy while one is alive, StoreError."""
    with store.lease(lease_name(desk)):
        Worker(Context(store, desk, ways, now)).recover()


def waits(store: Store, desk: str, now: datetime) -> bool:
    """Whether there is anything for `work_off`, whose lease costs ten times this look. Raises StoreError."""
    found = chain(store.due(desk, now, 1), store.tasks(desk, IN_HAND))
    return next(found, None) is not None


def lease_name(desk: str) -> str:
    """The lease to hold while tasks of `desk` are worked off, or changed by hand."""
    return f"outbox-{desk}"


class Worker:
    """One pass over the outbox of one desk, under its lease."""

    def __init__(self, context: Context) -> None:
        self.context, self.store, self.desk, self.now = context, context.store, context.desk, context.now
        self._sending = Sending(context)
        self._deeds = Deeds(context.store, context.now)
        self._ended: list[Task] = []
        self._seen: set[str] = set()
        self._marks: Marks | None = None

    def recover(self) -> None:
        """Settles what a dead owner left: we hold the lease, so nobody else can be at it."""
        for task in tuple(self.store.tasks(self.desk, IN_HAND)):
            if task.state == "claimed":
                why = Reason(mailbox_claim.INTERRUPTED) if mailbox_claim.asked(task) else None
                self.store.advance(task.moved("queued", self.now(), why), "claimed")
            else:
                self._sending.settle(ended(task, Delivery("", "in_doubt", reason=DIED), self.now()))

    def run(self, stop: Stop) -> None:
        """Each due task once; a task that becomes due again waits for the next pass."""
        try:
            while not stop() and self._round(stop):
                pass
        finally:
            self._write_down()

    def _round(self, stop: Stop) -> bool:
        """All that is due now; whether there was anything."""
        fresh = (task for task in self.store.due(self.desk, self.now()) if self._is_fresh(task))
        before = len(self._seen)
        while not stop():
            left = len(self._seen)
            deeds: list[Task] = []
            self._sending.run(islice(self._mails(fresh, deeds), MAILS), stop)
            self._do(deeds, stop)
            if len(self._seen) == left:
                break
        return len(self._seen) > before

    def _is_fresh(self, task: Task) -> bool:
        """Of a task due in a day the store thinks that the clock was put back; what somebody put off is not due."""
        return task.id not in self._seen and (task.not_before is None or task.not_before <= self.now())

    def _mails(self, tasks: Iterator[Task], deeds: list[Task]) -> Iterator[Task]:
        """The mails among `tasks`; the deeds that lie between them go into `deeds`."""
        for task in tasks:
            if isinstance(task.work, SendMail):
                self._seen.add(task.id)
                yield task
            else:
                deeds.append(task)
                if len(deeds) >= MAILS:
                    return

    def _do(self, deeds: Sequence[Task], stop: Stop) -> None:
        """Deeds on the mailbox, one after another; the copies for one folder that follow each other together."""
        for told in notices.tell(self.context, [one for one in deeds if isinstance(one.work, SendNotice)]):
            self._seen.add(told.id)
            self._finish(told)
        for run in runs([one for one in deeds if not isinstance(one.work, SendNotice)]):
            if stop():
                break
            if len(run) > 1 and isinstance(run[0].work, FileMail):
                self._file(run)
            elif len(run) > 1:
                self._mark(run)
            else:
                self._work(run[0])
        self._write_down()

    def _mark(self, tasks: Sequence[Task]) -> None:
        """Marks on one folder; when any is refused, each is tried alone to find which."""
        ours = [claimed(task, None, self.now()) for task in tasks if task.id not in self._seen]
        done: list[Task] = []
        try:
            if ours and "mailbox" not in self.context.closed:
                done = self._deeds.marked(ours, self.context.ways.mailbox())
        except StoreError:
            raise
        except Exception:
            done = []
        if not done:
            for task in tasks:
                self._work(task)
        self._seen.update(task.id for task in ours)
        for task in done:
            self._finish(task)

    def _file(self, copies: Sequence[Task]) -> None:
        """As many copies at once as may be held in memory; those whose mail is gone, or whose way is closed, alone."""
        batch: list[tuple[Task, Mail]] = []
        octets = 0
        for task in copies:
            assert isinstance(task.work, FileMail), "a run of several holds copies only"
            mail = None if "mailbox" in self.context.closed else self.store.mail(task.work.mail)
            if mail is None:
                self._work(task)
                continue
            batch.append((task, mail))
            octets += len(mail.content)
            if octets >= OCTETS:
                self._file_together(batch)
                batch, octets = [], 0
        if batch:
            self._file_together(batch)

    def _file_together(self, batch: Sequence[tuple[Task, Mail]]) -> None:
        first, mail = batch[0]
        try:
            self._deeds.file(batch, self.context.ways.mailbox())
        except StoreError:
            raise
        except Exception as error:
            if isinstance(error, CsmailError) and (
                isinstance(error, Untrusted) or not isinstance(error, Refused | NotFound)
            ):
                self._seen.add(first.id)
                self._finish(self.context.failed(claimed(first, mail, self.now()), "mailbox", error))
            # One that a server will not have must not keep the others out of the folder.
            for task, _ in batch:
                self._work(task)
        else:
            for task, mail in batch:
                self._seen.add(task.id)
                self._finish(claimed(task, mail, self.now()).moved("done", self.now()))

    def _work(self, task: Task) -> None:
        if task.id in self._seen:
            return
        self._seen.add(task.id)
        for mark in self._marks_before(task):
            self._work(mark)
        if "mailbox" in self.context.closed:
            self.context.counts["waiting"] += 1
            return
        mail = self.store.mail(task.work.mail) if isinstance(task.work, FileMail) else None
        ours = claimed(task, mail, self.now())
        if mail is None and isinstance(task.work, FileMail):
            self._finish(ended(ours, Delivery("", "refused", reason=MAIL_MISSING), self.now()))
        else:
            self._deed(ours, mail)

    def _marks_before(self, task: Task) -> Sequence[Task]:
        """A moved mail has another UID: a mark that was put off would not find it any more."""
        if not isinstance(task.work, MoveMessage):
            return ()
        if self._marks is None:
            self._marks = marks(self.store, self.desk)
        return self._marks.get(Place(task.work.folder, task.work.uidvalidity, task.work.uid), ())

    def _deed(self, task: Task, mail: Mail | None) -> None:
        """A deed on the mailbox is idempotent and needs no claim: a death repeats it, one commit does for many."""
        try:
            done = self._deeds.done(task, self.context.ways.mailbox(), mail)
        except StoreError:
            raise
        except Exception as error:
            self._finish(self.context.failed(task, "mailbox", error))
        else:
            self._finish(done)

    def _finish(self, task: Task) -> None:
        self.context.count(task)
        self._ended.append(task)
        if len(self._ended) >= BATCH:
            self._write_down()

    def _write_down(self) -> None:
        """Commit what became of the deeds so far."""
        if self._ended:
            self.store.commit(Changes(updated=tuple(self._ended)))
            self._ended.clear()


def runs(deeds: Sequence[Task]) -> Iterator[Sequence[Task]]:
    """The deeds in their order; copies for one folder, marks on one, that follow each other in one run."""
    for _, group in groupby(deeds, lambda task: together(task) or task.id):
        yield from batched(group)


def batched(tasks: Iterable[Task]) -> Iterator[Sequence[Task]]:
    """At most BATCH of them at a time."""
    rest = iter(tasks)
    while some := tuple(islice(rest, BATCH)):
        yield some
