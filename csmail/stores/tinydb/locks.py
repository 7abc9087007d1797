"""The state folder: who may look into it, who holds which lease.

| what can fail                              | what the user sees                         | what is kept          |
| ------------------------------------------ | ------------------------------------------ | --------------------- |
| the folder cannot be made                  | StoreError with the system's word          | nothing was there     |
| it, or a file in it, is a symbolic link    | StoreError: give the real path             | nothing was touched   |
| it belongs to somebody else                | StoreError: run as its owner               | nothing was touched   |
| others may read it                         | StoreError: the chmod to run               | nothing was touched   |
| a lease is held by another process         | Busy with the number of that process       | the other one goes on |
| the kernel cannot lock (a network drive)   | StoreError with the system's word          | everything            |
| the holder of a lease is killed            | nothing: the kernel frees it               | nothing to clean up   |
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from csmail.errors import Busy, StoreError
from csmail.permissions import make_folder
from csmail.reason import Reason

LEASES = "leases"
PAUSE = 0.02
"""Seconds between two tries for a lease: flock(2) itself knows no time limit."""
LONGEST_NAME = 180
LONGEST_NUMBER = 40


def prepare(folder: Path) -> None:
    """Make `folder` with mode 0700, or see that it is ours alone. Raises StoreError."""
    try:
        make_folder(folder, 0o700)
    except OSError as error:
        raise StoreError(
            Reason.of("folder_not_made", folder=folder, said=error.strerror), Reason("advice_store_path")
        ) from error
    examine(folder, stat.S_ISDIR, "700")


def examine(path: Path, is_kind: Callable[[int], bool], mode: str) -> os.stat_result:
    """Refuse what others could have put there (threat 17). Never opens the file: closing any descriptor of an
    SQLite file drops the locks this process holds on it (fcntl(2))."""
    try:
        seen = path.lstat()
    except OSError as error:
        raise StoreError(
            Reason.of("not_looked_at", path=path, said=error.strerror), Reason("advice_path_owner")
        ) from error
    if stat.S_ISLNK(seen.st_mode):
        raise StoreError(Reason.of("store_is_a_link", path=path), Reason("advice_real_path"))
    if not is_kind(seen.st_mode):
        raise StoreError(Reason.of("store_not_what_it_should_be", path=path), Reason("advice_move_away"))
    if seen.st_uid != os.geteuid():
        raise StoreError(
            Reason.of("store_of_another_user", path=path, st_uid=seen.st_uid, geteuid=os.geteuid()),
            Reason("advice_as_owner"),
        )
    if stat.S_IMODE(seen.st_mode) & 0o077:
        raise StoreError(Reason.of("store_readable_by_others", path=path), f"chmod {mode} {path}")
    return seen


@contextmanager
def lease(folder: Path, name: str, wait: timedelta) -> Iterator[None]:
    """Hold the lease `name` for the length of a `with`. Raises Busy when it cannot be had within `wait`.

    A kernel lock (flock(2)): freed when the process ends in whatever way, so that no lock file can be left over.
    """
    leases = _leases(folder)
    with _held(leases / f"{_file_name(name)}.lock", name, wait):
        yield


@contextmanager
def every_lease(folder: Path, names: Iterable[str]) -> Iterator[None]:
    """Hold `names` and every lease that anybody ever held here. Raises Busy while somebody holds one."""
    leases = _leases(folder)
    files = {leases / f"{_file_name(name)}.lock" for name in names} | set(leases.glob("*.lock"))
    with ExitStack() as held:
        for path in sorted(files):
            held.enter_context(_held(path, path.stem, timedelta(0)))
        yield


def _leases(folder: Path) -> Path:
    """Both looked at: the state folder may have been made anew, or by somebody else, since this process began."""
    prepare(folder)
    prepare(folder / LEASES)
    return folder / LEASES


@contextmanager
def _held(path: Path, name: str, wait: timedelta) -> Iterator[None]:
    descriptor = _opened(path)
    try:
        _take(descriptor, name, wait)
        with suppress(OSError):  # the number is for messages only: a full disk must not stop a pass here
            ours = f"{os.getpid()}\n".encode()
            if (
                os.pread(descriptor, LONGEST_NUMBER, 0) != ours
            ):  # a daemon takes it again and again, and a write costs 2 ms
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, ours, 0)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        why = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise StoreError(Reason.of("lock_not_opened", path=path, said=why), Reason("advice_remove_lock")) from error


def _take(descriptor: int, name: str, wait: timedelta) -> None:
    until = time.monotonic() + wait.total_seconds()
    try:
        while not _locked(descriptor):
            left = until - time.monotonic()
            if left <= 0:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "another process"
                raise Busy(Reason.of("lease_in_process", name=name, holder=holder), Reason("advice_wait"))
            time.sleep(min(PAUSE, left))
    except OSError as error:
        hint = Reason("advice_local_disk")
        raise StoreError(Reason.of("lock_not_taken", name=name, said=error.strerror), hint) from error


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file_name(name: str) -> str:
    """`name` with everything written out that a file name cannot hold; a desk may be called `a/b` or `..`."""
    safe = "".join(sign if sign.isalnum() or sign in "-_" else f"%{ord(sign):x}" for sign in name)
    if len(safe.encode()) <= LONGEST_NAME:
        return safe
    import hashlib

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
