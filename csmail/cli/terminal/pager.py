"""Shows what is longer than the terminal page by page: $CSMAIL_PAGER, $PAGER, else `less -FRX`."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from csmail.cli.terminal.output import terminal
from csmail.secret import environment

USUAL = "less -FRX"
LESS = "FRX"
"""What a bare `less` is told, as git does: quit where it fits on a screen, show colours, leave the text there."""
NONE = frozenset({"", "cat"})


def paged(lines: Sequence[str]) -> None:
    """Print them, through a pager before somebody's eyes. A pager that cannot be started is done without."""
    sys.stdout.flush()
    program = _program() if _wanted(lines) else None
    if program is None or not _through(program, lines):
        for line in lines:
            print(line)


def _wanted(lines: Sequence[str]) -> bool:
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return terminal() and sys.stdin.isatty() and not dumb and len(lines) >= shutil.get_terminal_size().lines


def _program() -> list[str] | None:
    written = next((os.environ[name] for name in ("CSMAIL_PAGER", "PAGER") if name in os.environ), USUAL)
    try:
        words = shlex.split(written)
    except ValueError:
        return None
    return words if written.strip() not in NONE and words and shutil.which(words[0]) else None


def _through(program: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the pager showed them."""
    own = environment()
    own.setdefault("LESS", LESS)
    try:
        child = subprocess.Popen(program, stdin=subprocess.PIPE, env=own)  # noqa: S603  no shell; the words are the person's own
    except OSError:
        return False
    assert child.stdin is not None, "it is a pipe"
    with _left_to_pager():
        with suppress(OSError):  # the person has seen enough
            child.stdin.write("".join(f"{line}\n" for line in lines).encode(sys.stdout.encoding, "backslashreplace"))
        with suppress(OSError):
            child.stdin.close()
        child.wait()
    return True


@contextmanager
def _left_to_pager() -> Iterator[None]:
    """Ctrl-C is the pager's own while it is there."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread: a test
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
