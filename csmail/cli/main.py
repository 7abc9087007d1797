"""The one place that shows an error.

what went wrong                what the user sees (stderr)                            exit code
CsmailError                    `csmail: what`, each problem, `  try: hint`            the error's own
wrong command line             `csmail: what`, `  try: csmail COMMAND --help`         2
a file of the user unreadable  `csmail: file: why`                                    66
reader of stdout went away     nothing                                                141, as SIGPIPE would
stdout closed, its disk full   `csmail: standard output ...`, `  try: hint`           74
no descriptors, threads        `csmail: what there is too little of`, `  try: hint`   75
Ctrl-C                         nothing                                                130
a bug of ours                  the traceback, made harmless, with what to report      70
any of these with --json       one line of JSON on stderr: `documents.failed`         the same
Whatever was committed stays; the store needs no goodbye.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise

from csmail.cli.terminal import streams
from csmail.errors import ConfigurationError, CsmailError, shortage
from csmail.reason import Reason

BUG = 70
INTERRUPTED = 130
PIPE = 141
NO_INPUT = 66
DISK = 74
UNWRITABLE = frozenset({errno.EBADF, errno.EIO, errno.EFBIG, errno.ENXIO})
LONGEST_PATH = 500
# For errors that bring no hint of their own: the next command to try.
HINTS = {
    2: Reason.verbatim("csmail --help"),
    66: Reason.verbatim("csmail todo, csmail conversations list"),
    74: Reason.verbatim("csmail store info"),
    75: Reason("same_in_a_minute"),
    78: Reason.verbatim("csmail check --offline"),
}
JSON = frozenset({"--json", "--json-lines", "-ojson", "-ojsonl"})
NAMED = frozenset({"-o", "--output", "--format"})
AS_JSON: ContextVar[bool] = ContextVar("as_json", default=False)
"""Whether errors are told to a program."""
MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An error as people see it; `code` and `error` say the same to programs."""

    message: str
    hint: str
    exit_code: int
    code: str
    error: CsmailError | None = None
    traceback: str = ""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; answers with the exit code and never raises."""
    streams.complete()
    before = AS_JSON.set(_wants_json(arguments))
    try:
        return _ended(arguments)
    finally:
        AS_JSON.reset(before)


def _ended(arguments: Sequence[str]) -> int:
    try:
        code = _invoked(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _silenced()
    except SystemExit as leaving:
        return _silenced() if isinstance(leaving.__context__, BrokenPipeError) else _code(leaving)
    except Exception as error:
        return shown(error)
    return code


def _wants_json(arguments: Sequence[str]) -> bool:
    """Read from the words themselves: a line that cannot be understood has no options yet."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    parts = [part for one in arguments[:end] for part in (one.split("=", 1) if one.startswith("--") else [one])]
    named = any(one in NAMED and after in ("json", "jsonl") for one, after in pairwise(parts))
    return named or "--fields" in parts or not JSON.isdisjoint(parts)


def _invoked(arguments: Sequence[str]) -> int:
    from csmail.cli.app import root
    from csmail.cli.typer_support.several_ids import TELL

    TELL.set(shown)
    answer = root().main(list(arguments), prog_name="csmail", standalone_mode=False)
    return answer if isinstance(answer, int) else 0


def shown(error: Exception, about: str = "") -> int:
    """Show `error` on stderr, with what it is about in front; answers with its exit code."""
    from typer import Abort
    from typer.exceptions import TyperException

    from csmail.wording.language import language

    error = shortage(error) or error
    if isinstance(error, CsmailError):
        message, hint = error.at(about).said(language()), error.advised(language())
        return _told(_Shown(message, hint, error.exit_code, error.code, error))
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, Abort):
        return INTERRUPTED
    if isinstance(error, OSError) and error.filename is not None:
        missing = isinstance(error, MISSING) or error.errno in (errno.ENAMETOOLONG, errno.ELOOP)
        hint = _words(Reason("check_path_and_mode" if missing else "look_at_file_and_disk"))
        named = f"{str(error.filename)[-LONGEST_PATH:]}: {error.strerror or error}"
        code = "file_unreadable" if missing else "file_failed"
        return _told(_Shown(named, hint, NO_INPUT if missing else DISK, code))
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _unwritten(Reason.of("disk_full", said=error), Reason("make_room"))
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        return _unwritten(Reason.of("output_unwritable", said=error.strerror), Reason("give_output_a_file"))
    return _bug(error)


def _unwritten(said: Reason, hint: Reason) -> int:
    streams.give_up(sys.stdout)
    return _told(_Shown(_words(said), _words(hint), DISK, said.code))


def _told(one: _Shown) -> int:
    from csmail.wording.labels import to_try
    from csmail.wording.language import language
    from csmail.wording.problems import told

    hint = one.hint or (_words(HINTS[one.exit_code]) if one.exit_code in HINTS else "")
    problems = one.error.problems if isinstance(one.error, ConfigurationError) else ()
    if AS_JSON.get():
        _told_to_program(one, hint)
        return one.exit_code
    if one.traceback:
        streams.say(one.traceback)
    streams.say(f"csmail: {one.message}")
    for problem in problems:
        streams.say(f"  {told(problem, language())}")
    if hint:
        streams.say(f"  {to_try(hint, language())}")
    return one.exit_code


def _told_to_program(one: _Shown, hint: str) -> None:
    from csmail.cli.documents import failed

    error = one.error
    problems = error.every if isinstance(error, ConfigurationError) else ()
    cause = failed.Cause(one.code, error.reason if error else None, problems, one.traceback)
    failed.say(one.message, hint, one.exit_code, cause, temporary=error is not None and error.temporary)


def _words(reason: Reason) -> str:
    from csmail.wording.language import language
    from csmail.wording.reasons import words

    return words(reason, language())


def _usage(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "csmail"
    if type(error).__name__ == "NoArgsIsHelpError":
        if AS_JSON.get():
            return _told(_Shown(_words(Reason("command_missing")), f"{path} --help", 2, "usage"))
        streams.say(str(getattr(error, "message", error)))
        return 2
    message = _of_typer(error.format_message())  # type: ignore[attr-defined]
    return _told(_Shown(message, f"{path} --help", int(getattr(error, "exit_code", 2)), "usage"))


def _of_typer(message: str) -> str:
    """What typer says of the command line, as one of our own lines."""
    from csmail.wording.language import language

    if language() == "id":
        from csmail.wording.indonesian.usage import said

        return said(message)
    words = " ".join(message.split())
    return words[:1].lower() + words[1:].rstrip(".")


def _bug(error: Exception) -> int:
    import platform
    import traceback
    from importlib.metadata import version

    from csmail.redaction import hidden

    lines = "\n".join(map(hidden, "".join(traceback.format_exception(error)).rstrip().splitlines()))
    where = {"version": version("csmail"), "python": platform.python_version(), "system": platform.system()}
    said, hint = Reason.of("bug_of_ours", error=type(error).__name__), Reason.of("report_bug", **where)
    return _told(_Shown(_words(said), _words(hint), BUG, "bug", traceback=lines))


def _silenced() -> int:
    streams.give_up(sys.stdout)
    return PIPE


def _code(leaving: SystemExit) -> int:
    return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
