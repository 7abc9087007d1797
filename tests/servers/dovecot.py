"""A private Dovecot per session: own configuration, loopback only, as root or as an ordinary user."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from csmail.mailboxes import imap
from csmail.secret import Secret
from tests.faults.shares import ALL
from tests.servers.account import Account, opened
from tests.servers.certificates import Certificates

BINARY = "/usr/sbin/dovecot"
MISSING = "dovecot-imapd is not installed: apt install dovecot-imapd"
PASSWORD = "pass-word"
ATTEMPTS = 250

# Each block opens on its own line: Dovecot 2.3 refuses `name { key = value }`. As an ordinary user nothing may be
# chrooted, and every internal user must be that one, or the login processes die at their start. A refused login makes
# everybody's next one from this address wait 4 s (measured) unless the penalty's socket is closed.
CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0 secs
auth_cache_size = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {user}
mail_gid = {group}
mail_home = {root}/home/%u
mail_location = {format}:~/mail
mail_fsync = never
mail_max_userip_connections = 500
imap_idle_notify_interval = 2 mins
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Berkas {{
    special_use = \\Drafts
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/home/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """`port` speaks plaintext and STARTTLS, `tls_port` implicit TLS. Every name logs in with `PASSWORD`."""

    root: Path
    port: int
    tls_port: int
    certificates: Certificates
    process: subprocess.Popen[bytes]

    @contextlib.contextmanager
    def account(self, **changes: Any) -> Iterator[Account]:
        """A fresh account, plaintext unless `changes` say otherwise."""
        values: dict[str, Any] = {
            "host": "localhost", "port": self.port, "tls": "none", "username": f"u{uuid.uuid4().hex[:12]}",
            "password": Secret(file=str(self.root.parent / f"{self.root.name}.secret")),
        }  # fmt: skip
        with opened(imap.Settings(**{**values, **changes}), PASSWORD) as account:
            yield account


def _owner() -> tuple[str, str, dict[str, Any]]:
    """User and group that run it, and how to become them: never root, which Dovecot refuses to read mail as."""
    if os.getuid() != 0:
        return getpass.getuser(), grp.getgrgid(os.getgid()).gr_name, {}
    for name in ("mail", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            how = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            return name, grp.getgrgid(entry.pw_gid).gr_name, how
    raise RuntimeError("there is neither a user mail nor a user nobody")


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [listener.getsockname()[1] for listener in listeners]


def _prepare(root: Path, certificates: Certificates, mail_format: str, extra: str) -> tuple[list[int], dict[str, Any]]:
    user, group, how = _owner()
    ports = _free_ports(2)
    for name in ("run", "state", "home"):
        (root / name).mkdir()
    shutil.copy(certificates.chain, root / "server.pem")
    shutil.copy(certificates.key, root / "server.key")
    values = {"root": root, "user": user, "group": group, "port": ports[0], "tls_port": ports[1]}
    text = CONFIGURATION.format(**values, password=PASSWORD, format=mail_format)
    (root / "dovecot.conf").write_text(text + extra)
    root.chmod(0o755)
    if how:
        for path in (root, *root.rglob("*")):
            os.chown(path, how["user"], how["group"])
    return ports, how


def _await_greeting(process: subprocess.Popen[bytes], port: int, root: Path) -> None:
    for _ in range(ATTEMPTS):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as probe:
            if probe.recv(99).startswith(b"* OK"):
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    log = root / "log"
    said = log.read_text() if log.exists() else ""
    raise RuntimeError(f"dovecot did not start:\n{said}")


@contextlib.contextmanager
def running(certificates: Certificates, mail_format: str = "sdbox", extra: str = "") -> Iterator[Dovecot]:
    """A Dovecot of its own in a directory with a short name: its sockets' paths must stay below 108 octets.

    `extra` is added to its configuration.
    """
    root = Path(tempfile.mkdtemp(prefix="dv"))
    secret = root.parent / f"{root.name}.secret"
    secret.write_text(PASSWORD + "\n")
    process = None
    try:
        ports, how = _prepare(root, certificates, mail_format, extra)
        command = [BINARY, "-F", "-c", str(root / "dovecot.conf")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **how)
        _await_greeting(process, ports[0], root)
        yield Dovecot(root, ports[0], ports[1], certificates, process)
    finally:
        if process:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        secret.unlink(missing_ok=True)
        shutil.rmtree(root, ignore_errors=True)


def required() -> None:
    """Skips the test where Dovecot is missing, or fails it where that must not be."""
    if Path(BINARY).exists():
        return
    if os.environ.get("CSMAIL_REQUIRE_DOVECOT") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


ACCOUNTS = ["dovecot_account"] if Path(BINARY).exists() and not ALL else ["pymap_account", "dovecot_account"]
"""The servers on which a day of a desk is played: pymap where Dovecot is missing, and beside it by night."""


@pytest.fixture(scope="session")
def dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    required()
    with running(certificates) as server:
        yield server


@pytest.fixture
def dovecot_account(dovecot: Dovecot) -> Iterator[Account]:
    """A fresh account; `settings` are plaintext on loopback."""
    with dovecot.account() as account:
        yield account


@pytest.fixture
def dovecot_tls_account(dovecot: Dovecot) -> Iterator[Account]:
    """The same with implicit TLS for csmail; the looking client stays on plaintext."""
    with dovecot.account() as account:
        secure = {"port": dovecot.tls_port, "tls": "implicit", "ca_file": str(dovecot.certificates.authority)}
        account.tls_settings = account.settings_with(**secure)
        yield account
