"""The bar shows only to somebody who watches, only when there is something to wait for."""

from __future__ import annotations

import sys

import pytest

from csmail.cli.terminal.progress import MOMENT, Progress


class Terminal:
    """A stderr that says it is a terminal."""

    def __init__(self) -> None:
        self.said = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.said += text
        return len(text)

    def flush(self) -> None:
        pass


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in the test itself: pytest puts its own stderr back after every fixture."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def test_a_moment_of_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    with Progress("support", wanted=True) as progress:
        progress.expect(MOMENT - 1)
        assert not progress.shown
    assert terminal.said == ""


def test_more_than_a_moment_shows_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    with Progress("support", wanted=True) as progress:
        progress.expect(MOMENT // 2)
        progress.expect(MOMENT // 2)
        for _ in range(MOMENT):
            progress.advance()
        assert progress.shown
    assert f"{MOMENT}/{MOMENT}" in terminal.said


def test_a_work_that_tells_how_far_it_is_moves_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    with Progress("store check", wanted=True, moment=1000) as progress:
        for done in range(0, 5001, 500):
            progress.at(done, 5000)
    assert "5000/5000" in terminal.said
    with Progress("store check", wanted=True, moment=10_000) as progress:
        progress.at(500, 5000)
        assert not progress.shown


def test_nobody_asked_for_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    with Progress("support", wanted=False) as progress:
        progress.expect(10 * MOMENT)
    assert terminal.said == ""


def test_off_a_terminal_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("support", wanted=True) as progress:
        progress.expect(10 * MOMENT)
        assert not progress.shown
    assert capsys.readouterr().err == ""
