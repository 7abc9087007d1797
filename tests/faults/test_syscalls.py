"""KILL, ENOSPC and EIO at the system calls on the state folder: 60 of some 7,000 by day, 2,100 by night."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.scenarios import SCENARIOS
from tests.faults.shares import SEED, share

ROOT = Path(__file__).parents[2]


@pytest.fixture
def strace() -> None:
    """strace, able to trace a process that is no child of it (Yama, or a container, may forbid that)."""
    why = "strace is not installed: apt install strace" if not shutil.which("strace") else forbidden()
    if why and os.environ.get("CSMAIL_REQUIRE_STRACE") == "1":
        pytest.fail(why)
    if why:
        pytest.skip(why)


def forbidden() -> str:
    """Why strace may not trace here, "" when it may."""
    with (
        subprocess.Popen(["sleep", "60"]) as sleeper,
        subprocess.Popen(["strace", "-p", str(sleeper.pid)], stderr=subprocess.PIPE, text=True) as tracer,
    ):
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        sleeper.kill()
    return "" if "attached" in said else f"strace may not trace here: {said}"


@pytest.mark.usefixtures("strace")
def test_a_disk_that_fails_or_a_death_at_a_system_call_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    count = str(share(6, 350))
    command = [sys.executable, "-m", "tests.faults.syscalls", str(tmp_path), count, str(SEED), *SCENARIOS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result["complaints"] == [], f"CSMAIL_SEED={SEED}"
    assert set(result["points"].values()) == {int(count)}
    assert min(result["ends"].get(end, 0) for end in ("killed", "said")) > 5, "the faults hardly reached us"
