"""The person's own editor on a file of ours.

no terminal: cron, a pipe, a script     one line, exit 2       no editor is started
no $VISUAL, $EDITOR, vi or nano         one line, exit 2       nothing changed
the editor ends with an error           one line, exit 2       the file when it was written into; its path is told
what was written cannot be read         asked again on a terminal, else one line, exit 2; the same
the file was emptied                    one line, exit 2       the person meant: leave it be; no file is kept
Ctrl-C while the editor runs            the editor's affair    as git does: csmail waits for it
Ctrl-C at the question                  as if "no" was said    the file is kept, its path is told
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeVar

from csmail.errors import CsmailError, UsageError
from csmail.reason import Reason
from csmail.secret import environment
from csmail.wording.language import language
from csmail.wording.scissors import SCISSORS
from csmail.wording.spoken import spoken

Read = TypeVar("Read")
LARGEST = 256 * 1024
FALLBACKS = ("vi", "nano")
TRIES = 20
STDERR = 2
OTHERWISE = Reason("advice_words_otherwise")


def interactive() -> bool:
    """Whether a person can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def can_open() -> bool:
    """Whether an editor has a terminal to draw on."""
    return interactive()


def need_terminal(instead: Reason | str = OTHERWISE) -> None:
    """Raises UsageError, with what to do instead, where nobody could type."""
    if not can_open():
        raise UsageError(Reason("editor_needs_terminal"), instead)


def edited(text: str, read: Callable[[str], Read], suffix: str = ".txt") -> Read:
    """`text` as the person leaves it, read by `read`, whose UsageError opens the editor again.

    Raises UsageError without a terminal and when the person gives up, and what `read` raises, with the path of the file
    when something was written into it; otherwise the file is removed.
    """
    need_terminal()
    import tempfile  # 2 ms, with what draws its random names

    handle, name = tempfile.mkstemp(prefix="csmail-", suffix=suffix)  # mode 0600: the text is a customer's
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    try:
        answer = _until_read(path, read)
    except KeyboardInterrupt:
        if _rewritten(path, text):
            _tell(Reason.of("what_you_wrote_is_in", file=path))
        else:
            path.unlink(missing_ok=True)
        raise
    except CsmailError as error:
        if not _rewritten(path, text):
            path.unlink(missing_ok=True)
            raise
        kept = Reason.of("what_you_wrote_is_in", file=path)
        error.advice = kept.because(error.advice) if error.hint else kept
        raise
    path.unlink()
    return answer


def _tell(reason: Reason) -> None:
    import typer

    from csmail.wording.reasons import words

    typer.echo(words(reason, language()), err=True)


def _rewritten(path: Path, before: str) -> bool:
    """Whether words lie in the file that are not those of before."""
    try:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        return text != before and not _emptied(text)
    except OSError:
        return False


def _until_read(path: Path, read: Callable[[str], Read]) -> Read:
    for _ in range(TRIES):
        _open(path)
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        if _emptied(text):
            raise UsageError(Reason("text_empty_undone"))
        try:
            return read(text)
        except UsageError as error:
            if not (interactive() and _again(error)):
                raise
    raise UsageError(Reason.of("tries_given_up", tries=TRIES))


def _emptied(text: str) -> bool:
    return not text.partition(SCISSORS)[0].strip()


def _again(error: CsmailError) -> bool:
    """Ctrl-C and an end of the input mean no."""
    import typer

    from csmail.wording.safe_text import safe_text

    asked = f"{safe_text(error.said(language()))}\n{spoken('Edit again?')}"
    try:
        # The loop of the screens hears SIGINT too, and would let the question hang on a terminal that nobody reads.
        with _signals((signal.SIGINT,), signal.default_int_handler):
            return typer.confirm(asked, default=True, err=True)
    except (KeyboardInterrupt, typer.Abort):
        return False


Handler = Callable[[int, FrameType | None], object]


def _wait(signum: int, frame: FrameType | None) -> None:
    """The terminal gives it to the editor too, which decides. SIG_IGN would be handed down to the editor."""


@contextmanager
def _signals(numbers: tuple[signal.Signals, ...], handler: Handler) -> Iterator[None]:
    """`numbers` are handled so meanwhile. Only the main thread may say so; elsewhere all stays as it is."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [(one, signal.signal(one, handler)) for one in numbers]
    try:
        yield
    finally:
        for one, kept in before:
            signal.signal(one, kept if kept is not None else signal.SIG_DFL)


def _open(path: Path) -> None:
    command = [*_editor(), str(path)]
    try:
        # The document of --json may go to a file: the editor draws on the terminal of stderr then.
        screen = None if sys.stdout.isatty() else STDERR
        with _signals((signal.SIGINT, signal.SIGQUIT), _wait):
            done = subprocess.run(command, env=environment(), check=False, stdout=screen)  # noqa: S603  no shell; the words are the person's own
    except OSError as error:
        raise UsageError(
            Reason.of("editor_not_started", command=command[0], said=error.strerror), Reason("advice_set_editor")
        ) from None
    if done.returncode:
        raise UsageError(Reason.of("editor_failed", command=command[0], returncode=done.returncode))


def _editor() -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(name, ""))
        except ValueError as error:
            raise UsageError(Reason.of("variable_unreadable", name=name, said=error), f"export {name}=nano") from None
        if words:
            return words
    for fallback in FALLBACKS:
        if shutil.which(fallback):
            return [fallback]
    raise UsageError(Reason("no_editor"), Reason("advice_editor"))


def given(text: str | None, file: Path | None) -> str | None:
    """The words of --text or --file ("-" is stdin), or None when neither was given. Raises UsageError."""
    if text is not None and file is not None:
        raise UsageError(Reason("text_or_file"), Reason("advice_leave_one_out"))
    if text is not None and text != "-":
        return text
    if text == "-" or (file is not None and str(file) == "-"):
        return _checked(sys.stdin.buffer.read(LARGEST + 1), "stdin")
    return _checked(_bytes(file), str(file)) if file is not None else None


def typed(hint: str) -> str:
    """The words the person types in the editor, with `hint` shown below them. Raises UsageError when there are none."""
    words = edited(f"\n\n{SCISSORS}\n{hint}\n", lambda text: text.partition(SCISSORS)[0].strip("\n"))
    if not words.strip():  # an emptied file means: leave it be; so the person is not asked again
        raise UsageError(Reason("text_empty_undone"))
    return words + "\n"


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _checked(data: bytes, source: str) -> str:
    if len(data) > LARGEST:
        raise UsageError(Reason.of("text_over_limit", source=source, limit=LARGEST // 1024), Reason("advice_attach"))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            Reason.of("text_not_utf8", source=source, start=error.start), Reason("advice_convert")
        ) from None
