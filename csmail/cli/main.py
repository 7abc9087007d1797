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
    from csmail.cli.typer_support.several_ids import TELL

    TELL.set(shown)
    answer = root().main(list(arguments), prog_name="csmail", standalone_mode=False)
    return answer if isinstance(answer, int) else 0


def shown(error: Exception, about: str = "") -> int:
    """Show `error` on stderr, with what it is about in front; answers with its exit code."""
    from typer import Abort
    from typer.exceptions import TyperException

    from csmail.wording.language import language
    from csmail.wording.problems import told

    error = shortage(error) or error
    if isinstance(error, CsmailError):
        problems = error.problems if isinstance(error, ConfigurationError) else ()
        spoken = language()
        lines = [told(problem, spoken) for problem in problems]
        return _told(error.at(about).said(spoken), error.advised(spoken), lines, error.exit_code)
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, Abort):
        return INTERRUPTED
    if isinstance(error, OSError) and error.filename is not None:
        missing = isinstance(error, MISSING) or error.errno in (errno.ENAMETOOLONG, errno.ELOOP)
        hint = Reason("check_path_and_mode" if missing else "look_at_file_and_disk")
        named = str(error.filename)[-LONGEST_PATH:]
        return _told(f"{named}: {error.strerror or error}", _words(hint), (), NO_INPUT if missing else DISK)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        streams.give_up(sys.stdout)
        return _told(_words(Reason.of("disk_full", said=error)), _words(Reason("make_room")), (), DISK)
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        streams.give_up(sys.stdout)
        said = Reason.of("output_unwritable", said=error.strerror)
        return _told(_words(said), _words(Reason("give_output_a_file")), (), DISK)
    return _bug(error)


def _told(message: str, hint: str, problems: Sequence[str], code: int) -> int:
    from csmail.wording.labels import to_try
    from csmail.wording.language import language

    streams.say(f"csmail: {message}")
    for problem in problems:
        streams.say(f"  {problem}")
    hint = hint or (_words(HINTS[code]) if code in HINTS else "")
    if hint:
        streams.say(f"  {to_try(hint, language())}")
    return code


def _words(reason: Reason) -> str:
    from csmail.wording.language import language
    from csmail.wording.reasons import words

    return words(reason, language())


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

    from csmail.redaction import hidden

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
