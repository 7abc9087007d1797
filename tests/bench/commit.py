"""What a durable commit costs beside the least it can cost, at 100, 1,000 and 50,000 conversations."""

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from csmail.model.address import Address
from csmail.model.changes import Changes, Cursor
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, TinyStore
from tests.factories import NOW

SIZES = (100, 1_000, 50_000)
BATCH = 500
ROUNDS = 100
HEADER = "Received: from mx.cust.example by mx.toko.example with ESMTPS id 4711;\r\n" * 12
TEXT = "Halo, pesanan saya belum sampai. Tolong dicek ya, terima kasih banyak.\n" * 15
SECONDS = 1e6


def mail(number: int) -> tuple[Conversation, Message, Receipt]:
    """What one mail leaves in the store: about 4 kB in three documents, ids as scattered as the real ones."""
    digest = hashlib.sha256(b"%d" % number).hexdigest()
    at = NOW + timedelta(seconds=number)
    customer = Address(f"jane{number}@cust.example", "Jane Roe")
    one = Conversation(
        digest[:6] + str(number), "support", at, at, f"Pesanan {number}", customer,
        tags=frozenset({"refund"}), participants=frozenset({customer.spec}), last_in_at=at,
    )  # fmt: skip
    said = Message(
        digest, "support", "in", at, f"<{digest[:24]}@cust.example>", originators=(customer,),
        to=(Address("support@toko.example"),), subject=one.subject, date=at, header=HEADER, text=TEXT,
        size=3000, conversation=one.id,
    )  # fmt: skip
    step = StepRecord("refund", "tag", "refund", did=(Reason.of("tagged", add="refund"),))
    told = Receipt(digest[::-1][:32], "support", one.id, digest, at, "arrival", "poll", hits=("refund",), steps=(step,))
    return one, said, told


def changes(numbers: Iterable[int]) -> Changes:
    everything = [mail(number) for number in numbers]
    return Changes(
        conversations=tuple(one for one, _, _ in everything),
        messages=tuple(said for _, said, _ in everything),
        receipts=tuple(told for _, _, told in everything),
        cursors=(Cursor("support", "INBOX", 1, 1),),
    )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fill(store: TinyStore, start: int, stop: int) -> list[tuple[float, float]]:
    """Microseconds a document of each batch of 500 mails: by the clock on the wall, of the processor."""
    costs = []
    for first in range(start, stop, BATCH):
        batch = changes(range(first, min(first + BATCH, stop)))
        documents = 3 * len(batch.messages)
        busy = time.process_time()
        wall = seconds(lambda batch=batch: store.commit(batch))  # type: ignore[misc]
        costs.append((wall * SECONDS / documents, (time.process_time() - busy) * SECONDS / documents))
    return costs


def beside_an_append(store: TinyStore, file: int, first: int) -> tuple[float, float, float]:
    """Milliseconds of a change of one conversation, of a commit of one mail, and of an append of 1 kB with fdatasync,
    taken in turns on the same disk."""
    changed, taken_in, appended = [], [], []
    for number in range(first, first + ROUNDS):
        one = changes([number])
        taken_in.append(seconds(lambda one=one: store.commit(one)))  # type: ignore[misc]
        read = store.conversation(one.conversations[0].id)
        assert read is not None
        tagged = Changes(conversations=(read.amended(tags=read.tags | {"vip"}),))
        changed.append(seconds(lambda tagged=tagged: store.commit(tagged)))  # type: ignore[misc]
        appended.append(seconds(lambda: (os.write(file, b"x" * 1024), os.fdatasync(file))))
    of_change, of_mail, of_append = (statistics.median(column) * 1000 for column in (changed, taken_in, appended))
    return of_change, of_mail, of_append


def lookups(store: TinyStore, count: int) -> None:
    digest = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(0, count, max(count // 200, 1))]
    asked: dict[str, Callable[[str], object]] = {
        "known (by message id)": lambda key: store.known("support", [f"<{key[:24]}@cust.example>"]),
        "sighted (content key)": lambda key: store.sighted([key]),
        "of a customer": lambda key: list(
            store.conversations(ConversationFilter("support", customer=f"jane{int(key[:4], 16) % count}@cust.example"))
        ),
        "due": lambda key: list(store.due("support", NOW)),
        "receipts": store.receipts,
    }
    for name, ask in asked.items():
        costs = [seconds(lambda key=key, ask=ask: ask(key)) for key in digest]  # type: ignore[misc]
        print(f"  {name:<24}{statistics.median(costs) * SECONDS:8.0f} us")
    print(f"  {'search, nothing found':<24}{seconds(lambda: list(store.search('zzzz'))) * 1000:8.0f} ms")
    print(f"  {'search, the first hit':<24}{seconds(lambda: next(store.search('pesanan'))) * 1000:8.0f} ms")
    print(f"  {'list of everything':<24}{seconds(lambda: list(store.conversations())) * 1000:8.0f} ms")


def start_up(folder: Path) -> None:
    """Milliseconds from the ports already imported to a store that is open and has answered once."""
    program = (
        "import sys, time; import csmail.ports, csmail.mail.address; from pathlib import Path; t=time.perf_counter();"
        "from csmail.stores import tinydb; i=time.perf_counter();"
        "s=tinydb.open(tinydb.Settings(), Path(sys.argv[1])); s.conversation('x'); o=time.perf_counter();"
        "s.close(); print((i-t)*1000, (o-i)*1000, (time.perf_counter()-o)*1000)"
    )
    costs = []
    with tempfile.TemporaryDirectory() as cache:
        # A cache of compiled modules of our own: with PYTHONDONTWRITEBYTECODE imports cost twice.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(9):
            command = [sys.executable, "-c", program, str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            costs.append([float(word) for word in done.stdout.split()])
    imports, opening, closing = (min(column) for column in zip(*costs, strict=True))
    print(f"  start-up: import {imports:.1f} ms, open and first answer {opening:.1f} ms, close {closing:.1f} ms")


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the ratios."""
    print("store: a durable commit beside append + fdatasync of 1 kB: one conversation changed (1 document); one mail")
    print("  taken in (conversation, message, receipt, cursor: 4 documents, 4 kB, all their index rows)")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:  # the disk of the project: /tmp may be memory
        folder = Path(name)
        file = os.open(folder / "append", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        store = tinydb.open(Settings(), folder)
        there, first = 0, 0.0
        costs: list[tuple[float, float]] = []
        for size in sizes:
            costs += fill(store, there, size)
            change, mail_in, append = beside_an_append(store, file, size)
            there, first = size + ROUNDS, first or change
            print(
                f"  {size:>6} conversations: append {append:.3f} ms; one conversation {change:.3f} ms, "
                f"ratio {change / append:.2f} ({change / first:.2f} of the first); "
                f"one mail {mail_in:.3f} ms, ratio {mail_in / append:.2f}"
            )
        tenth = costs[-max(len(costs) // 10, 1) :]
        for name, some in (("all", costs), ("the last tenth", tenth)):
            wall, busy = (statistics.median(column) for column in zip(*some, strict=True))
            print(f"  batches of {BATCH} mails, {name}: {wall:.0f} us a document, {busy:.0f} us of the processor")
        lookups(store, there)
        store.close()
        os.close(file)
        print(f"  file: {(folder / 'state' / 'csmail.db').stat().st_size / 1e6:.0f} MB")
        start_up(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    main(tuple(parser.parse_args().sizes))
