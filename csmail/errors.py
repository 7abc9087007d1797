"""What can go wrong in a way that somebody acts on: each error says what, what to try, and whether waiting helps."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Self


class CsmailError(Exception):
    """Base of all errors that are shown as one line instead of a traceback.

    `message` says what and where, `hint` names the next thing to try, `temporary` says whether the same
    call may succeed later without anybody changing anything. `exit_code` follows sysexits.h.
    `code` is what programs compare: lower case with underscores, that of the type unless it was told more exactly.
    `about` names the desk that the message begins with, "" when it names none; `detail` is the message without it.
    """

    exit_code = 70
    temporary = False
    code = "failed"

    def __init__(self, message: str, hint: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = self.detail = message
        self.hint = hint
        self.about = ""
        if code:
            self.code = code

    def at(self, about: str) -> Self:
        """The error with what it is about (a desk) in front of its message; `detail` stays without."""
        if about and not self.about:
            self.about, self.message = about, f"{about}: {self.detail}"
            self.args = (self.message,)
        return self


class UsageError(CsmailError):
    """The command line asks for something that cannot be asked."""

    exit_code = 2
    code = "usage"


class NotFound(CsmailError):
    """There is no such conversation, draft, task, file or desk."""

    exit_code = 66
    code = "not_found"


class Refused(CsmailError):
    """A server, or one of our own safety rules, said no for good."""

    exit_code = 69
    code = "refused"


class Untrusted(Refused):
    """The server could not be made sure of, or the connection to it not secured: it heard nothing of what we want.

    Says nothing against what was to be done there, which waits: a certificate expires, or seems to when a clock is
    wrong.
    """

    code = "untrusted"


class NeverOpen(Refused):
    """The hours of a desk hold no more open time within ten years: what is asked for in business time never comes."""

    code = "never_open"

    def of(self, desk: str) -> NeverOpen:
        """The same, told of this desk."""
        return NeverOpen(f"{desk} is not open again within ten years", f"csmail hours {desk}")


class StoreError(CsmailError):
    """The store cannot be read or written: full disk, damaged file, wrong permissions, a newer version."""

    exit_code = 74
    code = "store_failed"


class Conflict(CsmailError):
    """Somebody else changed the conversation, draft or task first; read it again and decide again."""

    exit_code = 75
    temporary = True
    code = "conflict"


class Busy(CsmailError):
    """Another process holds the lock."""

    exit_code = 75
    temporary = True
    code = "busy"


class Unreachable(CsmailError):
    """A server cannot be reached, broke the connection, or asks us to come back later."""

    exit_code = 75
    temporary = True
    code = "unreachable"


class Exhausted(CsmailError):
    """This machine, or the limits set for this process, have no more descriptors, threads or memory."""

    exit_code = 75
    temporary = True
    code = "exhausted"


class LoginRefused(CsmailError):
    """The server does not accept the name and password, or the secret cannot be had."""

    exit_code = 77
    code = "login_refused"


class ConfigurationError(CsmailError):
    """`rules.yaml`, a template or the environment is wrong; `problems` holds every one found, each with its place."""

    exit_code = 78
    code = "configuration_wrong"

    def __init__(self, message: str, hint: str = "", problems: Iterable[str] = (), *, code: str = "") -> None:
        super().__init__(message, hint, code=code)
        self.problems = tuple(problems)


@contextmanager
def at(about: str) -> Iterator[None]:
    """What goes wrong within is about this desk."""
    try:
        yield
    except CsmailError as error:
        error.at(about)
        raise


SHORT_OF = {
    errno.EMFILE: ("this process has too many files and connections open", "raise the limit: ulimit -n 1024"),
    errno.ENFILE: ("this machine has too many files open", "end programs that hold many, then try again"),
    errno.ENOMEM: ("this machine is out of memory", "end other programs, or raise the limit (ulimit -v, MemoryMax=)"),
    errno.EAGAIN: ("this machine starts no more processes", "raise the limit: ulimit -u, TasksMax="),
}
NO_THREAD = "can't start new thread"  # what CPython says where pthread_create(3) fails: it has no class of its own


def shortage(error: BaseException) -> Exhausted | None:
    """`error` as the lack of descriptors, threads or memory that it comes from; None when it is another fault."""
    if isinstance(error, MemoryError):
        return Exhausted(*SHORT_OF[errno.ENOMEM])
    if isinstance(error, RuntimeError) and str(error) == NO_THREAD:
        return Exhausted("this machine starts no more threads", "raise the limit: ulimit -u, TasksMax=")
    if isinstance(error, OSError) and error.errno in SHORT_OF:
        return Exhausted(*SHORT_OF[error.errno])
    inner = error.__cause__ or error.__context__
    if inner is None or not isinstance(error, (ImportError, CsmailError)):
        return None
    found = shortage(inner)
    if found is not None and isinstance(error, CsmailError):
        return Exhausted(error.detail, found.hint).at(error.about)  # which knows the place, but not what to do
    return found
