"""The small change of IMAP's grammar: sets of UIDs, keywords, quoted strings, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

# RFC 7162 section 4 asks for command lines of at most 8,192 octets; Dovecot refuses arguments over 64 KiB (measured).
LINE_OCTETS = 8000
MOST_DIGITS = 20

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH = {name.lower().encode(): number for number, name in enumerate(MONTHS, 1)}
ZONE = re.compile(rb"[+-]\d{4}")
QUOTABLE = re.compile(r"[\x20-\x7e]*")


def packed(uids: Iterable[int]) -> Iterator[str]:
    """`1:3` and `7` for 1, 2, 3, 7: the shortest ranges, ascending, without repeats."""
    first = last = 0
    for uid in sorted(set(uids)):
        if first and uid == last + 1:
            last = uid
            continue
        if first:
            yield _range(first, last)
        first = last = uid
    if first:
        yield _range(first, last)


def sets(uids: Iterable[int], octets: int = LINE_OCTETS) -> Iterator[str]:
    """Sequence sets for all of `uids`, each at most `octets` long."""
    line: list[str] = []
    length = 0
    for part in packed(uids):
        if line and length + len(part) + 1 > octets:
            yield ",".join(line)
            line, length = [], 0
        line.append(part)
        length += len(part) + 1
    if line:
        yield ",".join(line)


def number(said: object, highest: int) -> int:
    """A number up to `highest` that a server said; 0 when it is none. Never raises, however many digits it has."""
    if isinstance(said, list | tuple) and len(said) == 1:
        said = said[0]
    if isinstance(said, bytes) and said.isdigit() and len(said) <= MOST_DIGITS:
        said = int(said)
    return said if isinstance(said, int) and 0 < said <= highest else 0


def flag_names(flags: Iterable[bytes]) -> frozenset[str]:
    """System flags in lower case without their backslash, keywords as they are; \\Recent is about our connection."""
    names = (flag.decode("ascii", "replace") for flag in flags if flag.lower() != b"\\recent")
    return frozenset(name[1:].lower() if name.startswith("\\") else name for name in names)


def quoted(text: str) -> str:
    """A quoted string. Raises ValueError when a quoted string cannot hold `text` (RFC 3501 section 4.3)."""
    if not QUOTABLE.fullmatch(text):
        raise ValueError("only printable ASCII can be quoted")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def search_date(at: datetime) -> str:
    """The day of `at` in UTC as SEARCH writes it; month names never follow the locale."""
    day = at.astimezone(UTC)
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year:04d}"


def internal_date(text: bytes) -> datetime:
    """The moment that an INTERNALDATE such as `17-Jul-1996 02:44:25 -0700` writes, as UTC. Raises ValueError."""
    try:
        local = datetime(
            int(text[7:11]), MONTH[text[3:6].lower()], int(text[0:2]),
            int(text[12:14]), int(text[15:17]), int(text[18:20]), tzinfo=UTC,
        )  # fmt: skip
        return local - _offset(text[21:26])
    except (LookupError, OverflowError) as error:
        raise ValueError(f"no internal date: {text!r}") from error


@lru_cache(maxsize=128)
def _offset(zone: bytes) -> timedelta:
    if not ZONE.fullmatch(zone):
        raise ValueError(f"no zone: {zone!r}")
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    return -ahead if zone[:1] == b"-" else ahead


def chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Slices of at most `size`."""
    for start in range(0, len(uids), size):
        yield uids[start : start + size]


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}:{last}"
