"""Where the words come from."""

from __future__ import annotations

import io
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csmail.cli.terminal import editor
from csmail.errors import UsageError


def script(folder: Path, body: str) -> str:
    """An editor: a program that does `body` to the file it is given as $1."""
    file = folder / "editor.sh"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o700)
    return str(file)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("dari pipa\r\nké dua\n".encode())))


def test_words_given_on_the_line_are_taken_as_they_are() -> None:
    assert editor.given("Halo", None) == "Halo"


def test_nothing_given_is_nothing() -> None:
    assert editor.given(None, None) is None


def test_words_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes(b"\xef\xbb\xbfHalo\r\nKak\n")
    assert editor.given(None, file) == "Halo\nKak\n"


@pytest.mark.usefixtures("stdin")
def test_a_hyphen_is_stdin() -> None:
    assert editor.given("-", None) == "dari pipa\nké dua\n"


@pytest.mark.usefixtures("stdin")
def test_a_hyphen_as_file_is_stdin_too() -> None:
    assert editor.given(None, Path("-")) == "dari pipa\nké dua\n"


def test_two_sources_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="both"):
        editor.given("a", tmp_path / "b")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"ab\xff\xd8")
    with pytest.raises(UsageError, match=r"photo.jpg is not UTF-8 text \(octet 2\)"):
        editor.given(None, file)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    file.write_bytes(b"a" * (editor.LARGEST + 1))
    with pytest.raises(UsageError, match="larger than 256 KiB"):
        editor.given(None, file)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "can_open", lambda: True)


@pytest.mark.parametrize("open_", [lambda: editor.edited("Halo", str), lambda: editor.typed("reply K7F3Q2")])
def test_without_a_terminal_no_editor_is_started(
    open_: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, f"touch {tmp_path}/started"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UsageError) as told:
        open_()
    assert told.value.code == "usage"
    assert [one.name for one in tmp_path.iterdir()] == ["editor.sh"]


@pytest.mark.usefixtures("terminal")
def test_the_editor_yields_what_was_typed_above_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, 'printf "Halo Kak\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"'))
    assert editor.typed("reply K7F3Q2") == "Halo Kak\n"


@pytest.mark.usefixtures("terminal")
def test_nothing_typed_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "true")
    with pytest.raises(UsageError, match="nothing was done"):
        editor.typed("reply K7F3Q2")


@pytest.mark.usefixtures("terminal")
def test_nobody_else_can_read_what_is_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", script(tmp_path, f'stat -c %a "$1" > {tmp_path}/mode'))
    monkeypatch.delenv("VISUAL", raising=False)
    editor.edited("Halo", str)
    assert (tmp_path / "mode").read_text().strip() == "600"


@pytest.mark.usefixtures("terminal")
def test_the_file_is_gone_when_all_went_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, f'echo "$1" > {tmp_path}/name'))
    editor.edited("Halo", str)
    assert not Path((tmp_path / "name").read_text().strip()).exists()


@pytest.mark.usefixtures("terminal")
def test_what_was_written_is_kept_when_it_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, 'echo "precious words" > "$1"'))

    def read(text: str) -> str:
        raise UsageError("no empty line")

    with pytest.raises(UsageError) as caught:
        editor.edited("Halo", read)
    kept = Path(caught.value.hint.rpartition(" is in ")[2])
    assert kept.read_text() == "precious words\n"
    assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600
    kept.unlink()


@pytest.mark.parametrize(("command", "said"), [("false", "ended with 1"), ("no-such-editor-here", "cannot be started")])
@pytest.mark.usefixtures("terminal")
def test_an_editor_that_fails_is_named_and_leaves_no_file(
    command: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", command)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UsageError, match=said):
        editor.edited("Halo", str)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("terminal")
def test_what_was_written_is_kept_when_the_editor_fails_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, 'echo "precious words" > "$1"; exit 3'))
    with pytest.raises(UsageError, match="ended with 3") as caught:
        editor.edited("Halo", str)
    kept = Path(caught.value.hint.rpartition(" is in ")[2])
    assert kept.read_text() == "precious words\n"
    kept.unlink()


@pytest.mark.usefixtures("terminal")
def test_an_editor_may_have_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", f"{script(tmp_path, 'echo $1 > $2')} 'two words'")
    assert editor.edited("Halo", str) == "two words\n"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What whoever runs around us (the loop of the screens) hears of Ctrl-C."""
    monkeypatch.setattr(editor, "interactive", lambda: True)
    signals: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: signals.append(number))
    yield signals
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("terminal")
def test_an_interrupt_while_the_editor_runs_is_the_editors_affair(
    heard: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, 'kill -INT $PPID; echo "typed" > "$1"'))
    assert editor.edited("Halo", str) == "typed\n"
    assert heard == []
    os.kill(os.getpid(), signal.SIGINT)
    assert heard == [signal.SIGINT]


@pytest.mark.usefixtures("terminal")
def test_an_interrupt_at_the_question_keeps_what_was_typed_and_names_it(
    heard: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, 'echo "precious words" > "$1"'))
    monkeypatch.setattr("typer.confirm", lambda *given, **named: os.kill(os.getpid(), signal.SIGINT))

    def read(text: str) -> str:
        raise UsageError("no empty line")

    with pytest.raises(UsageError) as caught:
        editor.edited("Halo", read)
    kept = Path(caught.value.hint.rpartition(" is in ")[2])
    assert kept.read_text() == "precious words\n"
    kept.unlink()
    assert heard == []


@pytest.mark.parametrize("left", [': > "$1"', 'echo > "$1"'])
@pytest.mark.usefixtures("terminal", "heard")
def test_an_emptied_file_means_leave_it_be(left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", script(tmp_path, left))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("typer.confirm", lambda *given, **named: pytest.fail("asked"))
    with pytest.raises(UsageError) as caught:
        editor.edited("To: a@b.example\n\nHalo", str)
    assert caught.value.reason.code == "text_empty_undone"
    assert [one.name for one in tmp_path.iterdir()] == ["editor.sh"]
