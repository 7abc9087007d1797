"""A desk whose mail server and whose sink are files: what the world has seen outlives any process that dies."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

from csmail.config.load import load
from csmail.config.schema import Config
from csmail.desk.workspace import Workspace
from csmail.mailboxes.memory import Memory
from csmail.model.task import Delivery, Mail
from csmail.outbox import Ways
from csmail.stores import tinydb
from csmail.transports.shared.envelope_check import admit
from csmail.wiring import LaterTemplates
from tests.factories import NOW
from tests.faults.oracle import Clock, Scene

DESK = "support"
LATER, NEVER = "later@cust.example", "never@cust.example"
SOON = NOW + timedelta(minutes=5)
RULES = """\
desks:
  support:
    address: support@toko.example
    language: id
    mailbox: {kind: memory}
    transport: {kind: memory}
    team: {agents: [sari@toko.example], internal_domains: [toko.example]}
    escalation: [{to: lead@toko.example}]
    hours: {mon-fri: "00:00-10:00"}
  care:
    address: care@toko.example
    language: id
    mailbox: {kind: memory}
    transport: {kind: memory}
    team: {agents: [nina@toko.example], internal_domains: [toko.example]}
store: {kind: tinydb, path: state}
rules:
  - name: refund
    when: {subject: [refund]}
    then: [{tag: [refund]}, draft, {escalate: {to: finance@toko.example, within: 2h}}, {move: Refund}]
  - name: left at closing
    on: closing
    when: {tagged: evening}
    then: [{transfer: care}, {note: dialihkan}, {escalate: {to: shift@toko.example}}]
  - name: everybody
    when: {kind: human}
    then: [acknowledge, {tag: [new]}]
"""


def looking(name: str) -> Callable[..., Any]:
    """A method of `Memory` before which the file is read."""
    plain = getattr(Memory, name)

    @wraps(plain)
    def seen(self: FileBox, *arguments: Any, **options: Any) -> Any:
        self.load()
        return plain(self, *arguments, **options)

    return seen


def changing(name: str) -> Callable[..., Any]:
    """A method of `Memory` before which the file is read, after which it is written."""
    plain = looking(name)

    @wraps(plain)
    def kept(self: FileBox, *arguments: Any, **options: Any) -> Any:
        outcome = plain(self, *arguments, **options)
        self.save()
        return outcome

    return kept


class FileBox(Memory):
    """The memory mailbox with a file under it: a deed is done when the file has its new name, not before."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def load(self) -> None:
        if self.path.exists():
            self._boxes = pickle.loads(self.path.read_bytes())

    def save(self) -> None:
        new = self.path.with_suffix(".new")
        new.write_bytes(pickle.dumps(self._boxes))
        new.replace(self.path)

    open_folder = looking("open_folder")
    uids = looking("uids")
    fetch = looking("fetch")
    holds = looking("holds")
    look = looking("look")
    claim = changing("claim")
    deliver = changing("deliver")
    renumber = changing("renumber")
    put_back = changing("put_back")
    mark = changing("mark")
    move = changing("move")
    file = changing("file")
    file_all = changing("file_all")
    unfile = changing("unfile")


@dataclass(frozen=True, slots=True)
class Came:
    """A mail in the sink."""

    recipients: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Wire:
    """A transport that ends in a file of JSON lines, in one write a mail. LATER is put off at first, NEVER refused."""

    path: Path
    clock: Callable[[], datetime]
    connections: int = 3

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> WirePrepared:
        admit(mail, recipients)
        return WirePrepared(self.path, mail, tuple(self._answer(who) for who in recipients))

    def report(self) -> Mapping[str, str]:
        return {}

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, who: str) -> Delivery:
        if who == NEVER:
            return Delivery(who, "refused", "550 no such user")
        if who == LATER and self.clock() < SOON:
            return Delivery(who, "deferred", "451 come back")
        return Delivery(who, "queued", "250 ok")


@dataclass(frozen=True, slots=True)
class WirePrepared:
    path: Path
    mail: Mail
    deliveries: tuple[Delivery, ...]

    def transmit(self) -> Delivery:
        who = [each.recipient for each in self.deliveries if each.state == "queued"]
        line = json.dumps([who, self.mail.content]).encode() + b"\n"
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(file, line)
        os.close(file)
        return Delivery("", "sent", "250 queued")

    def abandon(self) -> None:
        """Nothing was promised."""


@dataclass(slots=True)
class World:
    """Everything in `folder`: state, mailbox, sink. `config` is read once for all worlds."""

    folder: Path
    config: Config

    def open(self) -> Scene:
        """A process of csmail begins here."""
        clock, numbers = Clock(), count()
        store = tinydb.open(tinydb.Settings(), self.folder)
        box, wire = FileBox(self.folder / "mailbox"), Wire(self.folder / "sink", clock)
        place = Workspace(
            desk=self.config.desks[DESK].desk,
            store=store,
            templates=LaterTemplates(self.config.templates),
            rules=self.config.rules,
            ways=Ways(lambda: box, lambda: wire),
            now=clock,
            unique=lambda: f"u{next(numbers)}",
        )
        return Scene(place, clock, self.delivered, self.folder / "state")

    def delivered(self) -> list[Came]:
        path = self.folder / "sink"
        lines = path.read_text().splitlines() if path.exists() else []
        return [Came(tuple(who), content.encode("latin-1")) for who, content in map(json.loads, lines)]

    @property
    def outside(self) -> dict[str, bytes]:
        """All that a later process can see of this one; the shared memory is made anew by whoever comes first."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        seen = (path for path in files if not path.name.endswith(("-shm", ".lock", ".new")))
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in seen}


def configured(folder: Path) -> Config:
    """The rules of these worlds, with the shipped templates."""
    from csmail.setup import starter

    starter.write(folder, {**starter.shipped(), "rules.yaml": RULES})
    return load(folder / "rules.yaml")


def without(names: Collection[str], config: Config) -> Config:
    """The configuration without the rules of these names."""
    return replace(config, rules=tuple(rule for rule in config.rules if rule.name not in names))
