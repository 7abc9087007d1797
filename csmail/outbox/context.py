"""What one pass over an outbox works with, what it has to tell at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.errors import CsmailError, NotFound, Refused, Stopping, Untrusted, shortage
from csmail.model.courtesy import DraftPolicy
from csmail.model.hold import BY_SERVER
from csmail.model.reason import Reason
from csmail.model.task import Delivery, SetFlags, Task
from csmail.outbox.bulk_gate import BulkGate, Recheck, unasked
from csmail.outbox.transitions import ended
from csmail.ports import Mailbox, Store, Transport

ENDS = {"refused": "task_refused", "in_doubt": "task_in_doubt", "held": "task_held", "deferred": "task_deferred"}


def unheard(task: Task) -> None:
    """Nobody listens."""


def untold(tasks: Sequence[Task]) -> None:
    """There is no chat: nothing is queued for one."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Opens mailbox and transport when first needed; either may raise what its adapter raises.

    `recheck` says of a mail of a bulk why it must not leave any more, `drafts` who must stand behind one that people
    approved; `ended` is told of each task that is done with. `notify` tells a chat of these, in one notice; it raises
    what its adapter raises.
    """

    mailbox: Callable[[], Mailbox]
    transport: Callable[[], Transport]
    recheck: Recheck = unasked
    drafts: DraftPolicy = DraftPolicy()
    ended: Callable[[Task], None] = unheard
    notify: Callable[[Sequence[Task]], None] = untold


@dataclass(frozen=True, slots=True)
class Worked:
    """`counts` maps a state to the number of tasks that reached it; "waiting" counts due tasks left for later
    because their way was closed, "paced" those of a bulk that leave later. `exit_code` is that of the worst closed way.
    """

    counts: Mapping[str, int]
    problems: tuple[Reason, ...]
    exit_code: int = 0


class Context:
    """One pass of one desk. `closed` names the ways that are not tried again in it."""

    def __init__(self, store: Store, desk: str, ways: Ways, now: Callable[[], datetime]) -> None:
        self.store, self.desk, self.ways, self.now = store, desk, ways, now
        self.counts: Counter[str] = Counter()
        self.problems: list[Reason] = []
        self.exit_code = 0
        self.closed: set[str] = set()
        self.bulks = BulkGate(store, now, ways.recheck)

    @property
    def worked(self) -> Worked:
        """What is told of the pass."""
        return Worked(dict(self.counts), tuple(self.problems), self.exit_code)

    def count(self, task: Task) -> None:
        """A task came to this state; a person is told of what is not as it should be."""
        self.counts[task.state] += 1
        self.ways.ended(task)
        if task.state in ("refused", "in_doubt", "held") or (isinstance(task.work, SetFlags) and task.reason):
            problem = Reason.of(ENDS.get(task.state, "task_done"), desk=self.desk, task=task.id)
            self.problems.append(problem.because(task.reason) if task.reason else problem)

    def failed(self, task: Task, way: str, error: Exception) -> Task:
        """What becomes of a task whose way raised `error` before anything left; the way may be closed by it."""
        error = shortage(error) or error
        if isinstance(error, Stopping):
            self.closed.add(way)
            return task.given_back(self.now())
        if isinstance(error, Refused) and error.code in BY_SERVER:
            return task.held(self.now(), Reason.of(error.code, said=error.message))
        if isinstance(error, Refused | NotFound) and not isinstance(error, Untrusted):
            refused = Reason.of("way_refused", way=way, error=error.code, said=error.message)
            return ended(task, Delivery("", "refused", reason=refused), self.now())
        if isinstance(error, CsmailError):
            why = Reason.of("way_closed", way=way, error=error.code, said=error.message)
            self._close(way, error)
        else:
            why = Reason.of("bug", desk=self.desk, way=way, error=f"{type(error).__name__}: {error}")
            self.problems.append(why)
        return ended(task, Delivery("", "deferred", reason=why), self.now())

    def _close(self, way: str, error: CsmailError) -> None:
        """One try a pass: a server that is down, or that counts our logins, is not asked once a mail. What other
        connections of ours hear of the same is not told again."""
        self.exit_code = max(self.exit_code, error.exit_code)
        if way not in self.closed:
            self.problems.append(
                Reason.of("way_closed", desk=self.desk, way=way, error=error.code, said=error.detail),
            )
        self.closed.add(way)
