"""Files that are put to a draft: which may be, under what name, what a person should know of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from csmail.desk.effects.letters import attachment
from csmail.errors import UsageError
from csmail.mail.compose import File
from csmail.mail.file_limits import TOGETHER, are_too_much
from csmail.model.reason import Reason

LONGEST_NAME = 150
PROGRAMS = (".exe", ".js", ".scr", ".bat", ".vbs", ".jar", ".apk", ".html", ".svg")


def attachable(path: Path) -> File:
    """The file as it will be attached. Raises UsageError when it is none, cannot be read or is too large."""
    if path.is_symlink() or not path.is_file():
        raise UsageError(Reason.of("attachment_no_file", path=path), Reason("advice_path"))
    found = attachment(path)
    return File(_name(found.name), found.type, found.data)


def together(before: tuple[File, ...], new: tuple[File, ...]) -> tuple[tuple[File, ...], tuple[Reason, ...]]:
    """All of them, one of each name, the newer one; and what is to be said of the new ones. Raises UsageError."""
    names = {one.name for one in new}
    every = (*(one for one in before if one.name not in names), *new)
    if are_too_much(len(one.data) for one in every):
        raise UsageError(Reason.of("attachments_too_large", megabytes=TOGETHER // 1024 // 1024), Reason("advice_share"))
    return every, tuple(Reason.of("attachment_is_program", name=one.name) for one in new if _is_program(one))


def _name(written: str) -> str:
    """No controls, no leading dot, 150 octets with its ending."""
    shown = "".join(one for one in written if one.isprintable()).lstrip(". ") or "file"
    stem, dot, ending = shown.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = shown, "", ""
    room = LONGEST_NAME - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def _is_program(file: File) -> bool:
    if file.name.lower().endswith(PROGRAMS):
        return True
    if not file.name.lower().endswith(".zip"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
            return any(name.lower().endswith(PROGRAMS) for name in packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
