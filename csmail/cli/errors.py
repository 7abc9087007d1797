"""The one place that shows an error.

what went wrong                what the user sees (stderr)                            exit code
CsmailError                    `csmail: what`, each problem, `  try: hint`            the error's own
wrong command line             `csmail: what`, `  try: csmail COMMAND --help`         2
a file of the user unreadable  `csmail: file: why`                                    66
reader of stdout went away     nothing                                                141, as SIGPIPE would
Ctrl-C                         nothing                                                130
a bug of ours                  the traceback, made harmless, with what to report      70
Whatever was committed stays; the store needs no goodbye.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from csmail.cli.safe import safe_text
from csmail.errors import CsmailError
from csmail.redaction import hidden

BUG = 70
INTERRUPTED = 130
PIPE = 141
NO_INPUT = 66
DISK = 74
MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; answers with the exit code and never raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="backslashreplace"
            )  # cron may give us an ASCII locale; a subject is no reason to die
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


def _invoked(arguments: Sequence[str]) -> int:
    from csmail.cli.app import root

    answer = root().main(list(arguments), prog_name="csmail", standalone_mode=False)
    return answer if isinstance(answer, int) else 0


def shown(error: Exception, about: str = "") -> int:
    """Show `error` on stderr, with what it is about in front; answers with its exit code."""
    from typer import Abort
    from typer.exceptions import TyperException

    if isinstance(error, CsmailError):
        named = not about or error.message.startswith(f"{about}:")  # adapters name their desk themselves
        message = error.message if named else f"{about}: {error.message}"
        return _told(message, error.hint, getattr(error, "problems", ()), error.exit_code)
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, Abort):
        return INTERRUPTED
    if isinstance(error, OSError) and error.filename is not None:
        code = NO_INPUT if isinstance(error, MISSING) else DISK
        return _told(f"{error.filename}: {error.strerror or error}", "", (), code)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _told(f"the disk is full: {error}", "make room; nothing that was committed is lost", (), DISK)
    return _bug(error)


def _told(message: str, hint: str, problems: Sequence[str], code: int) -> int:
    _say(f"csmail: {message}")
    for problem in problems:
        _say(f"  {problem}")
    if hint:
        _say(f"  try: {hint}")
    return code


def _usage(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        _say(str(getattr(error, "message", error)))
        return 2
    words = " ".join(error.format_message().split())  # type: ignore[attr-defined]
    path = context.command_path if context is not None else "csmail"
    return _told(words[:1].lower() + words[1:].rstrip("."), f"{path} --help", (), int(getattr(error, "exit_code", 2)))


def _bug(error: Exception) -> int:
    import platform
    import traceback
    from importlib.metadata import version

    _say("\n".join(map(hidden, "".join(traceback.format_exception(error)).rstrip().splitlines())))
    _say(f"csmail: this is a bug of csmail: {type(error).__name__}")
    _say(
        f"  try: report the lines above with csmail {version('csmail')}, Python {platform.python_version()}, "
        f"{platform.system()}; look them through first, they may name an address"
    )
    return BUG


def _say(text: str) -> None:
    try:
        print(safe_text(text), file=sys.stderr)
    except BrokenPipeError:
        _silenced()


def _silenced() -> int:
    """Let the interpreter flush into nothing at exit instead of complaining about the pipe."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    return PIPE


def _code(leaving: SystemExit) -> int:
    return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
