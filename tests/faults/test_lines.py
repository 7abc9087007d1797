"""kill -9 at the lines of csmail's own code: all of them by night, every sixteenth by day."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.scenarios import SCENARIOS
from tests.faults.shares import ALL, SEED

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")
PART = "72"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: kill -9 takes nothing from the kernel, so a disk would prove no more."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.mark.parametrize("name", SCENARIOS)
def test_death_at_a_line_loses_nothing_and_repeats_nothing(place: Path, name: str) -> None:
    command = [sys.executable, "-m", "tests.faults.lines", str(place), "every" if ALL else PART, str(SEED), name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result["complaints"] == [], f"CSMAIL_SEED={SEED}"
    assert result["points"][name] > 20
    assert result["worlds"][name] > 3, "every death left the same world: the deed did nothing"
