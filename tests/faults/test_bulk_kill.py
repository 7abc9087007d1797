"""A bulk as a process that is killed with kill -9 while it writes and while it sends: the files count what left."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.shares import share

COUNT = share(24, 600)
MOST = 150 * 1024 * 1024
PATIENCE = 60
RULES = """\
desks:
  support:
    address: support@toko.example
    language: id
    mailbox: {kind: memory}
    transport: {kind: folder, path: out}
store: {kind: tinydb, path: state}
rules: []
"""
SEND = ("bulk", "send", "list.csv", "--template", "Halo {{ name }}", "--yes", "--rate", "99999/s", "--cap", "99999")


def desk(folder: Path, count: int) -> None:
    (folder / "rules.yaml").write_text(RULES)
    (folder / "templates").mkdir()
    lines = (f"c{number}@x.example,Pelanggan {number}" for number in range(count))
    (folder / "list.csv").write_text("\n".join(("email,name", *lines)))


def csmail(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "csmail", *words, "--config", "rules.yaml"]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def document(folder: Path, *words: str) -> tuple[int, Any]:
    process = csmail(folder, *words, "--json")
    out, _ = process.communicate(timeout=PATIENCE * 20)
    return process.returncode, json.loads(out)


def accepted(folder: Path) -> Counter[str]:
    """How often which address got a mail, by the envelopes that lie in the folder."""
    found: Counter[str] = Counter()
    for path in (folder / "out").glob("*.json"):
        found.update(json.loads(path.read_text())["recipients"])
    return found


def killed(folder: Path, after: int) -> None:
    """Begin the send; kill it when so many mails lie there, 0: when its bulk was begun."""
    process = csmail(folder, *SEND)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        there = len(list((folder / "out").glob("*.json"))) if (folder / "out").exists() else 0
        if there >= after and (after or (folder / "state").exists()):
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("after", [0, COUNT // 2])
def test_a_bulk_that_is_killed_and_resumed_tells_each_address_at_most_once(tmp_path: Path, after: int) -> None:
    desk(tmp_path, COUNT)
    killed(tmp_path, after)
    _, listed = document(tmp_path, "bulk", "list")
    if not listed["bulks"]:
        assert not accepted(tmp_path)  # killed before it was begun: whoever asked asks again
        return
    id = listed["bulks"][0]["id"]
    code, told = document(tmp_path, "bulk", "resume", id)
    doubtful = told["counts"].get("in_doubt", 0)
    assert code == (75 if doubtful else 0), told["counts"]
    assert doubtful <= 1
    assert told["counts"].get("sent", 0) == COUNT - doubtful
    found = accepted(tmp_path)
    assert max(found.values()) == 1
    assert COUNT - doubtful <= found.total() <= COUNT


@pytest.mark.slow
def test_ten_thousand_are_sent_in_150_megabytes_over_a_kill(tmp_path: Path) -> None:
    desk(tmp_path, 10_000)
    killed(tmp_path, 500)
    (bulk,) = document(tmp_path, "bulk", "list")[1]["bulks"]
    code, told = document(tmp_path, "bulk", "resume", bulk["id"])
    assert code in (0, 75)
    assert told["counts"].get("sent", 0) + told["counts"].get("in_doubt", 0) == 10_000
    assert max(accepted(tmp_path).values()) == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MOST
