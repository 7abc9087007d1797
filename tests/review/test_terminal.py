"""The command on a real pseudo-terminal: start, size, suspend, signals, an editor; hostile mails harm nothing there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from tests.review.terminal import Terminal, desk, opened

EVIL = "\x1b]0;pwned\x07\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b31m\u202egpj.exe\u2066[bold red]merah[/]\x00\x08\u200b"
OURS = re.compile(
    rb"\x1b(?:\[[0-9;:?<>=!$ ]*[A-Za-z~]|P[^\x1b]*\x1b\\|[78=>c]|\][0-9]*;[^\x07\x1b]*(?:\x07|\x1b\\)|_[^\x1b]*\x1b\\)"
)
"""What Textual itself writes: control sequences, none of which names a clipboard or a title of ours."""


def stopped(terminal: Terminal) -> bool:
    state = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state == "T"


def test_it_starts_follows_the_window_is_suspended_and_ends_as_it_found_the_terminal(tmp_path: Path) -> None:
    desk(tmp_path).store.close()
    with opened(tmp_path) as terminal:
        terminal.shows("sari · 09:04 · 5 wait, 1 late")
        terminal.resize(79, 23)
        terminal.shows("This window is 79 × 23; csmail review needs 80 × 24.")
        terminal.resize(140, 40)
        terminal.shows("knowledge")
        terminal.shows("Pesanannya sudah kami cek")
        terminal.type("\x1a")
        terminal.until(lambda: stopped(terminal))
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.type("j")
        terminal.shows("Refund kaos sobek             ")
        terminal.type("q")
        assert terminal.ended() == 0
        assert b"\x1b[?1049l" in terminal.written
        assert b"\x1b[?25h" in terminal.written


def test_the_editor_has_the_terminal_and_what_it_wrote_is_the_next_edition(tmp_path: Path) -> None:
    desk(tmp_path).store.close()
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i s/besok/lusa/ $1\nstty -a > tty.txt\necho sunting > /dev/tty\n")
    editor.chmod(0o755)
    with opened(tmp_path, EDITOR=str(editor), VISUAL="") as terminal:
        terminal.shows("Rina Wijaya")
        terminal.type("\r")
        terminal.shows("edition 1")
        terminal.type("e")
        terminal.shows("edition 2 is written")
        terminal.shows("lusa.")
        terminal.type("q")
        terminal.shows("5 wait")
        terminal.type("q")
        assert terminal.ended() == 0
    assert re.search(r"(?<!-)icanon", (tmp_path / "tty.txt").read_text())
    assert b"sunting" in terminal.written


def test_sigterm_keeps_what_is_being_typed(tmp_path: Path) -> None:
    desk(tmp_path).store.close()
    with opened(tmp_path, TMPDIR=str(tmp_path)) as terminal:
        terminal.shows("Rina Wijaya")
        terminal.type("m")
        terminal.shows("comment for colleagues:")
        terminal.type("jangan lupa")
        terminal.shows("jangan lupa")
        terminal.process.terminate()
        assert terminal.ended() == 143
    (kept,) = tmp_path.glob("csmail-*.txt")
    assert kept.read_text() == "jangan lupa\n"
    assert f"what you were writing is in {kept}" in terminal.text.replace("\n", "")


@pytest.mark.parametrize("environment", [{}, pytest.param({"NO_COLOR": "1"}, marks=pytest.mark.slow)])
def test_a_hostile_mail_reaches_the_terminal_as_letters_alone(tmp_path: Path, environment: dict[str, str]) -> None:
    scene = desk(tmp_path)
    lines = "\n".join([f"baris {number}" for number in range(600)])
    body = f"{EVIL}\n{'x' * 3000}\n{lines}"
    subject = "=?utf-8?b?G10wO3B3bmVkBxtbMkrigK5ncGo=?="
    scene.asks("Zul", "zul@cust.example", subject, body, timedelta(minutes=1))
    scene.drafted("Zul")
    scene.store.close()
    with opened(tmp_path, **environment) as terminal:
        terminal.shows("Zul ")
        terminal.type("j")
        terminal.shows("<zul@cust.example>")
        terminal.type("\r")
        terminal.shows("waiting · edition 1")
        terminal.type("v")
        terminal.shows("as received")
        terminal.type("\x1b")
        terminal.shows("waiting · edition 1")
        terminal.type("G")
        terminal.shows("Salam hangat")
        terminal.type("q")
        terminal.shows("6 wait")
        terminal.type("q")
        assert terminal.ended() == 0
    rest = OURS.sub(b"", bytes(terminal.written)).decode("utf-8")
    assert [one for one in rest if not one.isprintable() and one not in "\r\n"] == []
    assert b"pwned\x07" not in terminal.written
    assert b"\x1b]52" not in terminal.written
    assert b"\xe2\x80\xae" not in terminal.written
    coloured = re.search(rb"\x1b\[[0-9;]*(?:3[0-7]|38;)", bytes(terminal.written))
    assert (coloured is None) == bool(environment)


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("csmail.cli.commands.review.find_spec", lambda name: None)
    assert run(["review"]) == 2
    assert "pip install 'csmail[tui]'" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["review"], ["review", "--json"]])
def test_without_a_terminal_it_says_so(tmp_path: Path, words: list[str]) -> None:
    desk(tmp_path).store.close()
    command = [sys.executable, "-m", "csmail", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
