"""What a list of 10,000 waiting drafts costs: the whole command, and how much of it is not its start."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.draft_life import Claim
from csmail.model.task import Draft
from csmail.stores import tinydb
from tests.factories import NOW, conversation, message

COUNTS = (1, 10_000)
LISTS = ((), ("--unclaimed",), ("--mine",), ("--stale",), ("--due",), ("--all",), ("--limit", "10000"))
GOAL = 0.3
RULES = """\
desks:
  support: {address: support@toko.example, mailbox: {kind: memory}, transport: {kind: memory}}
store: {kind: tinydb, path: state}
"""


def filled(folder: Path, count: int) -> None:
    """A desk with so many drafts, each of a conversation of its own; a third of them is in somebody's hand."""
    (folder / "rules.yaml").write_text(RULES)
    (folder / "templates").mkdir()
    audience = Audience("send", Address("support@toko.example"), to=(Address("rina@cust.example", "Rina"),))
    with closing(tinydb.open(tinydb.Settings("state"), folder)) as store:
        for start in range(0, count, 500):
            numbers = range(start, min(start + 500, count))
            ids = [f"{number:06d}" for number in numbers]
            store.commit(
                Changes(
                    conversations=tuple(conversation(id=id, opened_at=NOW, changed_at=NOW) for id in ids),
                    messages=tuple(message(key=f"{id:0>64}", conversation=id, received_at=NOW) for id in ids),
                    drafts=tuple(
                        draft(f"D{id[1:]}", id, audience, number) for id, number in zip(ids, numbers, strict=True)
                    ),
                )
            )


def draft(id: str, of: str, audience: Audience, number: int) -> Draft:
    claim = Claim("sari", NOW + timedelta(days=3650)) if number % 3 == 0 else None
    text = "Halo Rina,\n\nTerima kasih sudah menunggu. Paketnya berangkat pagi ini.\n\nSalam hangat,\nToko Melati\n"
    return Draft(
        id, "support", of, f"{number:064x}", "rule", NOW + timedelta(seconds=number), NOW + timedelta(seconds=number),
        audience, subject="Re: Pesanan 12345", text=text, answers=f"{of:0>64}", claim=claim,
    )  # fmt: skip


def spent(folder: Path, words: Sequence[str]) -> float:
    """Seconds of the processor that `csmail drafts list` takes, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "csmail", "drafts", "list", *words], check=True, capture_output=True,
        env={
            **os.environ, "CSMAIL_CONFIG": str(folder / "rules.yaml"), "CSMAIL_BY": "sari",
            "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "cache"),
        },
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        for folder, count in zip((one, many), COUNTS, strict=True):
            filled(Path(folder), count)
        for words in LISTS:
            least = [min(spent(Path(folder), words) for _ in range(5)) for folder in (one, many)]
            more = least[1] - least[0]
            print(f"drafts list {' '.join(words):<14} {least[1]:.3f} s, {more:+.3f} s beside one draft (goal {GOAL} s)")


if __name__ == "__main__":
    main()
