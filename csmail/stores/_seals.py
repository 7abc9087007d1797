"""The checksum that lies beside each document and each fact: SQLite has none for what it reads from the disk."""

from __future__ import annotations

import sqlite3
import zlib
from typing import Any


class Damaged(sqlite3.DatabaseError):
    """Raised where a question is asked, as SQLite itself would: who knows the file tells the person (`_file.told`)."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def seal(kind: str, id: str, body: bytes) -> int:
    """CRC-32 of one row. It finds what a disk garbles, any one flipped bit for certain; it stops no forger."""
    return zlib.crc32(body, zlib.crc32(f"{kind}\0{id}".encode()))


def unsealed(kind: str, id: str, body: Any, sum: Any) -> bytes:
    """The body as it was written. Raises Damaged."""
    if not isinstance(body, bytes) or seal(kind, id, body) != sum:
        raise Damaged(f"{kind} {id} is not as it was written")
    return body
