"""Kills csmail, or fails its disk, at a system call on the state folder, and asks the oracle.

Called as `python -m tests.faults.syscalls FOLDER COUNT SEED SCENARIO...`. A forked child waits until strace has hold
of it, then does its deed; strace kills it at the n-th call, or lets that call (or all calls from there on) fail with
ENOSPC or EIO. A deed that fails must fail with an error of ours. Prints one JSON object as `lines` does.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from csmail.errors import CsmailError
from tests.faults.file_world import World, configured
from tests.faults.lines import Trial, warm
from tests.faults.scenarios import SCENARIOS

DONE, OURS, KILLED = 0, 3, -9
ALLOCATING = frozenset({"openat", "write", "pwrite64", "ftruncate", "mkdir", "rename", "fallocate", "link"})
# A lock that fails for another reason than a holder means "busy" to SQLite, which then waits ten seconds for nobody.
UNFAILING = frozenset({"close", "exit_group", "munmap", "lseek", "fcntl"})
NAMES = ("", "csmail.db", "csmail.db-wal", "csmail.db-shm", "csmail.count", "csmail.look", "leases",
         "leases/pass-support.lock", "leases/outbox-support.lock")  # fmt: skip
Fault = tuple[str, int, str]
"""A system call, the how manieth, what strace injects."""


def traced(deed: Callable[[], Any], state: Path, folder: Path, inject: Sequence[str]) -> tuple[int, str]:
    """How a child that does `deed` under strace ended, and its word."""
    ready, go = os.pipe()
    word = folder / "word"
    word.unlink(missing_ok=True)
    child = os.fork()
    if not child:
        os.close(go)
        os.read(ready, 1)
        os._exit(tried(deed, word))
    os.close(ready)
    paths = [part for name in NAMES for part in ("-P", str(state / name))]
    command = ["strace", "-f", "-p", str(child), "-o", str(folder / "trace"), *paths, *inject]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        for line in strace.stderr:
            if "attached" in line or "not permitted" in line:
                break
        os.write(go, b"!")
        os.close(go)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        strace.wait(20)
    return code, word.read_text() if word.exists() else ""


def tried(deed: Callable[[], Any], word: Path) -> int:
    """The exit code: done, failed in a way we name, failed in a way we do not."""
    try:
        deed()
    except CsmailError as error:
        word.write_text(error.message)
        return OURS
    except BaseException as error:
        word.write_text(f"{type(error).__name__}: {error}")
        return 1
    return DONE


def calls(trace: Path) -> Counter[str]:
    """How often each system call was made."""
    lines = (line.split(None, 1)[1] for line in trace.read_text().splitlines() if "(" in line and "resumed" not in line)
    return Counter(line.partition("(")[0] for line in lines if not line.startswith(("+++", "---")))


def faults(seen: Counter[str]) -> Iterator[Fault]:
    """Every fault at every call."""
    for name, count in seen.items():
        for number in range(1, count + 1):
            yield name, number, f"signal=KILL:when={number}"
            for error in ("EIO", "ENOSPC") if name in ALLOCATING else ("EIO",):
                if name not in UNFAILING:
                    yield name, number, f"error={error}:when={number}"
                    yield name, number, f"error={error}:when={number}+"


def counted(trial: Trial) -> Counter[str]:
    """The system calls of the deed when nothing fails."""
    world = World(trial.copied(), trial.config)
    deed = SCENARIOS[trial.name].deed
    code, told = traced(lambda: deed(world.open()), world.folder / "state", trial.folder, ())
    if code:
        raise RuntimeError(f"{trial.name}: {told}")
    return calls(trial.folder / "trace")


def injected(trial: Trial, fault: Fault) -> str:
    """One fault, and how the process ended."""
    name, number, how = fault
    world = World(trial.copied(), trial.config)
    deed = lambda: SCENARIOS[trial.name].deed(world.open())  # noqa: E731
    inject = ("-e", f"trace={name}", "-e", f"inject={name}:{how}")
    code, told = traced(deed, world.folder / "state", trial.folder, inject)
    trial.points += 1
    where = f"{trial.name}: {name} {number}: {how}"
    if code not in ((KILLED,) if "KILL" in how else (DONE, OURS)):
        trial.complaints.append(f"{where}: it ended with {code}: {told}")
        return "badly"
    trial.ask(world, where)
    return {KILLED: "killed", OURS: "said", DONE: "survived"}[code]


def main(folder: Path, count: int, seed: int, names: list[str]) -> dict[str, Any]:
    config = configured(folder / "rules")
    result: dict[str, Any] = {"points": {}, "worlds": {}, "faults": {}, "ends": Counter(), "complaints": []}
    for name in names:
        (folder / name).mkdir()
        trial = Trial(name, folder / name, config)
        if name == names[0]:
            warm(trial)
        every = list(faults(counted(trial)))
        for fault in random.Random(seed).sample(every, min(count, len(every))):
            result["ends"][injected(trial, fault)] += 1
        result["points"][name], result["worlds"][name] = trial.points, len(trial.worlds)
        result["faults"][name] = len(every)
        result["complaints"] += trial.complaints
    return result


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as own:
        print(json.dumps(main(Path(own), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])))
