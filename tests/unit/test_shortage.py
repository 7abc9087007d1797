"""What this machine lacks is told as that, wherever it was noticed."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable

import pytest

from csmail.cli import main
from csmail.errors import ConfigurationError, NotFound, shortage


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__context__ = cause
    return error


LACKING: dict[str, Callable[[], BaseException]] = {
    "descriptors of the process": lambda: OSError(errno.EMFILE, "Too many open files", "rules.yaml"),
    "descriptors of the machine": lambda: OSError(errno.ENFILE, "Too many open files in system"),
    "memory": MemoryError,
    "memory of the kernel": lambda: OSError(errno.ENOMEM, "Cannot allocate memory"),
    "processes": lambda: BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"),
    "threads": lambda: RuntimeError("can't start new thread"),
    "descriptors for an import": lambda: caused(ImportError("x.so"), OSError(errno.EMFILE, "Too many open files")),
    "descriptors, told as something else": lambda: caused(
        ConfigurationError("rules.yaml cannot be read"), OSError(errno.EMFILE, "Too many open files")
    ),
}


@pytest.mark.parametrize("name", LACKING)
def test_what_is_lacking_is_told_with_the_limit_to_raise(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    error = LACKING[name]()
    found = shortage(error)
    assert found is not None
    assert (found.exit_code, found.temporary, bool(found.hint)) == (75, True, True)
    assert isinstance(error, Exception)
    assert main.shown(error) == 75
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "try: " in said


@pytest.mark.parametrize(
    "error",
    [RuntimeError("dictionary changed size during iteration"), OSError(errno.EIO, "I/O"), NotFound("x"), KeyError("x")],
)
def test_other_faults_stay_what_they_are(error: Exception) -> None:
    assert shortage(error) is None


def test_the_words_of_python_are_still_the_ones_we_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack that no machine has makes pthread_create(3) fail as it does when threads are used up."""
    before = threading.stack_size(2**46)
    try:
        with pytest.raises(RuntimeError) as raised:
            threading.Thread(target=print).start()
    finally:
        threading.stack_size(before)
    assert shortage(raised.value) is not None
