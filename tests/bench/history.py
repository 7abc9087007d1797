"""What a long history costs: taking in, the first lines of lists, a search, a check, a copy; beside a short one.

python -m tests.bench history, or python -m tests.bench.history 100 10000 for other numbers of conversations.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csmail.config.load import load
from csmail.desk.intake.poll import poll
from csmail.desk.workspace import Workspace
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.conversation import PRIORITIES, Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.ports import Store
from csmail.wiring import Wiring
from tests.bench import corpus
from tests.factories import NOW, conversation, message

SIZES = (100, 10_000, 100_000)
BATCH, ROUNDS, TIMES = 500, 5, 7
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHANCE = random.Random(3)
WORDS = ["".join(CHANCE.choices("abcdefghijklmnoprstu", k=CHANCE.randint(3, 9))) for _ in range(20_000)]
WEIGHTS = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(WORDS))))
ROOM = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
"""
COMMANDS = {
    "`--help`": ("--help",),
    "`todo`": ("todo", "--limit", "50"),
    "`status`": ("status",),
    "`conversations list`": ("conversations", "list"),
    "`conversations search`, a common word": ("conversations", "search", "order"),
    "`conversations search`, a rare word": ("conversations", "search", WORDS[5000]),
    "`tag`": ("tag", "000000", "vip"),
    "`poll`, nothing new": ("poll",),
}


@dataclass
class History:
    """A store that grows: one conversation in five is open, one in fifty asks for a person."""

    store: Store
    there: int = 0

    def grow(self, size: int) -> None:
        """To so many conversations of one mail of 150 words each."""
        while self.there < size:
            end = min(size, self.there + BATCH)
            self.store.commit(self.changes(end))
            self.there = end

    def changes(self, end: int) -> Changes:
        conversations, messages = zip(*map(pair, range(self.there, end)), strict=True)
        return Changes(conversations=conversations, messages=messages)


def pair(number: int) -> tuple[Conversation, Message]:
    """A conversation and its mail, whose words are as frequent as those of a language."""
    id = "".join(DIGITS[(number >> 5 * place) % 32] for place in range(6))
    who = Address(f"user{number}@cust{number % 500}.example", f"User {number}")
    at, subject = NOW + timedelta(seconds=number), f"Order {number} {WORDS[number % 1000]}"
    one = conversation(
        id=id, subject=subject, customer=who, opened_at=at, changed_at=at, last_in_at=at,
        status="closed" if number % 5 else "open", answered_at=at if number % 5 == 1 else None,
        needs=(Reason("look"),) if number % 50 == 0 else (), priority=PRIORITIES[number % 4],
    )  # fmt: skip
    said = message(
        key=f"{number * 2654435761 % 2**32:08x}", conversation=id, subject=subject, originators=(who,), received_at=at,
        text=" ".join(CHANCE.choices(WORDS, cum_weights=WEIGHTS, k=150)), message_id=f"<{number}@x.example>",
        header="x" * 800,
    )  # fmt: skip
    return one, said


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print what each size costs; ratios are to the first."""
    first: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="cb", dir=Path.cwd()) as name:
        folder = Path(name)
        (folder / "templates").mkdir()
        (folder / "rules.yaml").write_text(ROOM + corpus.rules())
        with Wiring(load(folder / "rules.yaml")) as wiring:
            history, place = History(wiring.store), wiring.desk("support")
            poll(place)
            for size in sizes:
                history.grow(size)
                found = {"a mail in, us": taken_in(place, size), **upkeep(wiring.store, folder), **commands(folder)}
                first = first or found
                print(f"history of {size} conversations:")
                for what, cost in found.items():
                    print(f"  {what}: {cost:,.0f} ({cost / first[what]:.2f} x)", flush=True)


def taken_in(place: Workspace, size: int) -> float:
    """Microseconds of the processor for a mail of a pass, 50 rules; the median of some passes."""
    costs = []
    for turn in range(ROUNDS):
        for number in range(BATCH):
            mail = corpus.mail(number, seed=size * 100 + turn)
            place.ways.mailbox().deliver(mail, datetime.now(UTC))  # type: ignore[attr-defined]
        costs.append(spent(lambda: poll(place)) * 1000 / BATCH)
    return statistics.median(costs)


def upkeep(store: Store, folder: Path) -> dict[str, float]:
    """Milliseconds of the processor of a check and a copy."""
    copy = folder / "copy.db"
    costs = {"`store check`, ms": spent(store.faults), "`store backup`, ms": spent(lambda: store.backup(copy))}
    copy.unlink()
    return costs


def commands(folder: Path) -> dict[str, float]:
    """Milliseconds of the processor of a command, the shell not counted: the best of some."""
    begin = [sys.executable, "-m", "csmail", "--config", str(folder / "rules.yaml")]
    return {
        f"{name}, ms": min(_run([*begin, *words]) for _ in range(TIMES)) for name, words in COMMANDS.items()
    }  # fmt: skip


def _run(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 75):
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def spent(deed: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    began = time.process_time()
    deed()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    main(tuple(parser.parse_args().sizes))
