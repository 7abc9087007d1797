"""A desk on a real IMAP account whose mails leave into a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from csmail.config.schema import Config
from csmail.desk.intake.poll import Backlog, Pass
from csmail.desk.intake.report import PassReport
from csmail.desk.workspace import Workspace
from csmail.mailboxes import imap
from csmail.now import now as clock
from csmail.outbox import Ways
from csmail.ports import Store
from csmail.stores import tinydb
from csmail.transports.memory import MemoryTransport
from csmail.wiring import LaterTemplates
from tests.faults.file_world import DESK, Came
from tests.faults.oracle import Clock, Scene, judge
from tests.servers.account import Account
from tests.workspace import mail

PATIENCE = timedelta(seconds=0.7)


@dataclass
class ImapDesk:
    """`account` looks from outside; `settings` are csmail's, perhaps by way of a proxy."""

    account: Account
    config: Config
    folder: Path
    settings: imap.Settings
    transport: MemoryTransport = field(default_factory=MemoryTransport)
    clock: Clock = field(default_factory=lambda: Clock(clock()))  # the server dates what comes by its own

    def __post_init__(self) -> None:
        self.store: Store = tinydb.open(tinydb.Settings(), self.folder)
        self.mailbox = imap.Imap(self.settings, DESK)
        numbers = count()
        self.place = Workspace(
            desk=self.config.desks[DESK].desk,
            store=self.store,
            templates=LaterTemplates(self.config.templates),
            rules=self.config.rules,
            ways=Ways(lambda: self.mailbox, lambda: self.transport),
            now=self.clock,
            unique=lambda: f"u{next(numbers)}",
        )

    @property
    def scene(self) -> Scene:
        delivered = lambda: [Came(who, one.data) for one, who in self.transport.sent]  # noqa: E731
        return Scene(self.place, self.clock, delivered, self.folder / "state")

    def run(self, backlog: Backlog | None = None) -> PassReport:
        return Pass(self.place, backlog).run()

    def deliver(self, number: int, folder: str = "INBOX", **fields: str) -> None:
        text = f"{mail(number, **fields)}\n\nHalo, apa kabar?\n"
        self.account.deliver(text.replace("\n", "\r\n").encode(), folder)

    def judge(self) -> list[str]:
        return judge(self.scene)

    def acknowledged(self) -> list[str]:
        """To whom acknowledgements went, in order."""
        return [who[0] for one, who in self.transport.sent if b"auto-replied" in one.data.lower()]

    def again(self, **changes: Any) -> None:
        """Another process: a new connection with other settings."""
        self.mailbox.close()
        self.settings = replace(self.settings, **changes)
        self.mailbox = imap.Imap(self.settings, DESK)

    def close(self) -> None:
        self.mailbox.close()
        self.store.close()


@contextmanager
def at_work(account: Account, config: Config, folder: Path, **changes: Any) -> Iterator[ImapDesk]:
    """A desk, closed at the end."""
    desk = ImapDesk(account, config, folder, account.settings_with(**{"timeout": timedelta(seconds=5), **changes}))
    try:
        yield desk
    finally:
        desk.close()
