"""Keeps one desk polled in a thread of its own.

| what happens | what the user sees | what follows |
| --- | --- | --- |
| a fault of a server, the store, this machine | a log line | 1, 2, 4 … minutes of rest, at most 15 |
| a login is refused | a log line | 15 minutes of rest |
| a bug of ours | a traceback in the log | as a fault |
| news that are none, again and again | nothing | 1, 2, 4 … seconds of rest, at most 5 minutes |
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from csmail.desk.intake.poll import Pass
from csmail.desk.intake.report import Arrived, PassReport
from csmail.desk.workspace import Workspace
from csmail.errors import Busy, CsmailError, LoginRefused, shortage
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.reasons import words

log = logging.getLogger("csmail.daemon")

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
# People who mark and move mails make news of which we need nothing.
FREE_PASSES = 3
LONGEST_REST = timedelta(minutes=5)


def said(event: str, **fields: Any) -> None:
    """One log line; no bodies, no secrets."""
    log.info(event, extra={"fields": fields})


@dataclass(slots=True)
class Worker:
    """Polls one desk whenever it is nudged or the server tells of something new; `note` is told of good passes."""

    workspace: Workspace
    idle: bool
    note: Callable[[str, datetime], None] | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    _nudged: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _faults: int = 0
    _told: bool = False
    _fruitless: int = 0

    def start(self) -> None:
        """Begin; the first pass is made at once. Raises RuntimeError when no thread can be had."""
        (
            self.workspace.ways.mailbox(),
            self.workspace.ways.transport(),
        )  # opened here, before two threads could each open one
        thread = threading.Thread(target=self._run, name=f"desk-{self.workspace.desk.name}", daemon=True)
        thread.start()
        self._thread = thread

    def nudge(self) -> None:
        """Make a pass soon, unless the desk waits after a fault."""
        if self._faults:
            return
        self._nudged.set()
        self._ring("wake")

    def stop(self) -> None:
        """Finish what is in flight and end; a mailbox that keeps us waiting is left."""
        self.stopping.set()
        self._nudged.set()
        self._ring("stop")
        self._ring("wake")
        interrupt = getattr(self.workspace.ways.transport(), "interrupt", None)
        if interrupt is not None:
            interrupt()

    @property
    def alive(self) -> bool:
        """Whether it is still at work."""
        return self._thread is not None and self._thread.is_alive()

    def join(self, seconds: float) -> None:
        """Wait for the end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _ring(self, what: str) -> None:
        ring = getattr(self.workspace.ways.mailbox(), what, None)
        if ring is not None:
            ring()

    def _run(self) -> None:
        while not self.stopping.is_set():
            self._nudged.clear()
            wait = self._guarded(self._pass)
            if wait is None and not self._nudged.is_set() and not self.stopping.is_set():
                wait = self._guarded(self._rest)
            if wait is not None:
                self.stopping.wait(wait.total_seconds())

    def _guarded(self, deed: Callable[[], None]) -> timedelta | None:
        """Does it; after a fault, how long to leave the desk alone."""
        try:
            deed()
        except Exception as error:
            return self._failed(error)
        return None

    def _pass(self) -> None:
        try:
            report = Pass(self.workspace, listener=self._tell, stop=self.stopping.is_set, note=self.note).run()
        except Busy:
            return
        if self._faults:
            said("back", desk=self.workspace.desk.name)
        self._faults = 0
        fruits = report.taken_in or report.known_already or report.quarantined or report.vanished or report.worked
        self._fruitless = self._fruitless + 1 if self._told and not fruits else 0
        summarize(report)

    def _failed(self, error: Exception) -> timedelta | None:
        if self.stopping.is_set() and isinstance(error, CsmailError):
            said("broken off", desk=self.workspace.desk.name, why=error.said(language()))
            return None
        known = error if isinstance(error, CsmailError) else shortage(error)
        if known is None:
            log.error("bug", exc_info=error, extra={"fields": {"desk": self.workspace.desk.name}})
            return self._fault(CsmailError(Reason("our_bug"), code="bug"))
        return self._fault(known)

    def _fault(self, error: CsmailError) -> timedelta:
        self._faults += 1
        at_length = isinstance(error, LoginRefused)
        wait = LONGEST_WAIT if at_length else min(FIRST_WAIT * 2 ** min(self._faults - 1, 10), LONGEST_WAIT)
        fields = {
            "desk": self.workspace.desk.name,
            "code": error.code,
            "error": error.said(language()),
            "hint": error.advised(language()),
            "again_in": int(wait.total_seconds()),
        }
        log.warning("fault", extra={"fields": fields})
        return wait

    def _rest(self) -> None:
        """Until the server tells, or a nudge comes."""
        self._told = False
        beyond = self._fruitless - FREE_PASSES
        if beyond > 0 and self._nudged.wait(min(2.0 ** min(beyond - 1, 20), LONGEST_REST.total_seconds())):
            return
        mailbox = self.workspace.ways.mailbox()
        if self.idle and mailbox.folders:
            try:
                self._told = mailbox.wait(mailbox.folders[0], timedelta(minutes=9))
                return
            except CsmailError as error:  # the next pass finds it again, and rests if it must
                said("cannot listen", desk=self.workspace.desk.name, code=error.code, error=error.said(language()))
        self._nudged.wait()

    def _tell(self, arrived: Arrived) -> None:
        steps = [step.action for step in arrived.receipt.steps if not step.withheld]
        said(
            "taken_in",
            desk=self.workspace.desk.name,
            conversation=arrived.conversation.id if arrived.conversation else "",
            kind=arrived.message.kind,
            rules=",".join(arrived.receipt.hits),
            actions=",".join(steps),
        )


def summarize(report: PassReport) -> None:
    """One line for a pass that did something."""
    if report.taken_in or report.worked or report.problems or report.remarks:
        said("pass", desk=report.desk, taken_in=report.taken_in, known=report.known_already, **report.worked)
    for problem in (*report.problems, *report.remarks):
        fields = {"desk": report.desk, "code": problem.code, "error": words(problem, language())}
        log.warning("problem", extra={"fields": fields})


def nudge_all(workers: list[Worker]) -> None:
    """Wake every desk."""
    for worker in workers:
        worker.nudge()
