"""What can go wrong in a way that somebody acts on: each error says what, what to try, and whether waiting helps."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Self

from csmail.reason import Place, Problem, Reason


class CsmailError(Exception):
    """Base of all errors that are shown as one line instead of a traceback.

    `message` says what and where, `hint` names the next thing to try, both in English; `said` and `advised` say them
    in a language. `reason` and `advice` are their codes with evidence; where a text was given, its words as they are.
    `temporary` says whether the same call may succeed later without anybody changing anything. `exit_code` follows
    sysexits.h. `code` is what programs compare first: that of the type unless it was told more exactly.
    `about` names the desk that the message begins with, "" when it names none; `detail` is the message without it.
    """

    exit_code = 70
    temporary = False
    code = "failed"

    def __init__(self, said: str | Reason, hint: str | Reason = "", *, code: str = "") -> None:
        super().__init__(said)
        self.reason = said if isinstance(said, Reason) else Reason.verbatim(said)
        self.advice = hint if isinstance(hint, Reason) else Reason.verbatim(hint)
        self.about = ""
        if code:
            self.code = code

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        return self.said()

    @property
    def detail(self) -> str:
        return self._without_desk("en")

    @property
    def hint(self) -> str:
        return self.advised()

    def said(self, language: str = "en") -> str:
        """What went wrong, for a person."""
        detail = self._without_desk(language)
        return f"{self.about}: {detail}" if self.about else detail

    def advised(self, language: str = "en") -> str:
        """The next thing to try, "" when there is nothing special."""
        return _words(self.advice, language)

    def _without_desk(self, language: str) -> str:
        return _words(self.reason, language)

    def at(self, about: str) -> Self:
        """The error with what it is about (a desk) in front of its message; `detail` stays without."""
        self.about = self.about or about
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
        return NeverOpen(Reason.of("never_open", desk=desk), f"csmail hours {desk}")


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


class Stopping(Unreachable):
    """We were told to end and left the server; it has said nothing."""

    code = "stopping"


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
    """`rules.yaml`, a template or the environment is wrong; `problems` holds every one found, each with its place.

    What is wrong with one place alone is given as that problem.
    """

    exit_code = 78
    code = "configuration_wrong"

    def __init__(
        self, said: str | Reason | Problem, hint: str | Reason = "", problems: Iterable[Problem] = (), *, code: str = ""
    ) -> None:
        super().__init__(said.reason if isinstance(said, Problem) else said, hint, code=code)
        self.place = said.place if isinstance(said, Problem) else Place()
        self.problems = tuple(problems)

    @property
    def every(self) -> tuple[Problem, ...]:
        """The problems; when none was listed, the error itself as one."""
        return self.problems or (Problem(self.place, self.reason),)

    def _without_desk(self, language: str) -> str:
        from csmail.wording.problems import told

        return told(Problem(self.place, self.reason), language)


def _words(reason: Reason, language: str) -> str:
    from csmail.wording.reasons import words  # all sentences: 2 ms, and only an error that is shown needs them

    return words(reason, language)


@contextmanager
def at(about: str) -> Iterator[None]:
    """What goes wrong within is about this desk."""
    try:
        yield
    except CsmailError as error:
        error.at(about)
        raise


SHORT_OF = {
    errno.EMFILE: (Reason("too_many_files_here"), Reason.of("raise_limit", how="ulimit -n 1024")),
    errno.ENFILE: (Reason("too_many_files"), Reason("end_programs")),
    errno.ENOMEM: (Reason("out_of_memory"), Reason("end_programs_or_raise_limit")),
    errno.EAGAIN: (Reason("no_more_processes"), Reason.of("raise_limit", how="ulimit -u, TasksMax=")),
}
NO_THREAD = "can't start new thread"  # what CPython says where pthread_create(3) fails: it has no class of its own


def shortage(error: BaseException) -> Exhausted | None:
    """`error` as the lack of descriptors, threads or memory that it comes from; None when it is another fault."""
    if isinstance(error, MemoryError):
        return Exhausted(*SHORT_OF[errno.ENOMEM])
    if isinstance(error, RuntimeError) and str(error) == NO_THREAD:
        return Exhausted(Reason("no_more_threads"), Reason.of("raise_limit", how="ulimit -u, TasksMax="))
    if isinstance(error, OSError) and error.errno in SHORT_OF:
        return Exhausted(*SHORT_OF[error.errno])
    inner = error.__cause__ or error.__context__
    if inner is None or not isinstance(error, (ImportError, CsmailError)):
        return None
    found = shortage(inner)
    if found is not None and isinstance(error, CsmailError):
        return Exhausted(error.reason, found.advice).at(error.about)  # which knows the place, but not what to do
    return found
