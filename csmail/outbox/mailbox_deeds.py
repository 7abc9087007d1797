"""Does one deed on the mailbox, and finds out whether it was done.

| what happens | what becomes of the task |
| --- | --- |
| done, or done before by us | done |
| the mail was moved by an earlier deed of ours | done where it is now |
| somebody moved the mail meanwhile | it is looked for in the other folders, and done where it lies |
| it is nowhere | a move, a mark: refused, for a person; a keyword: dropped |
| only some of the mails are there | done, with a note on the others |
| the folder was renumbered | refused: its UIDs are other mails now |
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from csmail.errors import NotFound, Refused
from csmail.model.changes import Changes
from csmail.model.message import Message, Place
from csmail.model.reason import Reason
from csmail.model.task import FileMail, Mail, MoveMessage, SetFlags, SetKeywords, State, Task, UnfileMail
from csmail.outbox import mailbox_claim, moved_mail
from csmail.ports import Mailbox, Store

WORTHLESS = "folder_worthless"
PENDING: frozenset[State] = frozenset({"queued", "deferred"})


class Deeds:
    """Those of one pass over the outbox; a folder's UIDVALIDITY is asked for once."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self.store, self.now = store, now
        self._validity: dict[str, int] = {}

    def done(self, task: Task, mailbox: Mailbox, mail: Mail | None) -> Task:
        """The task after its deed. Raises what the mailbox raises, and StoreError."""
        match task.work:
            case SetKeywords() | SetFlags():
                return self.marked((task,), mailbox)[0]
            case MoveMessage():
                self._move(task, task.work, mailbox)
            case FileMail(_, role) if mail:
                mailbox.file(role, mail, task.created_at)
            case UnfileMail(message_id, role, upto):
                mailbox.unfile(role, message_id, upto)
        return task.moved("done", self.now())

    def file(self, copies: Sequence[tuple[Task, Mail]], mailbox: Mailbox) -> None:
        """Files the copies, all for one folder, in one go. Raises what the mailbox raises; some may be there then."""
        work = copies[0][0].work
        assert isinstance(work, FileMail), "copies are filed"
        mailbox.file_all(work.role, [(mail, task.created_at) for task, mail in copies])

    def marked(self, tasks: Sequence[Task], mailbox: Mailbox) -> list[Task]:
        """The same for marks on the mails of one folder: one exchange with the server for all of them."""
        works = [task.work for task in tasks if isinstance(task.work, SetKeywords | SetFlags)]
        try:
            self._demand(mailbox, works[0].folder, works[0].uidvalidity)
            found = mailbox.mark(works[0].folder, works)
        except (NotFound, Refused) as error:
            if len(tasks) > 1 or not _is_elsewhere(error):
                raise
            found = [self._followed(tasks[0], works[0], works[0].uids, mailbox)]
            if not found[0]:
                raise
        done = [self._completed(*one, mailbox) for one in zip(tasks, works, found, strict=True)]
        return [self._marked(*one) for one in zip(tasks, [work.uids for work in works], done, strict=True)]

    def _completed(
        self, task: Task, work: SetKeywords | SetFlags, so: Collection[int], mailbox: Mailbox
    ) -> Collection[int]:
        """The UIDs for which it is done, those among them that are other ones by now."""
        missing = set(work.uids).difference(so)
        return {*so, *self._followed(task, work, missing, mailbox)} if missing else so

    def _followed(
        self, task: Task, work: SetKeywords | SetFlags, missing: Collection[int], mailbox: Mailbox
    ) -> Collection[int]:
        """Do it to those mails of its conversation that lie elsewhere now; those of `missing` that were found."""
        of_it = self.store.newest(task.conversation) if task.conversation else ()
        gone = {one.key: one.place for one in of_it if one.place is not None and _is_among(one.place, work, missing)}
        messages = [one for one in map(self.store.message, gone) if one is not None]
        done: list[int] = []
        for key, at in moved_mail.located(mailbox, task.desk, messages).items():
            there = at.place
            moved = replace(work, folder=there.folder, uidvalidity=there.uidvalidity, uids=(there.uid,))
            if there.uid in mailbox.mark(there.folder, (moved,))[0]:
                done.append(gone[key].uid)
            self._remember(next(one for one in messages if one.key == key), there)
        return done

    def _move(self, task: Task, work: MoveMessage, mailbox: Mailbox) -> None:
        message = self.store.message(work.message) if work.message else None
        at = message.place if message and message.place else Place(work.folder, work.uidvalidity, work.uid)
        try:
            self._demand(mailbox, at.folder, at.uidvalidity)
            if waiting := mailbox_claim.before_move(task, at, mailbox, self.store, self.now()):
                self.store.commit(Changes(updated=(waiting,)))
            there = mailbox.move(at.folder, at.uid, work.target, work.message_id)
        except (NotFound, Refused) as error:
            found = moved_mail.located(mailbox, task.desk, (message,)) if message and _is_elsewhere(error) else {}
            if message is None or message.key not in found:
                raise
            at = found[message.key].place
            there = mailbox.move(at.folder, at.uid, work.target, work.message_id)
        if message is not None and there is not None and there != message.place:
            self._remember(message, there)

    def _remember(self, message: Message, there: Place) -> None:
        """Who marks or moves the mail next finds it."""
        self.store.commit(Changes(messages=(replace(message, place=there),)))

    def _marked(self, task: Task, uids: Collection[int], so: Collection[int]) -> Task:
        missing = len(set(uids).difference(so))
        if not missing:
            return task.moved("done", self.now())
        reason = Reason.of("marks_missing", missing=missing, all=len(set(uids)))
        if missing < len(set(uids)):
            return task.moved("done", self.now(), reason)
        # Tags are kept in the store as well, so a keyword that finds no mail calls nobody.
        return task.moved("dropped" if isinstance(task.work, SetKeywords) else "refused", self.now(), reason)

    def _demand(self, mailbox: Mailbox, folder: str, validity: int) -> None:
        """RFC 3501 section 2.3.1.1: under another UIDVALIDITY the same UID is another mail, or none."""
        if folder not in self._validity:
            self._validity[folder] = mailbox.open_folder(folder).uidvalidity
        if self._validity[folder] != validity:
            raise Refused(Reason.of(WORTHLESS, folder=folder), Reason("advice_poll_reads_anew"))


def _is_elsewhere(error: NotFound | Refused) -> bool:
    """Whether what a deed met with says that the mail is where it was no more."""
    return isinstance(error, NotFound) or error.code == WORTHLESS


def _is_among(place: Place, work: SetKeywords | SetFlags, missing: Collection[int]) -> bool:
    return (place.folder, place.uidvalidity) == (work.folder, work.uidvalidity) and place.uid in missing


def together(task: Task) -> tuple[str, int] | str:
    """Tasks of which this is the same are done at once by `marked`, or by `file`; "" for one that stands alone."""
    match task.work:
        case SetKeywords() | SetFlags():
            return task.work.folder, task.work.uidvalidity
        case FileMail():
            return task.work.role
    return ""


Marks = dict[Place, list[Task]]


def marks(store: Store, desk: str) -> Marks:
    """By mail, the marks on it that are still to be set, those put off too: each comes before the mail is moved."""
    found: Marks = {}
    for task in store.tasks(desk, PENDING):
        if isinstance(task.work, SetKeywords | SetFlags):
            for uid in task.work.uids:
                found.setdefault(Place(task.work.folder, task.work.uidvalidity, uid), []).append(task)
    return found
