"""10,000 mails in a Dovecot inbox, 50 rules: csmail beside the bare client that moves the same bytes.

They take turns; each figure is a ratio within one round. The honest limit also makes durable what csmail keeps: as many
octets as its state folder, in as many pieces as it has batches. sieve-filter and imapfilter do the same where they are
installed. The split comes from a run under cProfile.

    python -m tests.bench.tagging [COUNT [ROUNDS]]      10,000 mails and 3 rounds, or so many
"""

from __future__ import annotations

import contextlib
import cProfile
import imaplib
import os
import pstats
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import corpus, tagging_peers
from tests.bench.tagging_limit import limit
from tests.servers import certificates, dovecot
from tests.servers.account import Account
from tests.servers.dovecot import Dovecot

ROUNDS = 3
BATCH = 500
ROOM = """
desks:
  support:
    address: support@toko.example
    mailbox: {{kind: imap, host: localhost, port: {port}, tls: none, username: {user}, password: {{env: BENCH_SECRET}}}}
    transport: {{kind: folder, path: out}}
store: {{kind: tinydb, path: state}}
"""
PLACES = {
    "network and response parsing": ("csmail/mailboxes/",),
    "mail parsing": ("csmail/mail/",),
    "matching": ("csmail/rules/",),
    "store": ("csmail/stores/",),
    "deciding and the rest": ("csmail/desk/", "csmail/outbox/", "csmail/actions/", "csmail/model/"),
}


def main(count: int = 10_000, rounds: int = ROUNDS) -> None:
    """Print the ratios. Says so, and does nothing, where Dovecot is missing."""
    if not Path(dovecot.BINARY).exists():
        print("tagging: skipped, dovecot-imapd is not installed")
        return
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        minted = certificates.mint(Path(folder))
        with dovecot.running(minted) as server, server.account() as account:
            measure(server, account, Path(folder), (count, rounds))


def measure(server: Dovecot, account: Account, folder: Path, size: tuple[int, int]) -> None:
    """Fill the inbox, then csmail, the limit and the peers in turn."""
    (count, rounds), port = size, server.port
    for mail in corpus.mails(count):
        account.deliver(mail)
    os.environ["BENCH_SECRET"] = dovecot.PASSWORD
    text = ROOM.format(port=port, user=account.settings.username) + corpus.rules()
    (folder / "rules.yaml").write_text(text)
    pairs: list[tuple[int, str]] = []
    ratios, durable, walls, peaks, used = [], [], [], [], []
    peers: dict[str, list[tuple[float, float]]] = {}
    for number in range(rounds + 1):
        untag(account)
        shutil.rmtree(folder / "state", ignore_errors=True)
        wall, busy, peak = poll(folder)
        kept = sum(file.stat().st_size for file in (folder / "state").iterdir())
        pairs = tagged(account)
        untag(account)
        bare, octets = limit("127.0.0.1", port, account.settings.username, dovecot.PASSWORD, pairs)
        for name, taken, worked in tagging_peers.contestants(server, account.settings.username, folder):
            if number:
                peers.setdefault(name, []).append((taken / bare, worked))
            untag(account)
        if number:  # the first round warms Dovecot's caches
            ratios.append(wall / bare)
            durable.append(wall / (bare + made_durable(folder, kept, count // BATCH + 1)))
            walls.append((wall, bare))
            peaks.append(peak)
            used.append(busy)
    ours, bare = (statistics.median(figures) for figures in zip(*walls, strict=True))
    print(f"tagging {count} mails, 50 rules, {len(pairs)} keywords, {octets / 1e6:.1f} MB:")
    print(f"  {statistics.median(ratios):.2f} x the limit ({min(ratios):.2f} to {max(ratios):.2f})")
    middle, least, most = statistics.median(durable), min(durable), max(durable)
    print(f"  {middle:.2f} x the limit that also makes {kept / 1e6:.0f} MB durable ({least:.2f} to {most:.2f})")
    busy = statistics.median(used)
    print(f"  medians {ours:.2f} s and {bare:.2f} s, {busy:.2f} s of the processor, peak {max(peaks)} MB")
    for name, figures in peers.items():
        times, spent = (sorted(one) for one in zip(*figures, strict=True))
        print(
            f"  {name} {statistics.median(times):.1f} x the limit ({times[0]:.1f} to {times[-1]:.1f}), "
            f"{statistics.median(spent):.1f} s of the processor"
        )
    untag(account)
    shutil.rmtree(folder / "state", ignore_errors=True)
    split(folder)


def made_durable(folder: Path, octets: int, pieces: int) -> float:
    """Wall seconds to append so many octets to a file, with an fdatasync after each piece."""
    piece = b"x" * (octets // pieces)
    began = time.perf_counter()
    with (folder / "durable").open("wb", buffering=0) as file:
        for _ in range(pieces):
            file.write(piece)
            os.fdatasync(file.fileno())
    return time.perf_counter() - began


def poll(folder: Path) -> tuple[float, float, int]:
    """Wall seconds of the whole process, its seconds of the processor, and its peak memory in MB."""
    command = [sys.executable, "-m", "csmail", "--config", str(folder / "rules.yaml"), "poll", "--from-beginning"]
    script = (
        "import resource, subprocess, sys, time; began = time.perf_counter(); "
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(code, time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)"
    )
    ours = [sys.executable, "-c", script, *command]
    done = subprocess.run(ours, capture_output=True, text=True, check=True, env=corpus.compiled())
    code, wall, busy, peak = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"csmail poll ended with {code}: {done.stderr}")
    return float(wall), float(busy), int(peak)


def split(folder: Path) -> None:
    """Where the time of our own process goes, by the room that spends it (libraries counted to their caller)."""
    from csmail.config.load import load
    from csmail.desk.intake.poll import Backlog, poll
    from csmail.wiring import Wiring

    profile = cProfile.Profile()
    with Wiring(load(folder / "rules.yaml")) as wiring:
        began = time.perf_counter()
        profile.runcall(poll, wiring.desk("support"), Backlog())
        wall = time.perf_counter() - began
    spent = dict.fromkeys(PLACES, 0.0)
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        where = room(file)
        if where:
            spent[where] += own
        else:
            for (caller, _, _), (_, _, share, _) in callers.items():
                spent[room(caller) or "deciding and the rest"] += share
    print(f"  split under the profiler ({wall:.1f} s): " + ", ".join(f"{name} {s:.2f} s" for name, s in spent.items()))


def room(file: str) -> str:
    """The part of the work that a source file belongs to; "" for a library."""
    return next((name for name, parts in PLACES.items() if any(part in file for part in parts)), "")


@contextlib.contextmanager
def inbox(account: Account) -> Iterator[imaplib.IMAP4]:
    """An independent client with the INBOX open."""
    client = imaplib.IMAP4("127.0.0.1", account.settings.address[1])
    client.login(account.settings.username, account.secret)
    client.select("INBOX")
    yield client
    client.logout()


def tagged(account: Account) -> list[tuple[int, str]]:
    """What an independent client finds: (UID, keyword)."""
    with inbox(account) as client:
        _, lines = client.uid("FETCH", "1:*", "(UID FLAGS)")
    found = (re.search(rb"UID (\d+) FLAGS \(([^)]*)\)", line) for line in lines if isinstance(line, bytes))
    return [
        (int(one[1]), word.decode()) for one in found if one for word in one[2].split() if not word.startswith(b"\\")
    ]


def untag(account: Account) -> None:
    """Take every keyword off again."""
    words = sorted({word for _, word in tagged(account)})
    with inbox(account) as client:
        for word in words:
            client.uid("STORE", "1:*", "-FLAGS.SILENT", f"({word})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
