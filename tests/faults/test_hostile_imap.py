"""Hostile IMAP servers: one clear error a pass; the daemon stays small, goes on elsewhere, and ends when told.

By day every scenario meets one pass in this process, and some meet the daemon; by night all meet both. `python -m
tests.faults.test_hostile_imap` writes the table of peaks.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.errors import CsmailError
from csmail.mailboxes.imap import Imap, Settings
from csmail.ports import Need
from csmail.secret import Secret
from tests.faults.hostile_imap import LONG, WELL, Hostile, arriving, scenarios
from tests.faults.shares import ALL, SEED, share
from tests.servers.scripted import Scripted

EVERY = {one.name: one for one in scenarios()}
SAMPLE = random.Random(SEED).sample(sorted(EVERY), share(4, len(EVERY)))
PATIENCE = timedelta(seconds=0.4)
CODES = {"temporary": {75}, "refused": {69}, "login": {77}, "error": {69, 75, 77}, "fine": {0}, "either": {0, 69, 75}}
LARGEST_KB = 256 * 1024
ENDS_WITHIN = 5.0
AT_WORK = share(2, 6)

RULES = """
desks:
  good: &desk
    address: good@toko.example
    language: id
    mailbox: {{kind: imap, host: 127.0.0.1, port: {good}, tls: none, username: good, password: {{env: DESK_SECRET}}}}
    transport: {{kind: folder, path: out}}
  hostile:
    address: hostile@toko.example
    language: id
    mailbox: {{kind: imap, host: 127.0.0.1, port: {hostile}, tls: none, username: bad, password: {{env: DESK_SECRET}}}}
    transport: {{kind: folder, path: out}}
store: {{kind: tinydb, path: state}}
schedule: {{poll: 1s, sweep: 60s, idle: true}}
rules: []
"""


def marked() -> Iterator[object]:
    for number, name in enumerate(EVERY):
        part = 4 if any(word in name for word in LONG) else 3
        waits = not ALL and (number + SEED) % part
        yield pytest.param(name, marks=[pytest.mark.slow] if waits else [])


def scripted(one: Hostile) -> Scripted:
    answers = {**WELL, **arriving(), **one.answers}
    copied = {name: [*said] if isinstance(said, list) else said for name, said in answers.items()}  # it is used up
    return Scripted(copied, greeting=one.greeting)


@pytest.mark.parametrize("name", list(marked()))
def test_a_pass_ends_with_one_clear_error_or_well(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary-1903")
    with scripted(EVERY[name]) as server:
        secret = Secret(file=str(tmp_path / "secret"))
        settings = Settings("127.0.0.1", "support", secret, port=server.port, tls="none", timeout=PATIENCE)
        error = fault(Imap(settings, "support"))
    assert (error.exit_code if error else 0) in CODES[EVERY[name].expect]
    said = error.message if error else "support"
    assert "support" in said
    assert len(said) < 500
    assert said.isprintable()


def fault(mailbox: Imap) -> CsmailError | None:
    """What a pass and a short wait end with."""
    try:
        mailbox.open_folder("INBOX")
        uids = mailbox.uids("INBOX", 0)
        list(mailbox.fetch("INBOX", uids[:50], Need()))
        mailbox.wait("INBOX", timedelta(seconds=0.2))
    except CsmailError as error:
        return error
    finally:
        mailbox.close()
    return None


@dataclass(frozen=True)
class Seen:
    """What became of a daemon: kilobytes at most, seconds to its end, its exit code, passes of the other desk."""

    peak: int
    ended: float
    code: int | None
    passes: int
    log: str


@contextmanager
def daemon(folder: Path, good: Scripted, hostile: Scripted) -> Iterator[subprocess.Popen[str]]:
    (folder / "templates").mkdir()
    (folder / "rules.yaml").write_text(RULES.format(good=good.port, hostile=hostile.port))
    (folder / "rules.yaml").chmod(0o600)
    words = [sys.executable, "-m", "csmail", "--config", str(folder / "rules.yaml"), "run", "--log-format", "json"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(words, stderr=log, text=True, env={**os.environ, "DESK_SECRET": "canary-1903"})
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def met(one: Hostile, folder: Path) -> Seen:
    """Two desks, one of them on the hostile server, for some seconds; then SIGTERM."""
    with (
        scripted(Hostile("", "fine", {"IDLE": "{tag} BAD what\r\n"})) as good,
        scripted(one) as hostile,
        daemon(folder, good, hostile) as process,
    ):
        until = time.monotonic() + 20
        while not hostile.connections and time.monotonic() < until:
            time.sleep(0.02)
        before = passes(good)
        time.sleep(AT_WORK)
        after, peak = passes(good), peak_of(process.pid)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDS_WITHIN + 10)
        ended = time.monotonic() - began
    return Seen(peak, ended, process.returncode, after - before, (folder / "log").read_text())


def passes(server: Scripted) -> int:
    return sum(command.startswith("UID SEARCH") for command in tuple(server.commands))


def peak_of(process: int) -> int:
    """The most memory that was resident at once, in kilobytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


@pytest.mark.parametrize("name", SAMPLE)
def test_the_daemon_stays_small_goes_on_elsewhere_and_ends_when_told(name: str, tmp_path: Path) -> None:
    seen = met(EVERY[name], tmp_path)
    assert seen.code == 0, seen.log
    assert seen.ended < ENDS_WITHIN, seen.log
    assert seen.peak < LARGEST_KB
    assert seen.passes, seen.log
    assert "bug" not in seen.log
    assert "Traceback" not in seen.log


def main() -> None:
    """A line for each scenario: name, peak in MB, seconds until the daemon ended."""
    from tempfile import TemporaryDirectory

    chosen = [name for name in EVERY if not sys.argv[1:] or any(word in name for word in sys.argv[1:])]
    print("| server | peak, MB | ends within, s |\n| --- | --- | --- |")
    for name in chosen:
        with TemporaryDirectory() as folder:
            seen = met(EVERY[name], Path(folder))
        wrong = [] if seen.code == 0 and seen.passes and "bug" not in seen.log else ["WRONG", seen.log[-2000:]]
        print(f"| {name} | {seen.peak // 1024} | {seen.ended:.1f} |", *wrong, flush=True)


if __name__ == "__main__":
    main()
