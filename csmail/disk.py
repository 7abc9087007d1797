"""Makes a file that nobody had before us, and brings files and folders to the disk."""

from __future__ import annotations

import os
from pathlib import Path


def make_new(path: Path, mode: int = 0o600) -> int:
    """A descriptor to write the new file `path`. Raises FileExistsError where anything stands already.

    O_EXCL and O_NOFOLLOW: whoever may write the folder could have put a link there that leads to another file.
    """
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, mode)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises OSError; the kernel tells a fault once."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
