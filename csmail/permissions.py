"""Who may write a file or folder: refuses what another user of this machine may write (threat 17).

Whoever writes rules.yaml runs programs (`{command: ...}`), whoever writes a template decides what customers read, and
whoever writes a folder puts another file in the place of the one that was looked at. What OpenSSH's StrictModes does,
but for the group: a team that shares a desk shares it by group.

| what is wrong | what the user sees |
| --- | --- |
| everybody may write the file, its folder, or a folder above it | its path and the chmod |
| the file, a folder above it, or the link that leads there belongs to somebody who is not trusted | whose it is |

The sticky bit keeps what is ours in /tmp and its like; a file system that is mounted read-only keeps everything.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

from csmail.errors import ConfigurationError
from csmail.reason import Reason

ROOT = 0


def trusted(*more: int) -> frozenset[int]:
    """Root, who we are, and the owners `more`."""
    return frozenset({ROOT, os.geteuid(), *more})


def refuse_others(path: Path, owners: Collection[int], sticky: bool = True) -> None:
    """Raise ConfigurationError when anybody but `owners` (user numbers) could have put `path` there or write into it.

    `sticky` is whether the sticky bit is enough for `path` itself: not where every file of a folder is used. Raises
    OSError when it cannot be looked at. What is a link is looked at where it stands and where it leads.
    """
    refuse_entry(path, owners, sticky)
    for folder in {path.absolute().parent, path.resolve(strict=True).parent}:
        for above in (folder, *folder.parents):
            _refuse_mode(above, above.stat(), sticky=True)
            _refuse_owner(above, above.stat(), owners)
            if above.is_symlink():
                _refuse_owner(above, above.lstat(), owners)


def refuse_entry(path: Path, owners: Collection[int], sticky: bool = True) -> None:
    """The same where the folders on the way to `path` were looked at already; a link is looked at in full."""
    seen = path.lstat()
    _refuse_owner(path, seen, owners)
    if stat.S_ISLNK(seen.st_mode):
        refuse_others(path.resolve(strict=True), owners, sticky)
    else:
        _refuse_mode(path, seen, sticky)


def make_folder(folder: Path, mode: int) -> None:
    """Make `folder` with the folders above it that are missing, none wider than `mode`. Raises OSError.

    `Path.mkdir` makes those above as wide as the umask allows.
    """
    try:
        folder.mkdir(mode=mode)
    except FileNotFoundError:
        make_folder(folder.parent, mode)
        make_folder(folder, mode)
    except FileExistsError:
        if not folder.is_dir():
            raise


def _refuse_owner(path: Path, seen: os.stat_result, owners: Collection[int]) -> None:
    if seen.st_uid not in owners:
        whose = Reason.of("writable_by_another_user", file=path, user=seen.st_uid)
        raise ConfigurationError(whose, Reason.of("chown_or_copy", file=path))


def _refuse_mode(path: Path, seen: os.stat_result, sticky: bool) -> None:
    kept = sticky and stat.S_ISDIR(seen.st_mode) and seen.st_mode & stat.S_ISVTX
    if seen.st_mode & stat.S_IWOTH and not kept and not os.statvfs(path).f_flag & os.ST_RDONLY:
        raise ConfigurationError(Reason.of("writable_by_everybody", file=path), f"chmod o-w {path}")
