"""Works off an outbox until it dies, or is stopped, at a given step, as if by kill -9 or SIGSTOP.

Called as `python -m tests.faults.victim die|stop PORT FOLDER NAME:POINT...`: one child a NAME (a store in FOLDER),
whose end, or halt, is its POINT-th step. Prints the exit codes: 9 for a death, 0 when the work was done before. Of one
that is stopped it prints "stopped", waits for a line, lets it go on, and prints its exit code. The children are forked
from a process without threads, so that the imports are paid once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtplib.protocol import SMTPProtocol

from csmail.model.task import Mail
from csmail.outbox import Ways, work_off
from csmail.stores import tinydb
from csmail.transports import smtp
from csmail.transports.smtp import pool
from tests.factories import NOW

DESK = "support"
DEATH = 9
PRELOADED = (pool,)


class NoBox:
    """A mailbox that does everything, which is nothing."""

    def file(self, role: str, mail: Mail, at: object) -> None:
        """Files nothing."""

    def file_all(self, role: str, mails: object) -> None:
        """The same of many."""


class Fuse:
    """Burns down at its `length`-th step; then comes `end`."""

    def __init__(self, length: int, end: Callable[[], object]) -> None:
        self.left = length
        self.end = end

    def spark(self) -> None:
        """One step."""
        self.left -= 1
        if self.left == 0:
            self.end()

    def around(self, owner: Any, *names: str) -> None:
        """A step before each call of these functions of `owner`, one after it."""
        for name in names:
            setattr(owner, name, self._burning(getattr(owner, name)))

    def _burning(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def burning(*arguments: Any, **options: Any) -> Any:
            self.spark()
            outcome = call(*arguments, **options)
            self.spark()
            return outcome

        return burning


def die() -> None:
    """As by kill -9."""
    os._exit(DEATH)


def stop() -> None:
    """As by SIGSTOP, until SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def work(port: int, folder: Path, fuse: Fuse) -> None:
    """Works off the outbox in `folder`, as far as the fuse lets it."""
    store = tinydb.open(tinydb.Settings(), folder)
    fuse.around(tinydb.TinyStore, "advance_all")
    fuse.around(SMTPProtocol, "write")  # after a write the kernel has the bytes: the server reads them from a dead man
    fuse.around(smtp.SmtpTransport, "preparing")
    fuse.around(smtp.SmtpPrepared, "transmitting")
    transport = smtp.open(smtp.Settings("127.0.0.1", port, "none", timeout=timedelta(seconds=5)), DESK)
    work_off(store, DESK, Ways(NoBox, lambda: transport), lambda: NOW)  # type: ignore[arg-type]


def main(how: str, port: int, folder: Path, errands: Sequence[str]) -> None:
    """One child an errand, one after the other."""
    for errand in errands:
        name, _, point = errand.partition(":")
        child = os.fork()
        if child == 0:
            work(port, folder / name, Fuse(int(point), stop if how == "stop" else die))
            os._exit(0)
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            print("stopped", flush=True)
            sys.stdin.readline()
            os.kill(child, signal.SIGCONT)
            _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
