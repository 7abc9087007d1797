"""Keeps every desk polled: a worker a desk, IDLE where the server has it, the schedule beside it, signals obeyed.

| what happens                 | what the user sees         | what is kept                                 |
| ---------------------------- | -------------------------- | -------------------------------------------- |
| a desk's server is down      | a log line a try           | it is tried again after 1, 2, 4 … minutes    |
| a login is refused           | a log line with what to do | again every 15 minutes: no account is locked |
| a bug in one desk            | a traceback in the log     | the other desks go on, this one later        |
| SIGTERM, SIGINT              | a log line                 | what is in flight is finished, then exit 0   |
| SIGHUP, a good rules.yaml    | a log line                 | the workers start anew with it               |
| SIGHUP, a bad one            | every problem, its place   | the old rules stay in force                  |
| kill -9                      | nothing                    | the store; the next start goes on from there |
"""

from __future__ import annotations

import logging
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from csmail.config.load import load
from csmail.config.schema import Config
from csmail.desk.intake import Pass
from csmail.desk.place import Workplace
from csmail.desk.tidings import Arrived, PassReport
from csmail.errors import Busy, ConfigurationError, CsmailError, LoginRefused, shortage
from csmail.wiring import Wiring

log = logging.getLogger("csmail.daemon")

Bell = Callable[[float], None]

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
TICK = 1.0
FAREWELL = 660.0
"""Seconds to wait for a worker at the end: the answer after the final dot may take ten minutes (RFC 5321 4.5.3.2.6)."""


def said(event: str, **fields: Any) -> None:
    """One log line; no bodies, no secrets."""
    log.info(event, extra={"fields": fields})


@dataclass(slots=True)
class Worker:
    """Polls one desk in a thread of its own, whenever it is nudged or the server tells of something new."""

    place: Workplace
    idle: bool
    stopping: threading.Event = field(default_factory=threading.Event)
    _nudged: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _faults: int = 0

    def start(self) -> None:
        """Begin; the first pass is made at once."""
        self.place.ways.mailbox(), self.place.ways.transport()  # opened here, before two threads could each open one
        self._thread = threading.Thread(target=self._run, name=f"desk-{self.place.desk.name}", daemon=True)
        self._thread.start()

    def nudge(self) -> None:
        """Make a pass soon, unless the desk waits after a fault."""
        if self._faults:
            return
        self._nudged.set()
        self._wake()

    def stop(self) -> None:
        """Finish what is in flight and end."""
        self.stopping.set()
        self._nudged.set()
        self._wake()
        interrupt = getattr(self.place.ways.transport(), "interrupt", None)
        if interrupt is not None:
            interrupt()

    def join(self) -> None:
        """Wait for the end."""
        if self._thread is not None:
            self._thread.join(FAREWELL)

    def _wake(self) -> None:
        wake = getattr(self.place.ways.mailbox(), "wake", None)
        if wake is not None:
            wake()

    def _run(self) -> None:
        while not self.stopping.is_set():
            self._nudged.clear()
            wait = self._pass()
            if wait is not None:
                self.stopping.wait(wait.total_seconds())
            elif not self._nudged.is_set() and not self.stopping.is_set():
                self._rest()

    def _pass(self) -> timedelta | None:
        """One pass; after a fault, how long to leave the desk alone."""
        try:
            report = Pass(self.place, listener=self._tell, stop=self.stopping.is_set).run()
        except Busy:
            return None
        except CsmailError as error:
            return self._fault(error.message, error.hint, isinstance(error, LoginRefused))
        except Exception as error:
            lacking = shortage(error)
            if lacking is not None:
                return self._fault(lacking.message, lacking.hint, False)
            log.exception("bug", extra={"fields": {"desk": self.place.desk.name}})
            return self._fault("our bug, see the traceback", "", False)
        if self._faults:
            said("back", desk=self.place.desk.name)
        self._faults = 0
        summarize(report)
        return None

    def _fault(self, message: str, hint: str, at_length: bool) -> timedelta:
        self._faults += 1
        wait = LONGEST_WAIT if at_length else min(FIRST_WAIT * 2 ** min(self._faults - 1, 10), LONGEST_WAIT)
        fields = {"desk": self.place.desk.name, "error": message, "hint": hint, "again_in": int(wait.total_seconds())}
        log.warning("fault", extra={"fields": fields})
        return wait

    def _rest(self) -> None:
        """Until the server tells, or a nudge comes; a fault here is found again, and named, by the next pass."""
        mailbox = self.place.ways.mailbox()
        if self.idle and mailbox.folders:
            with suppress(CsmailError):
                mailbox.wait(mailbox.folders[0], timedelta(minutes=9))
                return
        self._nudged.wait()

    def _tell(self, arrived: Arrived) -> None:
        steps = [step.action for step in arrived.receipt.steps if not step.withheld]
        said(
            "taken_in",
            desk=self.place.desk.name,
            conversation=arrived.conversation.id if arrived.conversation else "",
            kind=arrived.message.kind,
            rules=",".join(arrived.receipt.hits),
            actions=",".join(steps),
        )


def summarize(report: PassReport) -> None:
    """One line for a pass that did something."""
    if report.taken_in or report.worked or report.problems:
        said("pass", desk=report.desk, taken_in=report.taken_in, known=report.known_already, **report.worked)
    for problem in report.problems:
        log.warning("problem", extra={"fields": {"desk": report.desk, "error": problem}})


class Rota:
    """Calls `nudge` once in each span.

    `schedule` counts by the wall clock: set back, by the end of summer time too, it would rest until the old hour
    comes again. So the rota is made anew when even the shortest span ends later than it can.
    """

    def __init__(self, spans: Iterable[timedelta], nudge: Callable[[], object]) -> None:
        self._spans = sorted({max(1, int(span.total_seconds())) for span in spans})
        self._nudge = nudge
        self._begin()

    def run_pending(self) -> None:
        """Nudge when it is time."""
        if (self._jobs.idle_seconds or 0) > self._spans[0]:
            self._begin()
        self._jobs.run_pending()

    def _begin(self) -> None:
        import schedule

        self._jobs = schedule.Scheduler()
        for seconds in self._spans:
            self._jobs.every(seconds).seconds.do(self._nudge)


class Daemon:
    """All desks of one configuration, until told to stop."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Plain flags: a signal handler that sets an Event deadlocks when the main thread waits on it just then.
        self.stopping = False
        self.reloading = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises ConfigurationError, StoreError at the start; later faults are logged."""
        config: Config | None = load(self.path)
        with signals(self._on_signal) as rung:
            while config is not None and not self.stopping:
                config = self._serve(config, rung)
        said("stopped")

    def _serve(self, config: Config, rung: Bell) -> Config | None:
        """Work with this configuration; returns the next one after a reload, None at the end."""
        with Wiring(config) as wiring, running(wiring):
            workers = [Worker(place, config.schedule.idle) for place in wiring.desks.values()]
            said("started", desks=",".join(wiring.desks), rules=len(config.rules))
            for worker in workers:
                worker.start()
            try:
                following = self._watch(config, workers, rung)
            finally:
                for worker in workers:
                    worker.stop()
                for worker in workers:
                    worker.join()
        return following

    def _watch(self, config: Config, workers: list[Worker], rung: Bell) -> Config | None:
        # A job only nudges: `schedule` lets exceptions out and would leave a failed job due for ever.
        rota = Rota((config.schedule.poll, config.schedule.sweep), lambda: nudge_all(workers))
        while not self.stopping:
            if self.reloading:
                self.reloading = False
                again = self._reloaded()
                if again is not None:
                    return again
            rota.run_pending()
            rung(TICK)
        return None

    def _reloaded(self) -> Config | None:
        try:
            config = load(self.path)
        except ConfigurationError as error:
            log.error("kept the old rules", extra={"fields": {"error": error.message}})
            for problem in error.problems:
                log.error("problem", extra={"fields": {"at": problem}})
            return None
        said("reloaded", rules=len(config.rules))
        return config

    def _on_signal(self, number: int) -> None:
        if number == signal.SIGHUP:
            self.reloading = True
            return
        if self.stopping:
            raise KeyboardInterrupt  # asked twice: at once, the store stands it
        self.stopping = True


@contextmanager
def running(wiring: Wiring) -> Iterator[None]:
    """Tells `csmail store restore` that the store is in use, also between two passes. A second daemon goes on."""
    with ExitStack() as held:
        try:
            held.enter_context(wiring.store.lease("daemon"))
        except Busy:
            said("another daemon works on this store; this one goes on beside it")
        yield


def nudge_all(workers: list[Worker]) -> None:
    """Wake every desk."""
    for worker in workers:
        worker.nudge()


@contextmanager
def signals(tell: Callable[[int], None]) -> Iterator[Bell]:
    """SIGTERM, SIGINT, SIGHUP are told; what is yielded waits so many seconds, or until one comes."""
    listening, ringing = socket.socketpair()
    for end in (listening, ringing):
        end.setblocking(False)
    wanted = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    former = {number: signal.signal(number, lambda got, _: tell(got)) for number in wanted}
    before = signal.set_wakeup_fd(ringing.fileno(), warn_on_full_buffer=False)

    def rung(seconds: float) -> None:
        if select.select([listening], [], [], seconds)[0]:
            listening.recv(4096)

    try:
        yield rung
    finally:
        signal.set_wakeup_fd(before)
        for number, way in former.items():
            signal.signal(number, way)
        listening.close()
        ringing.close()


def run(path: Path) -> None:
    """Run the daemon in the foreground; see Daemon.run."""
    Daemon(path).run()
