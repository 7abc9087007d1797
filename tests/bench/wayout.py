"""The way out beside what SMTP alone can do: 5,000 small mails through the outbox, durable at each step.

In turns: csmail, aiosmtplib alone on one connection and on as many as csmail has, smtp-source where Postfix's is
installed. The sink is Postfix's smtp-sink, else a small one of our own in a process of its own. Where Postfix can be
started, the same goes through a private one that throws all mail away.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import aiosmtplib

from csmail.model.changes import Changes
from csmail.model.task import Mail, SendMail, Task
from csmail.outbox import Ways, work_off
from csmail.stores import tinydb
from csmail.transports import smtp
from tests.factories import NOW, conversation
from tests.faults.victim import NoBox
from tests.servers import postfix

COUNT, ROUNDS = 5_000, 3
TEXT = "Halo, terima kasih atas pesan Anda. Pesanan sudah kami kirim.\r\n" * 10
SINK = """
import asyncio, sys
async def talk(reader, writer):
    writer.write(b"220 sink\\r\\n")
    while line := await reader.readline():
        if line[:4] == b"DATA":
            writer.write(b"354 go\\r\\n")
            await reader.readuntil(b"\\r\\n.\\r\\n")
        writer.write(b"221 bye\\r\\n" if line[:4] == b"QUIT" else b"250 ok\\r\\n")
    writer.close()
async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", int(sys.argv[1]), limit=2**20)
    await server.serve_forever()
asyncio.run(main())
"""


def mails(count: int) -> list[Mail]:
    made = []
    for number in range(count):
        id, to = f"<m{number}@toko.example>", f"jane{number}@cust.example"
        content = f"From: support@toko.example\r\nTo: {to}\r\nMessage-ID: {id}\r\nSubject: Re\r\n\r\n{TEXT}"
        key = hashlib.sha256(content.encode()).hexdigest()
        made.append(Mail(key, id, "support@toko.example", (to,), content))
    return made


def queued(folder: Path, written: Sequence[Mail]) -> tinydb.TinyStore:
    """A store with a reply to send for each mail."""
    store = tinydb.open(tinydb.Settings(), folder)
    for start in range(0, len(written), 500):
        some = written[start : start + 500]
        ids = [f"C{start + number:05}" for number in range(len(some))]
        tasks = (
            Task(one.key, "support", one.key, SendMail(one.key, "reply"), NOW, NOW, NOW, id)
            for one, id in zip(some, ids, strict=True)
        )
        store.commit(Changes(tuple(conversation(id=id) for id in ids), mails=tuple(some), tasks=tuple(tasks)))
    return store


def ours(port: int, written: Sequence[Mail], connections: int) -> tuple[float, float]:
    """Mails a second by the wall, and of our processor; the copies for Sent are filed into nothing."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:  # the disk of the project: /tmp may be memory
        store = queued(Path(folder), written)
        transport = smtp.open(smtp.Settings("127.0.0.1", port, "none", connections=connections), "support")
        wall, busy = time.perf_counter(), time.process_time()
        ways: Any = Ways(NoBox, lambda: transport)  # type: ignore[arg-type,return-value]
        counts = work_off(store, "support", ways, lambda: NOW).counts
        spent = time.perf_counter() - wall, time.process_time() - busy
        assert counts["sent"] == len(written), counts
        transport.close()
        store.close()
    return len(written) / spent[0], len(written) / spent[1]


def alone(port: int, written: Sequence[Mail]) -> None:
    """Prints how long one reply takes that waits alone: the whole pass, what became of it on the disk."""
    spans: list[float] = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        store = tinydb.open(tinydb.Settings(), Path(folder))
        transport = smtp.open(smtp.Settings("127.0.0.1", port, "none"), "support")
        ways: Any = Ways(NoBox, lambda: transport)  # type: ignore[arg-type,return-value]
        for number, one in enumerate(written):
            id = f"C{number:05}"
            task = Task(one.key, "support", one.key, SendMail(one.key, "reply"), NOW, NOW, NOW, id)
            store.commit(Changes((conversation(id=id),), mails=(one,), tasks=(task,)))
            began = time.perf_counter()
            work_off(store, "support", ways, lambda: NOW)
            spans.append((time.perf_counter() - began) * 1000)
        transport.close()
        store.close()
    print(f"  one reply alone: {statistics.median(spans):.1f} ms ({min(spans):.1f} to {max(spans):.1f}) a pass")


def library(port: int, written: Sequence[Mail], connections: int) -> tuple[float, float]:
    """The same of aiosmtplib alone: nothing is written down."""

    async def lane(some: Sequence[Mail]) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for one in some:
                await client.sendmail(one.sender, list(one.recipients), one.data)

    async def every() -> None:
        await asyncio.gather(*(lane(written[number::connections]) for number in range(connections)))

    wall, busy = time.perf_counter(), time.process_time()
    asyncio.run(every())
    return len(written) / (time.perf_counter() - wall), len(written) / (time.process_time() - busy)


def source(port: int, count: int, connections: int) -> tuple[float, float]:
    """The same of smtp-source."""
    words = ["-4", "-s", str(connections), "-m", str(count), "-l", str(len(TEXT)), "-d"]
    command = [shutil.which("smtp-source", path=postfix.PATH) or "", *words]
    wall = time.perf_counter()
    subprocess.run([*command, "-f", "a@b.example", "-t", "c@d.example", f"127.0.0.1:{port}"], check=True)
    return count / (time.perf_counter() - wall), 0.0


@contextlib.contextmanager
def sink() -> Iterator[tuple[str, int]]:
    """A server that takes everything, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    theirs = shutil.which("smtp-sink", path=postfix.PATH)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [theirs, "-4", *user, f"127.0.0.1:{port}", "1000"] if theirs else [sys.executable, "-c", SINK, str(port)]
    process = subprocess.Popen(command)
    try:
        postfix.listening(port)
        yield ("smtp-sink" if theirs else "a sink of our own"), port
    finally:
        process.terminate()
        process.wait()


def compare(name: str, port: int, count: int, connections: Sequence[int]) -> None:
    """A table of one server."""
    written = mails(count)
    contestants: dict[str, Callable[[], tuple[float, float]]] = {}
    for number in connections:
        contestants[f"csmail, {number} connections"] = lambda number=number: ours(port, written, number)
    for number in (1, *connections):
        contestants[f"aiosmtplib, {number}"] = lambda number=number: library(port, written, number)
        if shutil.which("smtp-source", path=postfix.PATH):
            contestants[f"smtp-source, {number}"] = lambda number=number: source(port, count, number)
    found: dict[str, list[tuple[float, float]]] = {one: [] for one in contestants}
    for _ in range(ROUNDS):
        for one, run in contestants.items():
            found[one].append(run())
    first = next(iter(contestants))
    print(f"the way out: {count} mails to {name}, mails a second, median of {ROUNDS} (least to most); ratio to {first}")
    for one, rounds in found.items():
        walls = [wall for wall, _ in rounds]
        ratios = [wall / base for (wall, _), (base, _) in zip(rounds, found[first], strict=True)]
        busy = statistics.median(per for _, per in rounds)
        processor = f", {1e6 / busy:.0f} us of the processor a mail" if busy else ""
        print(
            f"  {one:<24}{statistics.median(walls):8.0f} ({min(walls):.0f} to {max(walls):.0f}),"
            f" ratio {statistics.median(ratios):.2f}{processor}"
        )


def main(count: int = COUNT) -> None:
    """Print the tables."""
    with sink() as (name, port):
        compare(name, port, count, (4, 10))
        alone(port, mails(100))
    if why := postfix.missing():
        print(f"the way out through Postfix: skipped, {why}")
        return
    with postfix.running() as port:
        compare("a private Postfix", port, min(count, 1_500), (4, 10))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
