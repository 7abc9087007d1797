"""When the whole file was looked through last: all processes together spend a hundredth of their time on it.

Nothing is lost with this file: without it, or when it is garbled, the next writer looks.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

NAME = "csmail.look"
SHARE = 100
LONGEST = 80


def is_due(store: Path) -> bool:
    """Whether nobody looked for a hundred times as long as a look took. A clock that was set back makes it due."""
    try:
        descriptor = os.open(store.with_name(NAME), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            ended, took = map(float, os.read(descriptor, LONGEST).split())
        finally:
            os.close(descriptor)
    except (OSError, ValueError):
        return True
    return not 0 <= time.time() - ended < took * SHARE


def note(store: Path, took: float) -> None:
    """A look that took so many seconds ended now. That it cannot be written down is no fault."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(OSError):
        descriptor = os.open(store.with_name(NAME), flags, 0o600)
        try:
            os.write(descriptor, f"{time.time()} {took}\n".encode())
        finally:
            os.close(descriptor)


def forget(store: Path) -> None:
    """Another store is put in the place of this one: the next writer looks."""
    store.with_name(NAME).unlink(missing_ok=True)
