"""Mails out of files, mbox files, Maildirs and folders of .eml files, one after the other.

| what can be wrong | what the user sees | what is kept |
| --- | --- | --- |
| a file that is missing, unreadable or a device | its name and why | the others are read |
| a mail of more than 25 MB | its place and its size limit | the others, also of the same mbox |
| a folder without mail | its name, and what was looked for | the others are read |
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from csmail.errors import UsageError
from csmail.model.message import Place, RawMessage
from csmail.reason import Reason
from csmail.wording.spoken import spoken

LINE = 64 * 1024
MAILDIR = ("new", "cur")
# A separator names a sender and a time; a line of prose that begins with "From " hardly ever holds a clock.
SEPARATOR = re.compile(rb"From \S.{0,200}\d\d?:\d\d")
QUOTED = re.compile(rb">+From ")  # mboxrd puts one ">" before such a line, however many it has
LARGEST = 25 * 1024 * 1024
ENVELOPE = re.compile(rb"\AFrom [^\r\n]*\r?\n")  # the separator of an mbox
BREAK = re.compile(rb"(?<!\r)\n")
GAP = re.compile(rb"\r\n\r\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A mail where it was found: `position` counts from 1 within an mbox, 0 is a file of its own. `fault` says why
    there is no `data`."""

    file: str
    data: bytes = b""
    position: int = 0
    fault: str = ""

    @property
    def place(self) -> str:
        """Where it lies, for people."""
        return spoken("{file}, mail {position}", file=self.file, position=self.position) if self.position else self.file


def found(paths: Iterable[Path]) -> Iterator[Found]:
    """Every mail in `paths` ("-" is stdin). Holds one mail at a time; raises nothing for a file that cannot be read."""
    for path in paths:
        try:
            yield from _within(path)
        except OSError as error:
            yield Found(str(path), fault=error.strerror or str(error))


def _within(path: Path) -> Iterator[Found]:
    if str(path) == "-":
        yield from _opened(sys.stdin.buffer, "-")
    elif path.is_dir():
        yield from _folder(path)
    elif path.exists() and not path.is_file():
        yield Found(str(path), fault=spoken("neither a file nor a folder"))
    else:
        with path.open("rb") as file:
            yield from _opened(file, str(path))


def _folder(path: Path) -> Iterator[Found]:
    """The mails of a Maildir, else the .eml files of a folder, by name."""
    maildir = [path / name for name in MAILDIR if (path / name).is_dir()]
    files = sorted(
        (one for folder in maildir for one in folder.iterdir() if not one.name.startswith("."))
        if maildir
        else path.glob("*.eml")
    )
    if not files:
        yield Found(
            str(path), fault=spoken("no mail here: neither a Maildir (new, cur) with mails in it nor files *.eml")
        )
    for one in files:
        try:
            if one.is_file():
                yield _alone(one)
        except OSError as error:  # a mail that was moved or deleted meanwhile
            yield Found(str(one), fault=error.strerror or str(error))


def _alone(path: Path) -> Found:
    with path.open("rb") as file:
        return _bounded(str(path), file.read(LARGEST + 1), 0)


def _opened(file: IO[bytes], name: str) -> Iterator[Found]:
    """One mail, or all of an mbox; an mbox begins with "From "."""
    beginning = file.readline(LINE)
    if beginning.startswith(b"From "):
        yield from _mbox(file, name)
    else:
        yield _bounded(name, beginning + file.read(LARGEST + 1 - len(beginning)), 0)


def _mbox(file: IO[bytes], name: str) -> Iterator[Found]:
    held: list[bytes] = []
    octets, position, blank = 0, 1, False
    while line := file.readline(LINE):
        if blank and line.startswith(b"From ") and SEPARATOR.match(line):
            yield _bounded(name, b"".join(held), position)
            held, octets, position, blank = [], 0, position + 1, False
            continue
        blank = line in (b"\n", b"\r\n")
        octets += len(line)
        if octets <= LARGEST + LINE:
            held.append(line[1:] if line.startswith(b">") and QUOTED.match(line) else line)
    yield _bounded(name, b"".join(held), position)


def _bounded(name: str, data: bytes, position: int) -> Found:
    if len(data) > LARGEST:
        return Found(name, b"", position, spoken("larger than {size} MB", size=LARGEST // 1024 // 1024))
    return Found(name, data, position)


def read(path: Path, at: datetime) -> RawMessage:
    """The mail in `path` ("-" is stdin), received `at`. Raises UsageError when it is too large, OSError."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UsageError(Reason.of("file_over_limit", path=path, limit=LARGEST // 1024 // 1024))
    return raw(data, at)


def raw(data: bytes, at: datetime) -> RawMessage:
    """`data` with CRLF line ends, split where RFC 5322 splits it."""
    # A lone CR ends no line on the wire either, except in a file that knows no other line end.
    lines = ENVELOPE.sub(b"", data)
    whole = BREAK.sub(b"\r\n", lines) if b"\n" in lines else lines.replace(b"\r", b"\r\n")
    if whole.startswith(b"\r\n"):
        return RawMessage(Place("", 0, 0), at, len(whole), b"\r\n", whole[2:])
    gap = GAP.search(whole)
    end = gap.end() if gap else len(whole)
    return RawMessage(Place("", 0, 0), at, len(whole), whole[:end], whole[end:])
