"""Writes HTML where a person asked for it."""

from __future__ import annotations

import sys
from pathlib import Path

from csmail.errors import UsageError
from csmail.reason import Reason


def write(path: Path, html: str) -> None:
    """Into a file, over what stood there; "-" prints it. Raises UsageError."""
    data = html.encode("utf-8", "replace")
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            Reason.of("file_unwritable", filename=path, said=error.strerror), Reason("advice_other_folder")
        ) from None
