"""From the moment the server tells the idling daemon to the acknowledgement taken by the SMTP server.

A proxy between the daemon and Dovecot notes when the news passes. Dovecot itself waits 500 ms before it tells.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import statistics
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from csmail.demo.smtp import Received
from tests.e2e.desk import PATIENCE, RULES, opened
from tests.servers import certificates, dovecot

ROUNDS = 20
ACKNOWLEDGE = RULES.split("      - draft")[0]


def main() -> None:
    """Print the median. Says so, and does nothing, where Dovecot is missing."""
    if not Path(dovecot.BINARY).exists():
        print("latency: skipped, dovecot-imapd is not installed")
        return
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        minted = certificates.mint(Path(folder))
        room = Path(folder) / "desk"
        room.mkdir()
        with dovecot.running(minted) as server, server.account() as account, opened(room, account) as desk:
            told: queue.Queue[float] = queue.Queue()
            taken: queue.Queue[float] = queue.Queue()
            port = proxied(account.settings.address[1], told)
            account.settings = replace(account.settings, port=port)
            desk.write(rules=ACKNOWLEDGE)
            desk.run("poll")
            desk.smtp._on_mail = lambda mail: stamp(taken, mail)
            spans = []
            with desk.daemon() as daemon:
                daemon.until("started")
                for number in range(ROUNDS):
                    told.queue.clear()
                    desk.deliver(number, From=f"jane{number}@shop{number}.example")
                    accepted = taken.get(timeout=PATIENCE)
                    daemon.until("pass")
                    spans.append((accepted - told.get(timeout=PATIENCE)) * 1000)
    spans.sort()
    print(f"latency: told to accepted, median {statistics.median(spans):.0f} ms ({spans[0]:.0f} to {spans[-1]:.0f})")


def stamp(taken: queue.Queue[float], mail: Received) -> None:
    """The moment an acknowledgement was taken."""
    if any(who.startswith("jane") for who in mail.recipients):
        taken.put(time.perf_counter())


def proxied(port: int, told: queue.Queue[float]) -> int:
    """A port that leads to `port`; `told` gets each moment when news of mail passes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            client, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", port))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=pump, args=(client, server, None), daemon=True).start()
            threading.Thread(target=pump, args=(server, client, told), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(listening.getsockname()[1])


def pump(source: socket.socket, target: socket.socket, told: queue.Queue[float] | None) -> None:
    """Bytes from one side to the other, to the end, however either side makes it."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            if told is not None and b" EXISTS" in data and len(data) < 200:
                told.put(time.perf_counter())
            target.sendall(data)


if __name__ == "__main__":
    main()
