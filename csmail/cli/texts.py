"""Where the words of a reply or note come from: the line itself, a file, stdin, the editor."""

from __future__ import annotations

import sys
from pathlib import Path

from csmail.cli import editor
from csmail.errors import UsageError

LARGEST = 256 * 1024
SCISSORS = "-------- 8< -------- everything from this line on is for you and is not sent --------"


def given(text: str | None, file: Path | None) -> str | None:
    """The words of --text or --file ("-" is stdin), or None when neither was given. Raises UsageError."""
    if text is not None and file is not None:
        raise UsageError("--text and --file cannot both be given", "leave one of them out")
    if text is not None and text != "-":
        return text
    if text == "-" or (file is not None and str(file) == "-"):
        return _checked(sys.stdin.buffer.read(LARGEST + 1), "stdin")
    return _checked(_bytes(file), str(file)) if file is not None else None


def typed(hint: str) -> str:
    """The words the person types in the editor, with `hint` shown below them. Raises UsageError when there are none."""

    words = editor.edited(f"\n\n{SCISSORS}\n{hint}\n", lambda text: text.partition(SCISSORS)[0].strip("\n"))
    if not words.strip():  # an emptied file means: leave it be; so the person is not asked again
        raise UsageError("the text is empty: nothing was done")
    return words + "\n"


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _checked(data: bytes, source: str) -> str:
    if len(data) > LARGEST:
        raise UsageError(f"{source} is larger than {LARGEST // 1024} KiB", "attach a file instead: --attach FILE")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{source} is not UTF-8 text (octet {error.start})", "convert it: iconv -t utf-8") from None
