"""A command on a terminal of its own, as a person sees it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OCTETS = 65536


@dataclass(frozen=True, slots=True)
class Screen:
    """What stood on the terminal, line ends as LF, and the exit code."""

    text: str
    returncode: int


@dataclass(frozen=True, slots=True)
class Size:
    """Columns and rows of a terminal."""

    columns: int = 80
    rows: int = 24


DEFAULT = Size()


def on_terminal(
    command: Sequence[str],
    environment: Mapping[str, str],
    size: Size = DEFAULT,
    typed: bytes = b"",
    out: Path | None = None,
) -> Screen:
    """Run it to its end, a minute at most; `out` takes stdout in the terminal's place."""
    near, far = os.openpty()
    termios.tcsetwinsize(far, (size.rows, size.columns))
    with contextlib.ExitStack() as files:
        stdout = files.enter_context(out.open("wb")) if out else far
        child = subprocess.Popen(
            list(command), stdin=far, stdout=stdout, stderr=far, env={"TERM": "xterm", **environment},
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
    os.close(far)
    if typed:
        os.write(near, typed)
    try:
        seen = _until_end(near, child)
    finally:
        child.kill()
        child.wait()
        os.close(near)
    return Screen(seen.decode("utf-8", "replace").replace("\r\n", "\n"), child.returncode)


def _until_end(near: int, child: subprocess.Popen[bytes]) -> bytes:
    seen, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([near], [], [], 0.2)[0]:
            if child.poll() is not None:
                break
            continue
        try:
            some = os.read(near, OCTETS)
        except OSError:  # EIO: the other side is closed
            some = b""
        if not some:
            break
        seen += some
    child.wait(10)
    return seen
