"""Brings up csmail processes by the dozen, forked from one warm process, and kills them.

Called as `python -m tests.faults.nursery storm|crowd FOLDER PORT COUNT MAILS SEED`; FOLDER holds rules.yaml, PORT
is the IMAP server's. What the processes say goes into FOLDER/log. Prints one JSON object: how they ended, the mails.

storm: five at a time on one store (the daemon, two passes of cron, two commands of people), each killed with SIGKILL
at a random moment while mails come in, until COUNT are dead. crowd: COUNT processes that all poll the same desk.
"""

from __future__ import annotations

import imaplib
import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from csmail.cli.main import run
from csmail.config.load import load
from csmail.desk.intake.poll import Pass
from csmail.errors import Busy
from csmail.wiring import Wiring
from tests.workspace import mail

LONGEST_LIFE = 1.0
AFTERWARDS = 2
LONGEST_CROWD = 300.0
TIRED = 12
USER, SECRET = "DESK_USER", "DESK_SECRET"


class Nursery:
    """`mails` counts what was delivered, `ends` how the children ended."""

    def __init__(self, folder: Path, port: int, seed: int) -> None:
        self.folder, self.port = folder, port
        self.chance = random.Random(seed)
        self.mails = 0
        self.ends: Counter[str] = Counter()
        self.config = ["--config", str(folder / "rules.yaml")]
        run(["status", *self.config])  # every import is paid here
        run(["poll", *self.config])
        preloaded()

    def deliver(self, count: int) -> None:
        """So many customers write, one in ten of them again."""
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(os.environ[USER], os.environ[SECRET])
            for _ in range(count):
                self.mails += 1
                number = self.mails if self.mails % 10 else self.mails - 5
                subject = "refund" if number % 4 == 0 else "Pesanan"
                head = mail(self.mails, From=f"c{number}@cust.example", Subject=subject, Date="")
                client.append("INBOX", "", "", f"{head}\n\nHalo {number}\n".replace("\n", "\r\n").encode())

    def begin(self, deed: Callable[[], int | None]) -> int:
        """A process that does this; its number."""
        child = os.fork()
        if child:
            return child
        code = 70
        try:
            log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            code = deed() or 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def end(self, child: int) -> None:
        """Wait for a child."""
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.ends["killed" if code == -signal.SIGKILL else str(code)] += 1

    def storm(self, kills: int, mails: int) -> None:
        while self.ends["killed"] < kills:
            self.deliver(mails)
            found = self.conversations()
            commands = [["run"], ["poll"], ["poll"]]
            if found:
                commands.append(["reply", self.chance.choice(found), "--text", "Sudah kami kirim.", "--anyway"])
                commands.append(["tag", self.chance.choice(found), "urgent"])
            children = [self.begin(partial(run, [*command, *self.config])) for command in commands]
            self.chance.shuffle(children)
            until = time.monotonic() + self.chance.uniform(0, LONGEST_LIFE)
            for child in children:
                select.select([], [], [], max(0, until - time.monotonic()) * self.chance.random())
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            for child in children:
                self.end(child)

    def crowd(self, processes: int, mails: int) -> None:
        """All at once, while the mails come in one by one."""
        ready, told = os.pipe()
        children = [self.begin(partial(self.polling, told)) for _ in range(processes)]
        os.close(told)
        for _ in children:
            os.read(ready, 1)
        self.deliver(mails)
        (self.folder / "over").touch()
        for child in children:
            self.end(child)

    def polling(self, ready: int) -> None:
        """Passes, one after the other, until everything was delivered, and some more."""
        chance = random.Random(os.getpid())
        with Wiring(load(self.folder / "rules.yaml")) as wiring:
            place = replace(wiring.desk("support"), batch=3)
            place.store.key()
            os.write(ready, b"!")
            left, until = AFTERWARDS, time.monotonic() + LONGEST_CROWD
            while left and time.monotonic() < until:
                asked = count()
                with suppress(Busy):  # each goes home early, so that others come in amid the work
                    report = Pass(place, stop=lambda asked=asked: next(asked) > TIRED).run()
                    left -= (self.folder / "over").exists() and not report.taken_in and not report.worked
                select.select([], [], [], chance.uniform(0, 0.02))

    def conversations(self) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.folder}/state/csmail.db?mode=ro", uri=True)) as store:
            return [row[0] for row in store.execute("SELECT id FROM documents WHERE kind = 'conversations'")]


def preloaded() -> None:
    """What a pass imports only when there is mail."""
    for name in ("templates", "desk.intake.batch", "mailboxes.imap.fetch", "mailboxes.imap.folders",
                 "mailboxes.imap.fetch_fallback", "transports.smtp.pool", "daemon", "desk.by_hand.act"):  # fmt: skip
        import_module(f"csmail.{name}")


def main(how: str, folder: Path, numbers: list[int]) -> dict[str, Any]:
    port, count, mails, seed = numbers
    nursery = Nursery(folder, port, seed)
    (nursery.storm if how == "storm" else nursery.crowd)(count, mails)
    return {"mails": nursery.mails, "ends": nursery.ends}


if __name__ == "__main__":
    said = main(sys.argv[1], Path(sys.argv[2]), [int(word) for word in sys.argv[3:]])
    print(json.dumps(said))
