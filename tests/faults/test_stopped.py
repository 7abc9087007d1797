"""SIGSTOP at lines of csmail's own code, others at work meanwhile, SIGCONT: 24 lines by day, 900 by night."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.faults.scenarios import SCENARIOS
from tests.faults.shares import SEED, share

ROOT = Path(__file__).parents[2]


def test_an_owner_stopped_at_a_line_loses_nothing_and_repeats_nothing_when_it_goes_on(tmp_path: Path) -> None:
    each = share(2, 150)
    command = [sys.executable, "-m", "tests.faults.stopped", str(tmp_path), str(each), str(SEED), *SCENARIOS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result["complaints"] == [], f"CSMAIL_SEED={SEED}"
    assert set(result["points"].values()) == {each}
    assert min(result["fared"].get(end, 0) for end in ("passing done", "passing busy")) > 2, result["fared"]
