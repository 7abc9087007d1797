"""Runs a function in a child process that may hang, spin or die."""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

LONGEST = 30.0
"""Seconds that a child gets beside ten times what it needs as a rule: it may hang."""


class Stopped(Exception):
    """The child died, or was stopped because it took too long; the message says which."""


def forked(work: Callable[[], Any], needs: float = 0.0) -> Any:
    """What `work` returns in a child of its own; `needs` are the seconds it takes as a rule. Raises Stopped, and
    RuntimeError with what `work` raised."""
    sys.stdout.flush()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _live(work, writer)
    os.close(writer)
    told = _read(reader, time.monotonic() + LONGEST + 10 * needs)
    _end(child)
    if not told:
        raise Stopped("died" if told is not None else "took too long")
    answer, failure = pickle.loads(told)
    if failure:
        raise RuntimeError(failure)
    return answer


def _live(work: Callable[[], Any], writer: int) -> None:
    """The child's whole life. It says nothing but what `work` returned or raised; its own children end with it."""
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        told = pickle.dumps((work(), ""))
    except BaseException:
        told = pickle.dumps((None, traceback.format_exc()))
    try:
        while told:
            told = told[os.write(writer, told) :]
    finally:
        os._exit(0)


def _read(reader: int, until: float) -> bytes | None:
    """All that comes, None when it does not end in time."""
    told = b""
    try:
        while True:
            ready, _, _ = select.select([reader], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return None
            more = os.read(reader, 1 << 16)
            if not more:
                return told
            told += more
    finally:
        os.close(reader)


def _end(child: int) -> None:
    """End the child with all it started: it leads a process group of its own."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
