"""What can go wrong in a way that somebody acts on: each error says what, what to try, and whether waiting helps."""

from __future__ import annotations

from collections.abc import Iterable


class CsmailError(Exception):
    """Base of all errors that are shown as one line instead of a traceback.

    `message` says what and where, `hint` names the next thing to try, `temporary` says whether the same
    call may succeed later without anybody changing anything. `exit_code` follows sysexits.h.
    """

    exit_code = 70
    temporary = False

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CsmailError):
    """The command line asks for something that cannot be asked."""

    exit_code = 2


class NotFound(CsmailError):
    """There is no such conversation, draft, task, file or desk."""

    exit_code = 66


class Refused(CsmailError):
    """A server, or one of our own safety rules, said no for good."""

    exit_code = 69


class Untrusted(Refused):
    """The server could not be made sure of, or the connection to it not secured: it heard nothing of what we want.

    Says nothing against what was to be done there, which waits: a certificate expires, or seems to when a clock is
    wrong.
    """


class StoreError(CsmailError):
    """The store cannot be read or written: full disk, damaged file, wrong permissions, a newer version."""

    exit_code = 74


class Conflict(CsmailError):
    """Somebody else changed the conversation, draft or task first; read it again and decide again."""

    exit_code = 75
    temporary = True


class Busy(CsmailError):
    """Another process holds the lease."""

    exit_code = 75
    temporary = True


class Unreachable(CsmailError):
    """A server cannot be reached, broke the connection, or asks us to come back later."""

    exit_code = 75
    temporary = True


class LoginRefused(CsmailError):
    """The server does not accept the name and password, or the secret cannot be had."""

    exit_code = 77


class ConfigurationError(CsmailError):
    """`rules.yaml`, a template or the environment is wrong; `problems` holds every one found, each with its place."""

    exit_code = 78

    def __init__(self, message: str, hint: str = "", problems: Iterable[str] = ()) -> None:
        super().__init__(message, hint)
        self.problems = tuple(problems)
