"""What a pass costs when nothing is new: a hundred desks in one process, each with its account on a private Dovecot.

Each desk has read its INBOX and its Sent mailbox, which are two mailboxes, and keeps its connection. A round trip is
whatever is sent to the server before its answer is read; the processor's time is that of the thread that makes the
pass, in the daemon that of the process. All is printed for one mailbox of one desk; a pass over all costs it so often.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from csmail.config.load import load
from csmail.daemon.beats import Beats
from csmail.daemon.worker import Worker
from csmail.desk.intake.poll import Pass
from csmail.mailboxes.imap.wire import Wire
from csmail.wiring import Wiring
from tests.servers import certificates, dovecot
from tests.servers.account import Account

DESKS, PASSES = 100, 20
MAILBOXES = 2  # of a desk: INBOX and Sent
MAIL = b"From: Jane <jane@cust.example>\r\nTo: support@toko.example\r\nMessage-ID: <%d@cust.example>\r\n\r\nHalo.\r\n"
DESK = """
  desk{number:03}:
    address: support{number}@toko.example
    language: id
    mailbox: {{kind: imap, host: localhost, port: {port}, tls: none, username: {user}, password: {{file: {secret}}}}}
    transport: {{kind: smtp, host: 127.0.0.1, port: 9, tls: none}}
    team: {{agents: [sari@toko.example], internal_domains: [toko.example]}}
"""


def written(folder: Path, accounts: list[Account], secret: Path) -> Path:
    """rules.yaml of so many desks."""
    desks = [
        DESK.format(number=number, port=one.settings.address[1], user=one.settings.username, secret=secret)
        for number, one in enumerate(accounts)
    ]
    (folder / "templates").mkdir()
    path = folder / "rules.yaml"
    path.write_text(f"desks:{''.join(desks)}\nstore: {{kind: tinydb, path: state}}\nrules: []\n")
    return path


class Sent:
    """Counts what is sent to servers."""

    def __init__(self) -> None:
        self.count, self._plain = 0, Wire.send

    def __enter__(self) -> Sent:
        def send(wire: Wire, data: object) -> None:
            self.count += 1
            self._plain(wire, data)

        Wire.send = send  # type: ignore[method-assign]
        return self

    def __exit__(self, *error: object) -> None:
        Wire.send = self._plain  # type: ignore[method-assign]


def passes(wiring: Wiring, count: int) -> None:
    """Pass after pass over every desk, in one thread."""
    desks, beats = list(wiring.desks.values()), Beats(wiring.store)
    for _ in range(3):
        for desk in desks:
            Pass(desk).run()
    spans: list[float] = []
    with Sent() as sent:
        for _ in range(count):
            before = time.thread_time()
            for desk in desks:
                Pass(desk, note=beats.note).run()
            beats.write()
            spans.append((time.thread_time() - before) / len(desks) * 1e6)
    trips = sent.count / count / len(desks) / MAILBOXES
    print(f"  a pass: {trips:.2f} round trips a mailbox, {figures(spans)}")


def figures(spans: list[float]) -> str:
    """Microseconds a desk, as they are of one of its mailboxes."""
    middle, least, most = (one / MAILBOXES for one in (statistics.median(spans), min(spans), max(spans)))
    return f"{middle:.0f} us of the processor a mailbox ({least:.0f} to {most:.0f})"


def daemon(wiring: Wiring, count: int) -> None:
    """The same in the threads of the daemon, all woken at once, IDLE included."""
    beats = Beats(wiring.store)
    workers = [Worker(desk, True, beats.note) for desk in wiring.desks.values()]
    for worker in workers:
        worker.start()
    time.sleep(3)
    spans: list[float] = []
    with Sent() as sent:
        for _ in range(count):
            before = time.process_time()
            for worker in workers:
                worker.nudge()
            time.sleep(2)
            beats.write()
            spans.append((time.process_time() - before) / len(workers) * 1e6)
    print(
        f"  the daemon: {figures(spans)}, {threading.active_count()} threads; "
        f"sent {sent.count / count / len(workers):.2f} times a desk, IDLE and its end included"
    )
    for worker in workers:
        worker.stop()
    for worker in workers:
        worker.join(10)


def main(desks: int = DESKS, count: int = PASSES) -> None:
    """Print both. Says so, and does nothing, where Dovecot is missing."""
    if not Path(dovecot.BINARY).exists():
        print("idle: skipped, dovecot-imapd is not installed")
        return
    with tempfile.TemporaryDirectory(prefix="cb") as name, contextlib.ExitStack() as held:
        folder = Path(name)
        extra = f"service imap {{\n  process_limit = {2 * desks + 50}\n}}\n"
        server = held.enter_context(dovecot.running(certificates.mint(folder), extra=extra))
        accounts = [held.enter_context(server.account()) for _ in range(desks)]
        for account in accounts:
            for number in range(3):
                account.deliver(MAIL % number)
            account.deliver(MAIL % 9, "Sent")
            account.close()
        room = folder / "desk"
        room.mkdir()
        path = written(room, accounts, server.root.parent / f"{server.root.name}.secret")
        wiring = held.enter_context(Wiring(load(path)))
        print(f"idle: {desks} desks, nothing new, median of {count} rounds (least to most)")
        passes(wiring, count)
        daemon(wiring, min(count, 5))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
