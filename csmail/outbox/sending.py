"""Sends mails over as many connections as the transport has, one mail in hand on each.

    read -> claimed -> envelope -> `transmitting` -> content -> what became of it
            commit                  commit                      commit

The commits of all connections are one at a time: what became of some mails, the `transmitting` of those whose envelope
was taken and the claims of the next ones are written together. A connection goes on with the next envelope while that
is written, but no content is sent before its own `transmitting` is on the disk, and with it what became of the mail
before: a death leaves at most one mail in doubt for each connection.

While others are under way a commit waits for them, as long as the one before it took: ten mails in one cost the disk
what one costs. A mail that is alone in hand never waits.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from csmail.errors import StoreError
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Mail, SendMail, Task
from csmail.outbox import handover, mailbox_claim, null_sender, permission
from csmail.outbox import shown as shown_by
from csmail.outbox.context import Context
from csmail.outbox.group_commit import CONFLICTS, GroupCommit
from csmail.outbox.hearing import Hearing
from csmail.outbox.transitions import addressed, answered, claimed, ended, leaving
from csmail.ports import Advance, Prepared

Stop = Callable[[], bool]
MAIL_MISSING = Reason("mail_missing")
MAILS_A_CONNECTION = 4
"""So many mails are taken before one connection more is opened: who sends three needs no second login."""
LONGEST_WAIT = 0.05
"""Seconds that a commit waits for others at most, and that what became of a mail waits for anything else to write."""


@dataclass(slots=True, eq=False)
class InHand:
    """A mail that is worked on: its task as it was read, as it is now, what the server took of it."""

    before: Task
    task: Task
    mail: Mail
    prepared: Prepared | None = None
    begun: bool = False
    leaving: Advance | None = None
    tries: int = 0


class Sending:
    """The mails of one pass."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._commits = GroupCommit(context)
        self._hearing: Hearing[tuple[InHand, Prepared | Delivery | Exception]] = Hearing()
        self._claimed: deque[InHand] = deque()
        self._busy: dict[str, InHand] = {}
        self._ready: list[InHand] = []
        self._back: list[InHand] = []
        self._ended: list[Task] = []
        self._held: list[Advance] = []
        self._taken = 0
        self._write_at = math.inf
        self._lasted = 0.0
        self._exhausted = False

    def run(self, tasks: Iterator[Task], stop: Stop) -> None:
        """Sends each of `tasks`, asks `stop` before each; counts as waiting what a closed way keeps back.

        Raises StoreError. What is under way then is left alone: nobody can write down what becomes of it.
        """
        self._exhausted = False
        try:
            while not self._idle():
                self._begin(stop)
                if not self._listen():
                    self._write(self._next(tasks, stop))
        except BaseException:
            self._leave()
            raise

    def settle(self, task: Task) -> None:
        """Write down what became of a mail that is in nobody's hand."""
        self._commits.write((task,), ())

    def _idle(self) -> bool:
        return self._exhausted and not (self._claimed or self._busy or self._ended or self._held or self._back)

    def _connections(self) -> int:
        """One until a server has shown that it takes our mail, then slowly more."""
        if not self._taken:
            return 1
        return min(handover.connections(self.context.ways.transport()), 1 + self._taken // MAILS_A_CONNECTION)

    def _room(self) -> int:
        """How many mails to claim now: one for each connection, and one more that it goes on with."""
        if self._exhausted:
            return 0
        most = self._connections() * (2 if self._taken else 1)
        return most - len(self._busy) - len(self._claimed)

    def _begin(self, stop: Stop) -> None:
        """The next envelopes, on the connections that have nothing in hand."""
        while self._claimed and len(self._busy) < self._connections():
            one = self._claimed.popleft()
            if stop():
                self._exhausted = True
                self._back.append(one)
            elif self._shut(one.task):
                self.context.counts["waiting"] += 1
                self._back.append(one)
            else:
                self._prepare(one)

    def _shut(self, task: Task) -> bool:
        closed = self.context.closed
        return "transport" in closed or (mailbox_claim.asked(task) and "mailbox" in closed)

    def _next(self, tasks: Iterator[Task], stop: Stop) -> Sequence[InHand]:
        """The mails to claim."""
        found: list[InHand] = []
        while len(found) < self._room():
            task = None if stop() else next(tasks, None)
            if task is None:
                self._exhausted = True
            elif self._shut(task):
                self.context.counts["waiting"] += 1
            elif self._may_begin(task):
                found.extend(self._taken_up(task))
        return found

    def _may_begin(self, task: Task) -> bool:
        """Whether a bulk lets its mail go now; what it gave up is held."""
        word = self.context.bulks.word(task)
        if isinstance(word, Reason):
            self._held.append(Advance(task.held(self.context.now(), word), task.state))
        elif word == "wait":
            self.context.counts["paced"] += 1
        return word == "go"

    def _taken_up(self, task: Task) -> Iterator[InHand]:
        assert isinstance(task.work, SendMail), "the worker does the deeds"
        mail = self.context.store.mail(task.work.mail)
        ours = claimed(task, mail, self.context.now())
        if mail is None:
            lost = Delivery("", "refused", reason=MAIL_MISSING)
            self._ended.append(ended(ours, lost, self.context.now()))
        else:
            yield InHand(task, ours, mail)

    def _prepare(self, one: InHand) -> None:
        self._busy[one.task.id] = one
        context, heard = self.context, partial(self._tell, one)
        try:
            mail = null_sender.chosen(one.mail, context.store, context.desk, context.now())
            handover.prepare(context.ways.transport(), mail, addressed(one.task), heard)
        except StoreError:
            raise
        except Exception as error:  # an adapter's own bug too: nothing was transmitted, the others must go on
            heard(error)

    def _tell(self, one: InHand, outcome: Prepared | Delivery | Exception) -> None:
        """Called from any thread."""
        if not self._hearing.tell((one, outcome)) and not isinstance(outcome, Delivery | Exception):
            outcome.abandon()

    def _listen(self) -> bool:
        """Takes what was said; waits for it while there is nothing to write, or more will soon be. False: write now."""
        wait = self._wait()
        said = self._hearing.heard(1 if wait is None else len(self._busy) - len(self._ready), wait)
        for word in said:
            self._take(*word)
        return bool(said)

    def _wait(self) -> float | None:
        """Seconds until something has to be written; None when nothing has."""
        under_way = len(self._busy) > len(self._ready)
        starving = not self._claimed and len(self._busy) < self._connections() and self._room() > 0
        if self._back or self._held or starving or not under_way:
            return 0
        return max(0.0, self._write_at - time.monotonic()) if self._write_at < math.inf else None

    def _write_within(self, seconds: float) -> None:
        self._write_at = min(self._write_at, time.monotonic() + min(seconds, LONGEST_WAIT))

    def _take(self, one: InHand, outcome: Prepared | Delivery | Exception) -> None:
        if one.prepared is not None:
            self._delivered(one, outcome)
        elif isinstance(outcome, StoreError):
            raise outcome
        elif isinstance(outcome, Exception):
            self._finish(one, self.context.failed(one.task, "transport", outcome))
        else:
            assert not isinstance(outcome, Delivery), "an envelope is asked first"
            self._answered(one, outcome)

    def _delivered(self, one: InHand, outcome: object) -> None:
        if not isinstance(outcome, Delivery):
            outcome = Delivery("", "in_doubt", reason=Reason.of("no_clear_answer", said=type(outcome).__name__))
        self._finish(one, ended(one.task, outcome, self.context.now()))
        if getattr(one.prepared, "null_refused", False):
            assert one.prepared is not None, "it was transmitted"
            self._write_ended()
            null_sender.learn(one.prepared, self.context.store, self.context.desk, self.context.now())

    def _finish(self, one: InHand, task: Task) -> None:
        del self._busy[one.task.id]
        self._ended.append(task)
        self._write_within(LONGEST_WAIT)

    def _answered(self, one: InHand, prepared: Prepared) -> None:
        self._taken += 1
        one.prepared = prepared
        one.task = answered(one.task, prepared.deliveries)
        self._judge(one, prepared)

    def _judge(self, one: InHand, prepared: Prepared) -> None:
        # Read before it is judged: what is committed since then keeps it from leaving.
        shown = shown_by.of(one.task, self.context.store)
        going = permission.asked(one.task, self.context, self._write_ended)
        if going.state == "transmitting":
            self._ready.append(one)
            joining = leaving(going, shown.message, shown.conversation, self.context.now())
            one.leaving = Advance(going, "claimed", joining)
            self._write_within(self._lasted)
            return
        prepared.abandon()
        self._finish(one, going)

    def _write_ended(self) -> None:
        """What became of mails comes before anything that takes time."""
        if self._ended:
            self._commits.write(self._ended, ())
            self._ended = []

    def _write(self, claims: Sequence[InHand]) -> None:
        """One commit; then the contents go out whose `transmitting` is on the disk."""
        advances = [
            *(one.leaving for one in self._ready if one.leaving),
            *(Advance(one.before, "claimed") for one in self._back),
            *self._held,
            *(Advance(one.task, one.before.state) for one in claims),
        ]
        if not (advances or self._ended):
            return
        began = time.monotonic()
        moved = self._commits.write(self._ended, advances)
        self._lasted, self._write_at = time.monotonic() - began, math.inf
        ready = self._ready
        self._ready, self._back, self._ended, self._held = [], [], [], []
        self._claimed.extend(one for one in claims if one.task.id in moved)
        for one in ready:
            assert one.prepared is not None, "its envelope was taken"
            assert one.leaving is not None, "it was judged"
            if one.task.id in moved:
                one.task, one.begun = one.leaving.task, True
                handover.transmit(one.prepared, partial(self._tell, one))
            else:
                self._kept_back(one, one.prepared)

    def _kept_back(self, one: InHand, prepared: Prepared) -> None:
        """Somebody changed the task, or the conversation while it was judged: that is looked at again."""
        stored = self.context.store.task(one.task.id)
        one.tries += 1
        if stored is not None and stored.state == "claimed" and one.tries < CONFLICTS:
            self._judge(one, prepared)
            return
        del self._busy[one.task.id]
        prepared.abandon()
        self._back.append(one)

    def _leave(self) -> None:
        """Takes back the envelopes whose content was not begun, those too that are still asked."""
        for one, outcome in self._hearing.leave():
            if one.prepared is None and not isinstance(outcome, Delivery | Exception):
                one.prepared = outcome
        for one in self._busy.values():
            if one.prepared is not None and not one.begun:
                one.prepared.abandon()
