"""Standard input, output and errors, whatever the caller left of them.

| what the caller did | what we do |
| --- | --- |
| closed one (`>&-`): the next file opened, the store perhaps, would become it | /dev/null in its place |
| ... and there is something to print | the write fails as on any closed file; `errors` says so |
| a full disk, a pipe nobody reads | the write fails, once: at exit nothing is flushed there again |
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

# As gnulib's stdopen(3) does: reading and printing fail, words for people are thrown away.
IN_PLACE_OF = (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))


def complete() -> None:
    """See that all three are there; a subject that the locale cannot spell is written with escapes."""
    for descriptor, (name, flags, mode) in enumerate(IN_PLACE_OF):
        if getattr(sys, name) is None:
            _open_nothing(descriptor, flags)
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", errors="backslashreplace"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # cron may give us an ASCII locale


def say(text: str) -> None:
    """Words for a person, made harmless, on stderr. When they cannot be written, the exit code remains."""
    from csmail.wording.safe_text import safe_text

    try:
        print(safe_text(text), file=sys.stderr, flush=True)
    except OSError:  # a pipe nobody reads, a full disk
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """Let the interpreter flush into nothing at exit, instead of complaining about what cannot be written."""
    with suppress(OSError, ValueError):  # a stream of a test has no descriptor
        _open_nothing(stream.fileno(), os.O_WRONLY)


def _open_nothing(descriptor: int, flags: int) -> None:
    nothing = os.open(os.devnull, flags)
    if nothing != descriptor:
        os.dup2(nothing, descriptor)
        os.close(nothing)
