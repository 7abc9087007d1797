"""Whatever the caller left of stdin, stdout and stderr: the exit code says it, no bug of ours does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from csmail.setup import starter
from tests.faults.shares import of_today

CSMAIL = f"{sys.executable} -m csmail"
SHAPES = {
    "closed": ">&-", "errors closed": "2>&-", "both closed": ">&- 2>&-", "all closed": "<&- >&- 2>&-",
    "full": ">/dev/full", "errors full": "2>/dev/full", "both full": ">/dev/full 2>/dev/full", "no input": "<&-",
}  # fmt: skip
PRINTING = ("templates list", "--help", "status --json")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streams") / "desk"
    starter.write(folder, starter.shipped())
    return folder


def asked(desk: Path, line: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "CSMAIL_CONFIG": str(desk / "rules.yaml"), "PYTHONPATH": path}
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, env=environment, check=False)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stream_that_cannot_be_written_is_told_by_the_exit_code(desk: Path, shape: str) -> None:
    redirected = SHAPES[shape]
    lost = shape in ("closed", "both closed", "all closed", "full", "both full")
    for words in PRINTING:
        done = asked(desk, f"{CSMAIL} {words} {redirected}")
        assert done.returncode == (74 if lost else 0), (words, done)
        assert "Traceback" not in done.stderr
        assert not lost or "2>" in redirected or "try:" in done.stderr or '"hint": "' in done.stderr


@pytest.mark.parametrize("shape", SHAPES)
def test_what_prints_nothing_is_well_without_any_stream(desk: Path, shape: str) -> None:
    done = asked(desk, f"{CSMAIL} todo {SHAPES[shape]}")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done


def test_a_store_never_becomes_the_stream_that_was_closed(desk: Path) -> None:
    """The next file opened gets the free number 2: words for people would be written into it."""
    assert asked(desk, f"{CSMAIL} todo <&- >&- 2>&-").returncode == 0
    assert asked(desk, f"{CSMAIL} nosuch <&- >&- 2>&-").returncode == 2
    assert asked(desk, f"{CSMAIL} store check").returncode == 0


@pytest.mark.parametrize("limit", of_today([5, 6, 7, 8, 9, 10, 12, 16, 24], 2))
def test_descriptors_used_up_are_no_bug_of_ours(desk: Path, limit: int) -> None:
    for words in ("poll", "status", "check --offline"):
        done = asked(desk, f"ulimit -n {limit}; exec {CSMAIL} {words}")
        assert done.returncode in (0, 74, 75, 77), (words, done)
        assert "Traceback" not in done.stderr
