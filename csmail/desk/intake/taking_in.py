"""Takes in mails of one folder, a batch at a time; one by one those among which one killed the process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csmail.desk.decide_again import committed
from csmail.desk.fetch import portions
from csmail.desk.intake.report import Arrived, PassReport
from csmail.desk.intake.walk import Walk
from csmail.desk.originals import withheld
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, StoreError
from csmail.model.changes import Attempt, Cursor
from csmail.model.message import Place, RawMessage
from csmail.model.reason import Reason
from csmail.ports import Need

if TYPE_CHECKING:
    from csmail.desk.intake.batch import Batch
    from csmail.desk.intake.sent_mail import SentBatch

DEATHS = 3


@dataclass(frozen=True, slots=True)
class TakingIn:
    """How a pass takes in: `stop` is asked between batches, `work_off` called after each, `expect` told how many."""

    workspace: Workspace
    listener: Callable[[Arrived], None]
    stop: Callable[[], bool]
    expect: Callable[[int], None]
    work_off: Callable[[PassReport], None]

    def some(self, walk: Walk, uids: Sequence[int]) -> None:
        """Those of these UIDs that there are. Raises what mailbox and store raise."""
        self.expect(len(uids))
        if not uids:
            return
        left = self.workspace.store.attempted(walk.cursor.desk, walk.cursor.folder)
        if left is not None and left.uidvalidity != walk.cursor.uidvalidity:
            left = None
        position = 0
        while position < len(uids) and not self.stop():
            # What was being read when the process died is tried one by one, to find the one that kills.
            suspect = left is not None and left.first <= uids[position] <= left.last
            chunk = uids[position : position + (1 if suspect else self.workspace.batch)]
            position += len(chunk)
            self._chunk(walk, chunk, left.count if suspect and left is not None else 0)
            self.work_off(walk.report)

    def _chunk(self, walk: Walk, uids: Sequence[int], deaths: int) -> None:
        cursor = walk.cursor
        if deaths >= DEATHS:
            self._quarantine(walk, uids[0], replace(cursor, uid=max(cursor.uid, uids[0])))
            return
        attempt = Attempt(cursor.desk, cursor.folder, cursor.uidvalidity, uids[0], uids[-1], deaths + 1)
        self.workspace.store.attempting(attempt, cursor)
        try:
            self._read(walk, uids, attempt)
        except (CsmailError, KeyboardInterrupt):
            # No death of ours: a server that breaks off three times must not put a good mail aside.
            with suppress(StoreError):
                self.workspace.store.attempting(replace(attempt, count=deaths) if deaths else None, cursor)
            raise

    def _read(self, walk: Walk, uids: Sequence[int], attempt: Attempt) -> None:
        cursor = walk.cursor
        raws = sorted(self.workspace.ways.mailbox().fetch(cursor.folder, uids, Need()), key=lambda raw: raw.place.uid)
        # A SEARCH may name any number: the cursor goes to those with which a mail came, and a mail that the server
        # keeps to itself is one below UIDNEXT only.
        raws = [raw for raw in raws if raw.place.uid < walk.uidnext or not withheld(raw)]
        given = {raw.place.uid for raw in raws}
        reached = replace(cursor, uid=max((cursor.uid, *given)))
        walk.report.vanished += len(set(uids) - given)
        vanished = {uid for uid in uids if uid not in given and uid <= max(reached.uid, walk.uidnext - 1)}
        walk.note(raws)
        if not raws:
            self._decide(walk, (), reached, vanished)
        last = raws[-1].place.uid if raws else 0
        waiting = (part for portion in portions(raws) for part in walk.parts(portion))
        del raws
        for number, portion in enumerate(waiting):
            first, end = portion[0].place.uid, portion[-1].place.uid
            if number:  # the commit of the portion before forgot the attempt
                self.workspace.store.attempting(replace(attempt, first=first), cursor)
            so_far = replace(cursor, uid=max(cursor.uid, end))
            self._decide(walk, portion, *((reached, vanished) if end == last else (so_far, ())))

    def _decide(self, walk: Walk, raws: Sequence[RawMessage], reached: Cursor, vanished: Collection[int] = ()) -> None:
        def decide() -> Batch | SentBatch:
            batch = walk.batch(self.workspace, walk.is_backlog(raws))
            batch.take_in(raws)
            return batch

        def commit(batch: Batch | SentBatch) -> None:
            changes = batch.changes(reached, vanished)
            self.workspace.store.commit(changes)
            walk.keep(changes.messages)

        batch = committed(decide, commit, Reason("batch_keeps_changing"), Reason("advice_pass_again"))
        batch.recall.remember()
        self._tell(batch, walk.report)

    def _quarantine(self, walk: Walk, uid: int, reached: Cursor) -> None:
        batch = walk.batch(self.workspace, True)
        place = Place(reached.folder, reached.uidvalidity, uid)
        batch.quarantine(place, Reason.of("killed_reader", times=DEATHS))
        self.workspace.store.commit(batch.changes(reached))
        self._tell(batch, walk.report)

    def _tell(self, batch: Batch | SentBatch, report: PassReport) -> None:
        for arrived in batch.arrived:
            self.listener(arrived)
        report.taken_in += len(batch.arrived)
        report.known_already += batch.known_already
        report.quarantined += batch.quarantined
        report.problems.extend(batch.problems)
