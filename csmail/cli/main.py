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
Whatever was committed stays; the store needs no goodbye.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

from csmail.cli.terminal import streams
from csmail.errors import CsmailError, shortage
from csmail.redaction import hidden

BUG = 70
INTERRUPTED = 130
PIPE = 141
NO_INPUT = 66
DISK = 74
UNWRITABLE = frozenset({errno.EBADF, errno.EIO, errno.EFBIG, errno.ENXIO})
LONGEST_PATH = 500
# For errors that bring no hint of their own: the next command to try.
HINTS = {
    2: "csmail --help",
    66: "csmail todo, csmail conversations list",
    74: "csmail store info",
    75: "the same in a minute",
    78: "csmail check --offline",
}
MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; answers with the exit code and never raises."""
    streams.complete()
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

    error = shortage(error) or error
    if isinstance(error, CsmailError):
        message = error.at(about).message if about else error.message
        return _told(message, error.hint, getattr(error, "problems", ()), error.exit_code)
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, Abort):
        return INTERRUPTED
    if isinstance(error, OSError) and error.filename is not None:
        missing = isinstance(error, MISSING) or error.errno in (errno.ENAMETOOLONG, errno.ELOOP)
        hint = "check the path and its mode" if missing else "look at that file and its disk"
        named = str(error.filename)[-LONGEST_PATH:]
        return _told(f"{named}: {error.strerror or error}", hint, (), NO_INPUT if missing else DISK)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        streams.give_up(sys.stdout)
        return _told(f"the disk is full: {error}", "make room; nothing that was committed is lost", (), DISK)
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        streams.give_up(sys.stdout)
        said = f"standard output cannot be written: {error.strerror}"
        return _told(said, "give it somewhere to go: > FILE, or > /dev/null", (), DISK)
    return _bug(error)


def _told(message: str, hint: str, problems: Sequence[str], code: int) -> int:
    streams.say(f"csmail: {message}")
    for problem in problems:
        streams.say(f"  {problem}")
    hint = hint or HINTS.get(code, "")
    if hint:
        streams.say(f"  try: {hint}")
    return code


def _usage(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        streams.say(str(getattr(error, "message", error)))
        return 2
    words = " ".join(error.format_message().split())  # type: ignore[attr-defined]
    path = context.command_path if context is not None else "csmail"
    return _told(words[:1].lower() + words[1:].rstrip("."), f"{path} --help", (), int(getattr(error, "exit_code", 2)))


def _bug(error: Exception) -> int:
    import platform
    import traceback
    from importlib.metadata import version

    streams.say("\n".join(map(hidden, "".join(traceback.format_exception(error)).rstrip().splitlines())))
    streams.say(f"csmail: this is a bug of csmail: {type(error).__name__}")
    streams.say(
        f"  try: report the lines above with csmail {version('csmail')}, Python {platform.python_version()}, "
        f"{platform.system()}; look them through first, they may name an address"
    )
    return BUG


def _silenced() -> int:
    streams.give_up(sys.stdout)
    return PIPE


def _code(leaving: SystemExit) -> int:
    return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
