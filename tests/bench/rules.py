"""What the number of rules costs: a pass, the memory, the state folder, a pass with nothing new, `rules check`."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import corpus

SIZES = (10, 50, 1_000, 10_000)
MAILS = 10_000
ROOM = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
"""


def main(mails: int = MAILS) -> None:
    """Print a line for each number of rules; ratios are to the smallest. Each pass has a process of its own."""
    least: dict[str, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="cb") as folder:
            write(Path(folder), size)
            command = [sys.executable, "-m", "tests.bench.rules", folder, str(mails)]
            said = subprocess.run(command, capture_output=True, text=True, check=True, env=corpus.compiled()).stdout
            found = {**json.loads(said), "check": spent_by(Path(folder), "rules", "check")}
            shutil.rmtree(Path(folder) / "state")  # the mailbox in memory is another in each process: an empty one
            found["nothing"] = spent_by(Path(folder), "poll")
        least = least or found
        ratio = found["pass"] / least["pass"], found["state"] / least["state"]
        print(
            f"{size} rules: pass over {mails} mails {found['pass']:.1f} s ({ratio[0]:.2f} x), "
            f"peak {found['peak']:.0f} MB (before the pass {found['before']:.0f}), "
            f"state {found['state']:.0f} MB ({ratio[1]:.2f} x), nothing new {found['nothing']:.2f} s, "
            f"rules check {found['check']:.2f} s"
        )


def write(folder: Path, size: int) -> None:
    """A desk with the 50 rules of the corpus as far as they go, and rules beside them of which none ever hits."""
    (folder / "templates").mkdir()
    usual = corpus.rules().splitlines()[: 1 + size]
    fields = ("subject", "body")
    others = (
        f"  - {{name: n{number}, when: {{{fields[number % 2]}: ['produk{number}']}}, then: [{{tag: [n{number}]}}]}}"
        for number in range(size - 50)
    )
    (folder / "rules.yaml").write_text(ROOM + "\n".join((*usual, *others)) + "\n")


def spent_by(folder: Path, *words: str) -> float:
    """Seconds of the processor of one command, the best of three."""
    command = [sys.executable, "-m", "csmail", "--config", str(folder / "rules.yaml"), *words]
    times = []
    for _ in range(3):
        before = os.times()
        subprocess.run(command, capture_output=True, check=True, env=corpus.compiled())
        after = os.times()
        times.append(after.children_user - before.children_user + after.children_system - before.children_system)
    return min(times)


def measured(folder: Path, mails: int) -> dict[str, float]:
    """Seconds of the processor of a pass, rules compiled within it; peak and state in MB."""
    from csmail.config.load import load
    from csmail.desk.intake.poll import poll
    from csmail.wiring import Wiring

    with Wiring(load(folder / "rules.yaml")) as wiring:
        place = wiring.desk("support")
        box = place.ways.mailbox()
        poll(place)
        for mail in corpus.mails(mails):
            box.deliver(mail, datetime.now(UTC))  # type: ignore[attr-defined]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        if poll(place).taken_in != mails:
            raise RuntimeError("not every mail was taken in")
        spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(file.stat().st_size for file in (folder / "state").rglob("*") if file.is_file())
    return {"pass": spent, "peak": peak / 1024, "before": before / 1024, "state": size / 1e6}


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), int(sys.argv[2])))) if len(sys.argv) > 2 else main()
