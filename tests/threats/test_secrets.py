"""Threat 14: a planted canary is found nowhere but where it has to be."""

from __future__ import annotations

import base64
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import Desk, opened
from tests.pseudo_terminal import on_terminal
from tests.servers.account import Account

CANARIES = ("demo pass", "canary-unused-7731", "canary-command-5512")
# Programs that csmail starts: each writes down what it was given.
SPY = "#!/bin/sh\ntr '\\0' '\\n' < /proc/self/environ >> {log}\ntr '\\0' ' ' < /proc/$PPID/cmdline >> {log}\n{then}\n"
LINES = (
    "check", "poll --verbose", "todo", "status", "conversations list", "conversations show {id}", "why {id}",
    "drafts list", "drafts show {id}", "outbox list", "rules check", "templates check", "store info", "store export",
    "tag {id} vip", "reply {id} --text Halo", "escalate {id} lead@toko.example", "drafts send {id}",
    "poll", "todo --json", "conversations show {id} --json", "nonsense", "conversations show ZZZZZZ",
)  # fmt: skip


def spellings(secret: str) -> list[bytes]:
    """As it is, and as PLAIN, LOGIN and XOAUTH2 write it."""
    plain = [secret, f"\0user\0{secret}", f"\0demo\0{secret}", f"user=demo\x01auth=Bearer {secret}\x01\x01"]
    return [secret.encode(), *(base64.b64encode(one.encode())[:-4] for one in plain)]


def clean(content: bytes, where: str) -> None:
    for secret in CANARIES:
        for spelling in spellings(secret):
            assert spelling not in content, (where, spelling)


@pytest.fixture
def desk(pymap_account: Account, tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "desk").mkdir()
    with opened(tmp_path / "desk", pymap_account) as made:
        text = (made.folder / "rules.yaml").read_text()
        second = f"""
  other:
    address: other@toko.example
    mailbox: {{kind: imap, host: localhost, port: 1, tls: none, username: x, password: {{command: [{tmp_path}/pass]}}}}
    transport: {{kind: folder, path: out}}
store:"""
        (made.folder / "rules.yaml").write_text(text.replace("\nstore:", second, 1))
        script(tmp_path, "pass", "echo canary-command-5512")
        script(tmp_path, "edit", 'printf "Jawaban\\n" >> "$1"; stat -c %a "$1" >> ' + str(tmp_path / "modes"))
        yield made


def script(folder: Path, name: str, then: str) -> None:
    (folder / name).write_text(SPY.format(log=folder / "spied", then=then))
    (folder / name).chmod(0o700)


def command(desk: Desk, *words: str) -> tuple[list[str], dict[str, str]]:
    environment = {
        **os.environ, "DESK_SECRET": desk.account.secret, "VISUAL": str(desk.folder.parent / "edit"),
        "CSMAIL_BY": "sari", "PYTHONASYNCIODEBUG": "1", "TMPDIR": str(desk.folder.parent),
    }  # fmt: skip
    line = [sys.executable, "-m", "csmail", "--config", str(desk.folder / "rules.yaml"), *words]
    return line, environment


def run(desk: Desk, *words: str) -> subprocess.CompletedProcess[bytes]:
    line, environment = command(desk, *words)
    return subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)


def test_no_command_leaves_a_secret_anywhere(desk: Desk) -> None:
    run(desk, "poll")
    desk.deliver(1)
    run(desk, "poll")
    listed = run(desk, "conversations", "list", "--json").stdout
    id = listed.decode().partition('"id": "')[2][:6]
    assert len(id) == 6
    for line in LINES:
        done = run(desk, *line.format(id=id).split())
        clean(done.stdout + done.stderr, line)
    clean(on_terminal(*command(desk, "drafts", "edit", id)).text.encode(), "drafts edit")
    modes = (desk.folder.parent / "modes").read_text().split()
    assert modes == ["600"]
    files = [file for file in desk.folder.parent.rglob("*") if file.is_file() and file.name not in ("secret", "pass")]
    assert any(file.suffix == ".db" for file in files)
    for file in files:
        clean(file.read_bytes(), str(file))
    assert len(desk.smtp.received) >= 3


def test_programs_that_we_start_are_not_told_the_secrets_of_others(desk: Desk) -> None:
    run(desk, "poll")
    spied = (desk.folder.parent / "spied").read_bytes()
    assert b"PATH=" in spied
    assert b"csmail" in spied
    clean(spied, "environment and command line of a password command")
    assert b"DESK_SECRET" not in spied


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGABRT, signal.SIGKILL])
def test_a_daemon_that_is_killed_leaves_no_secret_and_no_core(desk: Desk, number: int) -> None:
    desk.write()
    run(desk, "poll")
    with desk.daemon() as daemon:
        daemon.until("started")
        limits = Path(f"/proc/{daemon.process.pid}/limits").read_text()
        (core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        cmdline = Path(f"/proc/{daemon.process.pid}/cmdline").read_bytes()
        daemon.end(number)
    assert core.split()[4:6] == ["0", "0"]
    clean(cmdline, "command line")
    said = "".join(daemon.lines.queue)
    clean(said.encode(), "log")
    assert not list(Path().glob("core*"))


def test_a_bug_of_ours_shows_no_secret(desk: Desk, tmp_path: Path) -> None:
    """The traceback of an exception raised while the secret is in the hands of the function that logs in."""
    program = (
        "import sys\nfrom csmail.mailboxes.imap import connect\n"
        "def broken(client, revealed, where):\n    assert revealed\n    raise RuntimeError('broken')\n"
        "connect._log_in = broken\nfrom csmail.cli.main import run\nsys.exit(run(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", program, "poll", "--config", str(desk.folder / "rules.yaml")]
    environment = {**os.environ, "DESK_SECRET": desk.account.secret}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 70
    assert b"broken" in done.stderr
    clean(done.stdout + done.stderr, "traceback")


def test_the_state_is_for_its_owner_alone(desk: Desk) -> None:
    old = os.umask(0)
    try:
        run(desk, "poll")
    finally:
        os.umask(old)
    state = desk.folder / "state"
    for path in (state, *state.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
