"""Keeps every desk polled: a worker a desk, IDLE where the server has it, the schedule beside it, signals obeyed.

| what happens                 | what the user sees         | what is kept                                 |
| ---------------------------- | -------------------------- | -------------------------------------------- |
| a desk's server is down      | a log line a try           | it is tried again after 1, 2, 4 … minutes    |
| a login is refused           | a log line with what to do | again every 15 minutes: no account is locked |
| a bug in one desk            | a traceback in the log     | the other desks go on, this one later        |
| SIGTERM, SIGINT              | a log line                 | what is in flight is finished, then exit 0   |
| a server keeps us waiting then | its desk is named        | the store, as after kill -9; exit 0 in 5 s   |
| SIGHUP, a good rules.yaml    | a log line                 | the workers start anew with it               |
| SIGHUP, a bad one            | every problem, its place   | the old rules stay in force                  |
| kill -9                      | nothing                    | the store; the next start goes on from there |
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from csmail.config.load import load
from csmail.config.schema import Config
from csmail.daemon.beats import Beats
from csmail.daemon.worker import Worker, nudge_all, said
from csmail.errors import Busy, ConfigurationError, StoreError
from csmail.wiring import Wiring
from csmail.wording.language import language
from csmail.wording.problems import text

log = logging.getLogger("csmail.daemon")

Bell = Callable[[float], None]

TICK = 1.0
FAREWELL = 660.0
"""Seconds to wait for a worker at the end: the answer after the final dot may take ten minutes (RFC 5321 4.5.3.2.6)."""
LEAVE_AFTER = 3.0
"""Seconds that a worker with nothing in flight is waited for; docker kills after ten, systemd after ninety."""
CLOSE_AFTER = 1.0


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
        with Farewell() as farewell, Wiring(config) as wiring, running(wiring):
            beats = Beats(wiring.store)
            workers = [Worker(place, config.schedule.idle, beats.note) for place in wiring.desks.values()]
            said("started", desks=",".join(wiring.desks), rules=len(config.rules))
            for worker in workers:
                worker.start()
            try:
                following = self._watch(config, workers, beats, rung)
            finally:
                self._end(wiring, workers, farewell)
                beats.write()
        return following

    def _end(self, wiring: Wiring, workers: list[Worker], farewell: Farewell) -> None:
        """Stop the workers. At the end of the daemon one that answers nobody is left behind, unless it sends a mail."""
        for worker in workers:
            worker.stop()
        until, leave_at = time.monotonic() + FAREWELL, 0.0
        while (alive := [worker for worker in workers if worker.alive]) and time.monotonic() < until:
            if self.stopping:
                leave_at = leave_at or time.monotonic() + LEAVE_AFTER
                if time.monotonic() >= leave_at and not any(sending(wiring, worker) for worker in alive):
                    said("left behind", desks=",".join(worker.workspace.desk.name for worker in alive))
                    leave()
            alive[0].join(TICK / 10)
        if self.stopping:
            farewell.within(CLOSE_AFTER)

    def _watch(self, config: Config, workers: list[Worker], beats: Beats, rung: Bell) -> Config | None:
        # A job only nudges: `schedule` lets exceptions out and would leave a failed job due for ever.
        rota = Rota((config.schedule.poll, config.schedule.sweep), lambda: nudge_all(workers))
        while not self.stopping:
            if self.reloading:
                self.reloading = False
                again = self._reloaded()
                if again is not None:
                    return again
            rota.run_pending()
            beats.write()
            rung(TICK)
        return None

    def _reloaded(self) -> Config | None:
        try:
            config = load(self.path)
        except ConfigurationError as error:
            spoken = language()
            log.error("kept the old rules", extra={"fields": {"code": error.reason.code, "error": error.said(spoken)}})
            for one in error.problems:
                fields = {"code": one.reason.code, "at": str(one.place), "error": text(one, spoken)}
                log.error("problem", extra={"fields": fields})
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


def sending(wiring: Wiring, worker: Worker) -> bool:
    """Whether a mail of the desk is in flight, of which nobody would know whether it arrived."""
    with suppress(StoreError):
        return any(True for _ in wiring.store.tasks(worker.workspace.desk.name, frozenset({"transmitting"})))
    return False


def leave() -> None:
    """End the process as it is: the store stands that at any moment, and a thread cannot be ended from outside."""
    said("stopped")
    logging.shutdown()
    os._exit(0)


class Farewell:
    """Bounds how long connections may take to be closed politely."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Farewell:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def within(self, seconds: float) -> None:
        """Leave the process unless all is closed by then."""
        self._timer = threading.Timer(seconds, leave)
        self._timer.daemon = True
        self._timer.start()


@contextmanager
def running(wiring: Wiring) -> Iterator[None]:
    """Tells `csmail store restore` that the store is in use, also between two passes. A second daemon goes on."""
    with ExitStack() as held:
        try:
            held.enter_context(wiring.store.lease("daemon"))
        except Busy:
            said("another daemon works on this store; this one goes on beside it")
        yield


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
