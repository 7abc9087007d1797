"""The command on a real pseudo-terminal, painted into a terminal in memory."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyte

from csmail.stores.tinydb import TinyStore
from tests.review.scene import Scene, drawn

PATIENCE = 30.0
QUIET = 0.3
RULES = """\
desks:
  support:
    address: support@toko.example
    display_name: Toko Melati
    language: id
    timezone: Asia/Jakarta
    mailbox: {kind: imap, host: 127.0.0.1, port: 1, tls: none, username: support, password: {env: HOME}}
    transport: {kind: folder, path: out}
    team: {agents: [sari@toko.example, budi@toko.example, lina@toko.example], internal_domains: [toko.example]}
    drafts: {undo: 150s, four_eyes: [refund]}
store: {kind: tinydb, path: state}
rules: []
"""


def desk(folder: Path) -> Scene:
    """The drawn desk on the disk, with its rules.yaml. The store is to be closed."""
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return drawn(TinyStore(folder / "state"))


@dataclass
class Terminal:
    """`written` is every octet that the program wrote."""

    process: subprocess.Popen[bytes]
    master: int
    screen: pyte.Screen
    stream: pyte.ByteStream
    written: bytearray = field(default_factory=bytearray)

    def read(self, wait: float = 0.05) -> None:
        """Take in what was written meanwhile."""
        while select.select([self.master], [], [], wait)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.written += data
            self.stream.feed(data)
            wait = 0.0

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.screen.display)

    def until(self, held: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read()
            if held():
                return
        raise AssertionError(f"it never came about:\n{self.text}")

    def shows(self, words: str) -> None:
        self.until(lambda: words in self.text)

    def type(self, keys: str) -> None:
        """When nothing was written for a moment: what is typed before a screen is painted is dropped."""
        while select.select([self.master], [], [], QUIET)[0]:
            self.read()
        os.write(self.master, keys.encode())

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.screen.resize(height, width)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def ended(self) -> int:
        """The exit code, the last words read."""
        self.until(lambda: self.process.poll() is not None)
        self.read()
        return self.process.returncode


@contextmanager
def opened(folder: Path, size: tuple[int, int] = (80, 24), **environment: str) -> Iterator[Terminal]:
    """`csmail review` in a terminal of its own session; killed at the end if it still runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    left = ("CSMAIL_", "COVERAGE", "TEXTUAL", "NO_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left)}
    kept |= {
        "TERM": "xterm-256color",
        "CSMAIL_NOW": "2026-07-06T02:04:00Z",
        "CSMAIL_BY": "sari",
        "CSMAIL_LANG": "en",
        "COLUMNS": "80",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "csmail", "review"], cwd=folder, env=kept | environment, stdin=slave, stdout=slave,
        stderr=slave, start_new_session=True, preexec_fn=_controlling,
    )  # fmt: skip
    os.close(slave)
    screen = pyte.Screen(*size)
    try:
        yield Terminal(process, master, screen, pyte.ByteStream(screen))
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(master)


def _controlling() -> None:
    """The terminal is that of the new session, so that Ctrl-Z and the size of the window reach it; a worker of xdist
    blocks signals, which a child would inherit."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
