"""Files that a text names under `attach`: each in the folder `attachments` beside the texts.

| what can go wrong | what the user sees (ConfigurationError, nothing is sent) |
| --- | --- |
| no such file, a link, a folder, over 20 MB, over 25 MB together as they are sent | the file and why |
| somebody else may write it or the folder | its path and the chmod |
"""

from __future__ import annotations

import difflib
import stat
from collections.abc import Iterable
from pathlib import Path

from csmail import permissions
from csmail.mail import file_limits
from csmail.reason import BadValue, Reason

FOLDER = "attachments"
MEGABYTE = 1024 * 1024


def attached(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """The files of these names, looked at now. Raises BadValue, and ConfigurationError for what others may write."""
    found = tuple((path, _size(path)) for path in (folder / FOLDER / name for name in names))
    if found:
        owners = permissions.trusted(folder.absolute().parent.stat().st_uid)
        permissions.refuse_entry(folder / FOLDER, owners, sticky=False)
        for path, _ in found:
            permissions.refuse_entry(path, owners)
    if file_limits.are_too_much(size for _, size in found):
        raise BadValue(Reason.of("attachments_too_large", megabytes=file_limits.TOGETHER // MEGABYTE))
    return tuple(path for path, _ in found)


def _size(path: Path) -> int:
    """Octets of a regular file; links lead anywhere, also tomorrow."""
    if path.parent.is_symlink():
        raise BadValue(Reason.of("attach_is_link", file=path.parent.name))
    try:
        seen = path.lstat()
    except OSError:
        raise BadValue(Reason.of("attach_missing", file=path.name, near=_near(path))) from None
    if stat.S_ISLNK(seen.st_mode):
        raise BadValue(Reason.of("attach_is_link", file=path.name))
    if not stat.S_ISREG(seen.st_mode):
        raise BadValue(Reason.of("attach_no_file", file=path.name))
    if seen.st_size > file_limits.LARGEST:
        raise BadValue(Reason.of("attach_too_large", file=path.name, megabytes=file_limits.LARGEST // MEGABYTE))
    return seen.st_size


def _near(path: Path) -> str:
    try:
        there = [each.name for each in path.parent.iterdir()]
    except OSError:
        return ""
    return "".join(difflib.get_close_matches(path.name, there, 1))
