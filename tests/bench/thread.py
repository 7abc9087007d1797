"""What one long conversation costs: a pass that brings many mails onto many, and what people type about it."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from csmail.actions.reply import Reply
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.merge import merge
from csmail.desk.intake import poll
from csmail.rules.rule import ActionCall
from csmail.stores import tinydb
from tests.factories import NOW, message
from tests.workspace import Office, asked, mail, rule

PAIRS = ((0, 1_000), (2_500, 2_500), (10_000, 1), (10_000, 2_500))
HEADER = "Received: from mx.cust.example by mx.toko.example with ESMTPS id 4711;\r\n" * 30
TEXT = "Halo, pesanan saya belum sampai. Tolong dicek ya, terima kasih banyak.\n" * 30
MEGABYTE = 1024


def measured(before: int, count: int) -> str:
    """In a process of its own, so that its peak memory is its own."""
    from csmail.model.changes import Changes

    rules = (rule(asked("tag", tags=("refund",)), on="reply"), rule(asked("acknowledge")))
    with tempfile.TemporaryDirectory() as folder:
        here = Office(rules=rules)
        here.store = tinydb.open(tinydb.Settings(), Path(folder))  # type: ignore[assignment]
        here.place = replace(here.place, store=here.store)
        poll.poll(here.place)
        here.deliver(mail(0), TEXT)
        poll.poll(here.place)
        (first,) = here.store.conversations()
        for start in range(0, before, 500):
            more = [
                message(
                    key=f"{n:064x}", conversation=first.id, header=HEADER, text=TEXT, message_id=f"<o{n}@cust.example>",
                    received_at=NOW - timedelta(minutes=before - n),
                )
                for n in range(start, min(start + 500, before))
            ]  # fmt: skip
            here.store.commit(Changes(messages=tuple(more)))
        for number in range(1, count + 1):
            here.deliver(mail(number, Subject="Re: Pesanan", In_Reply_To="<m0@cust.example>"), TEXT)
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
        began = time.perf_counter()
        assert poll.poll(here.place).taken_in == count
        spent, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
        began = time.perf_counter()
        act(here.place, first.id, ActionCall("reply", Reply(text="Sudah dikirim.", anyway=True)), "sari")
        answered = time.perf_counter() - began
        here.deliver(mail(999_999, From="joe@cust.example", Subject="Lain"), TEXT)
        poll.poll(here.place)
        other = next(one.id for one in here.store.conversations() if one.id != first.id)
        began = time.perf_counter()
        merge(here.place, other, first.id, "sari")
        merged = time.perf_counter() - began
        here.store.close()
        last = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return (
        f"{before:>7,} +{count:>6,}: pass {spent:6.2f} s, {spent / count * 1000:7.2f} ms a mail, "
        f"{base:4.0f} MB before, "
        f"{peak:4.0f} MB at most; a reply by hand {answered:5.2f} s, "
        f"a merge {merged:5.2f} s, {last:4.0f} MB"
    )


def main() -> None:
    """Print a line for each pair."""
    for before, count in PAIRS:
        command = [sys.executable, "-m", "tests.bench.thread", "--one", f"{before}", f"{count}"]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", nargs=2, type=int)
    chosen = parser.parse_args()
    if chosen.one:
        print(measured(*chosen.one))
    else:
        main()
