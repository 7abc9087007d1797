"""Every error is shown in one place, in one form."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
import typer

from csmail.cli import app, main
from csmail.cli.terminal import streams
from csmail.errors import ConfigurationError, CsmailError, LoginRefused, NotFound, Refused, Unreachable
from csmail.reason import Place, Problem, Reason

CAPTURE = pytest.CaptureFixture[str]


def failing(error: BaseException) -> Callable[[], Any]:
    """A root whose only deed is to raise `error`."""

    def root() -> Any:
        made = typer.Typer(add_completion=False)

        @made.command()
        def fail() -> None:
            raise error

        return typer.main.get_command(made)

    return root


def run(error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> tuple[int, str]:
    monkeypatch.setattr(app, "root", failing(error))
    code = main.run([])
    said = capsys.readouterr()
    assert said.out == ""
    return code, said.err


@pytest.mark.parametrize("kind", [NotFound, Refused, Unreachable, CsmailError])
def test_an_error_is_two_lines_and_its_exit_code(
    kind: type[CsmailError], monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    code, said = run(kind("it is gone", "look elsewhere"), monkeypatch, capsys)
    assert (code, said) == (kind.exit_code, "csmail: it is gone\n  try: look elsewhere\n")


def test_an_error_without_advice_gets_that_of_its_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    code, said = run(NotFound("it is gone"), monkeypatch, capsys)
    assert (code, said) == (66, "csmail: it is gone\n  try: csmail todo, csmail conversations list\n")
    assert run(Refused("no"), monkeypatch, capsys) == (69, "csmail: no\n")


def test_every_problem_has_its_line(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    found = [Problem(Place("rules.yaml", *at), Reason.verbatim(said)) for said, at in (("a", (3, 1)), ("b", (9, 2)))]
    error = ConfigurationError("rules.yaml is wrong", "mend it", found)
    assert run(error, monkeypatch, capsys) == (
        78, "csmail: rules.yaml is wrong\n  rules.yaml:3:1: a\n  rules.yaml:9:2: b\n  try: mend it\n"
    )  # fmt: skip


def test_errors_and_what_to_try_are_said_in_the_language_that_was_chosen(
    monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    monkeypatch.setenv("CSMAIL_LANG", "id")
    error = LoginRefused(
        Reason.of("login_not_let_in", where="imap.toko.example:993", username="support", said="no"),
        Reason("advice_username_password"),
    ).at("support")
    assert run(error, monkeypatch, capsys) == (
        77,
        "csmail: support: imap.toko.example:993: login support ditolak: no\n"
        "  coba: periksa `username` dan kata sandinya; banyak penyedia meminta kata sandi aplikasi\n",
    )
    code, said = run(Unreachable(Reason.of("no_such_host", where="imap.toko.example")), monkeypatch, capsys)
    assert said.endswith("server tidak ditemukan\n  coba: perintah yang sama sebentar lagi\n")
    assert code == 75


def test_a_stranger_in_a_message_cannot_act(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    code, said = run(Refused("server said: \x1b]0;owned\x07"), monkeypatch, capsys)
    assert (code, said) == (69, "csmail: server said: ␛]0;owned␇\n")


def test_our_bug_shows_a_traceback_and_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    code, said = run(ZeroDivisionError("oh \x1b[2J"), monkeypatch, capsys)
    assert code == 70
    assert "Traceback (most recent call last)" in said
    assert "csmail: this is a bug of csmail: ZeroDivisionError" in said
    assert "try: report the lines above" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141)])
def test_leaving_early_is_quiet(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    silenced: list[int] = []
    monkeypatch.setattr(streams.os, "dup2", lambda nothing, stream: silenced.append(stream))
    monkeypatch.setattr(app, "root", failing(error))
    assert main.run([]) == code
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "odd.eml"), 66, "csmail: odd.eml: No such file"),
        (PermissionError(errno.EACCES, "Permission denied", "odd.eml"), 66, "csmail: odd.eml: Permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), 74, "csmail: the disk is full"),
        (OSError(errno.ENOSPC, "No space left on device", "out.txt"), 74, "csmail: out.txt: No space left on device"),
    ],
)
def test_what_the_system_refuses_is_no_bug(
    error: OSError, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    got, shown = run(error, monkeypatch, capsys)
    assert got == code
    assert shown.startswith(said)
    assert "Traceback" not in shown


@pytest.mark.parametrize("words", [["--no-such-option"], ["unexpected"]])
def test_a_wrong_command_line_says_where_help_is(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE
) -> None:
    monkeypatch.setattr(app, "root", failing(AssertionError("never called")))
    assert main.run(words) == 2
    said = capsys.readouterr().err
    assert said.startswith("csmail: ")
    assert "  try: csmail --help" in said
