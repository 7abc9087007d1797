"""A PostgreSQL of our own on loopback, where its server programs are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SECONDS = 30


def programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them out of PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return next((one.parent for one in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)


@contextmanager
def running(password: str) -> Iterator[int]:
    """The port of a server with the database "shop" and the user "shop"; it takes no login without the password."""
    folder = programs()
    if folder is None:
        raise RuntimeError("no PostgreSQL here")
    user = "postgres" if os.getuid() == 0 else None  # the server refuses to run as root
    with tempfile.TemporaryDirectory(prefix="pg") as place:
        secret = Path(place) / "password"
        secret.write_text(password)
        if user:
            shutil.chown(place, user)
            shutil.chown(secret, user)
        data = Path(place) / "data"
        init = [folder / "initdb", "-D", data, "-U", "shop", "-A", "scram-sha-256", "--pwfile", secret, "-N"]
        subprocess.run(init, check=True, user=user, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        options = ["-p", str(port), "-k", place, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        server = subprocess.Popen(
            [folder / "postgres", "-D", data, *options], user=user, cwd=place,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait(port, password, server)
            yield port
        finally:
            server.terminate()
            server.wait(SECONDS)


def _wait(port: int, password: str, server: subprocess.Popen[bytes]) -> None:
    """It listens before it takes logins."""
    import psycopg

    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://shop@127.0.0.1:{port}/postgres", password=password).close()
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")
