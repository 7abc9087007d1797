"""A private Postfix on one port of loopback that takes every mail and throws it away: no file of the system is touched.

It needs root, because Postfix drops from it to its own user.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
DAEMONS = Path("/usr/lib/postfix/sbin")
PATIENCE = 10.0
MAIN = """\
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.csmail.test
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
local_transport = discard:
relay_transport = discard:
default_transport = discard:
alias_maps =
alias_database =
maillog_file = {place}/maillog
maillog_file_prefixes = {place}
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_recipient_restrictions = permit_mynetworks, reject
"""
SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
proxymap unix - - n - - proxymap
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def missing() -> str:
    """Why none can be started here; "" when one can."""
    if not shutil.which("postfix", path=PATH) or not DAEMONS.is_dir():
        return "postfix is not installed"
    return "" if os.geteuid() == 0 else "it needs root"


@contextlib.contextmanager
def running() -> Iterator[int]:
    """The port of a server that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="cp") as name, socket.create_server(("127.0.0.1", 0)) as free:
        place, port = Path(name), int(free.getsockname()[1])
        free.close()
        command = shutil.which("postfix", path=PATH) or "postfix"
        for folder in ("etc", "queue", "data"):
            (place / folder).mkdir()
        words = {"place": place, "port": port, "commands": Path(command).parent, "daemons": DAEMONS}
        (place / "etc" / "main.cf").write_text(MAIN.format(**words))
        (place / "etc" / "master.cf").write_text(SERVICES.format(**words))
        shutil.chown(place / "data", "postfix")
        place.chmod(0o755)
        told = [command, "-c", str(place / "etc")]
        subprocess.run([*told, "start"], check=True, capture_output=True)
        try:
            listening(port)
            yield port
        finally:
            subprocess.run([*told, "stop"], check=False, capture_output=True)


def listening(port: int) -> None:
    """Returns once somebody listens. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on port {port}")
