"""Threat 17: another user of this machine can neither read the state nor put something in its place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail.cli.main import run
from tests.servers.sink import Sink
from tests.threats.road import opened


def loosened(mode: int) -> Callable[[Path], None]:
    return lambda state: state.chmod(mode)


def linked(state: Path) -> None:
    state.rename(state.with_name("elsewhere"))
    state.symlink_to("elsewhere")


def file_linked(state: Path) -> None:
    database = next(state.glob("*.db"))
    database.rename(state / "other.db")
    database.symlink_to("other.db")


def file_loosened(state: Path) -> None:
    next(state.glob("*.db")).chmod(0o644)


def lease_linked(state: Path) -> None:
    victim = state.with_name("victim")
    victim.write_text("precious")
    leases = state / "leases"
    for lock in leases.iterdir():
        lock.unlink()
    for name in ("pass-support", "outbox-support"):
        (leases / f"{name}.lock").symlink_to(victim)


def a_file_instead(state: Path) -> None:
    state.rename(state.with_name("elsewhere"))
    state.write_text("x")


def a_pipe_instead(state: Path) -> None:
    database = next(state.glob("*.db"))
    database.rename(state / "other.db")
    os.mkfifo(database, 0o600)


ATTACKS = {
    "a folder others may read": (loosened(0o755), "chmod 700"),
    "a folder others may write": (loosened(0o703), "chmod 700"),
    "a folder of the group": (loosened(0o770), "chmod 700"), "a linked folder": (linked, "symbolic link"),
    "a linked file": (file_linked, "symbolic link"), "a file others may read": (file_loosened, "chmod 600"),
    "linked leases": (lease_linked, "symbolic link"), "a file for a folder": (a_file_instead, "state"),
    "a pipe for the file": (a_pipe_instead, "not what it should be"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_what_somebody_else_could_have_put_there_is_refused(
    name: str, tmp_path: Path, sink: Sink, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "x")
    with opened(tmp_path / "desk", sink):
        pass
    attack, said = ATTACKS[name]
    attack(tmp_path / "desk" / "state")
    assert run(["poll", "--config", str(tmp_path / "desk" / "rules.yaml")]) == 74
    shown = capsys.readouterr().err
    assert said in shown
    assert "Traceback" not in shown
    victim = tmp_path / "desk" / "victim"
    assert not victim.exists() or victim.read_text() == "precious"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, sink: Sink, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(tmp_path / "desk", sink):
        pass
    os.chown(tmp_path / "desk" / "state", 65534, 65534)
    assert run(["todo", "--config", str(tmp_path / "desk" / "rules.yaml")]) == 74
    assert "belongs to user 65534" in capsys.readouterr().err


def test_no_shell_reads_a_word_of_the_configuration(
    tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`;`, `$()` and globs in a password command are words."""
    with opened(tmp_path / "desk", sink):
        pass
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / "desk" / "rules.yaml"
    command = json.dumps(["/bin/echo", "x;", "touch", "owned", "$(touch owned)", "`touch owned`"])
    rules.write_text(rules.read_text().replace("{env: SUPPORT_PASSWORD}", f"{{command: {command}}}"))
    assert run(["poll", "--config", str(rules)]) == 75
    assert not (tmp_path / "owned").exists()
