"""How long a command takes from the shell to its end, beside a Python that does nothing."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.factories import conversation

ROUNDS = 15
ROOM = """
desks:
  support:
    address: support@toko.example
    mailbox: {kind: imap, host: 127.0.0.1, port: 1, tls: none, username: support, password: {env: HOME}}
    transport: {kind: folder, path: out}
store: {kind: tinydb, path: state}
"""


def main() -> None:
    """Print medians and ratios; the compiled files are written by a first round."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        (Path(folder) / "rules.yaml").write_text(ROOM)
        id = filled(Path(folder))
        config = ["--config", str(Path(folder) / "rules.yaml")]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "csmail --help": [sys.executable, "-m", "csmail", "--help"],
            "csmail tag": [sys.executable, "-m", "csmail", *config, "tag", id],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(ROUNDS + 1):
            for name, command in commands.items():
                words = [*command, f"t{number}"] if name == "csmail tag" else command
                spent = once(words)
                if number:
                    times[name].append(spent)
    bare = statistics.median(times["python -c pass"])
    for name, spent_times in times.items():
        middle = statistics.median(spent_times)
        print(f"start-up {name}: {middle * 1000:.0f} ms, {middle / bare:.1f} x a bare python")


def once(command: list[str]) -> float:
    """Wall seconds of one run; csmail writes its compiled files as an installed one does."""
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "csmail-bench-pyc")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    spent = time.perf_counter() - began
    if done.returncode not in (0, 75):  # 75: tagged, the mailbox will hear of it when it can be reached
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
    return spent


def filled(folder: Path) -> str:
    """A store with one conversation; its id."""
    from csmail.model.changes import Changes
    from csmail.stores import tinydb

    store = tinydb.open(tinydb.Settings(), folder)
    store.commit(Changes(conversations=(conversation(),)))
    store.close()
    return conversation().id


if __name__ == "__main__":
    print(json.dumps(sys.version)) if "-v" in sys.argv else None
    main()
