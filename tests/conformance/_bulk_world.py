"""One case of bulk.yaml as a folder with rules.yaml, a store, a transport that can be told its answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from csmail import wiring
from csmail.cli import main
from csmail.cli.commands import _bulk_run
from csmail.desk import bulk_records as records
from csmail.desk.bulk import deliver
from csmail.desk.workspace import Workspace
from csmail.mail import identity
from csmail.model.address import Address, key
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message
from csmail.model.task import Delivery, Mail
from csmail.ports import FactSheet, Store, families
from csmail.transports.memory import MemoryPrepared, MemoryTransport
from tests import factories
from tests.conformance import _kept

NOW = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
RULES = """\
desks:
  support:
    address: support@toko.example
    display_name: Toko Melati
    language: id
    timezone: Asia/Jakarta
    team: {agents: [budi@toko.example], internal_domains: [toko.example]}
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
rules: []
"""
TEMPLATES = {
    "delay.id": "Maaf, pesanan Kakak terlambat. (delay.id)",
    "delay.en": "Sorry, your order is late. (delay.en)",
    "news.id": "Kabar dari toko. (news.id)",
}
GIVEN = frozenset(
    {"conversations", "conversations_like", "templates", "lookups", "list", "list_bytes", "list_like", "opted_out"}
    | {"bounced", "customers", "earlier", "killed", "stopped", "server", "arrives_before_send", "answered_before_send"}
    | {"file"}
)
NAMED = "7Q2M"
"""How the table calls the bulk that was begun before."""


class Killed(BaseException):
    """What no handler catches: the process is gone."""


@dataclass(slots=True)
class Server(MemoryTransport):
    """Dies at a moment: `dies` names an address and whether its content was under way."""

    dies: tuple[str, bool] | None = None
    seen: list[str] = field(default_factory=list)

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> MemoryPrepared:
        self.seen.extend(recipients)
        if self.dies == (recipients[0], False):
            raise Killed
        prepared = MemoryTransport.prepare(self, mail, recipients)
        return Dying(self, mail, prepared.deliveries) if self.dies == (recipients[0], True) else prepared


class Dying(MemoryPrepared):
    """Its content begins, and nobody hears what became of it."""

    def transmit(self) -> Delivery:
        raise Killed


@dataclass(slots=True)
class Ran:
    """What a command ended with."""

    exit: int
    document: Mapping[str, Any] | None
    stderr: str


class World:
    """`bulk` is the id of the bulk that was begun before the command of the case."""

    def __init__(
        self, case: Mapping[str, Any], folder: Path, patch: pytest.MonkeyPatch, heard: pytest.CaptureFixture[str]
    ) -> None:
        self.given: Mapping[str, Any] = case["given"]
        unknown = set(self.given) - GIVEN
        assert not unknown, f"nobody taught the runner what {unknown} means"
        self.folder, self.patch, self.heard = folder, patch, heard
        self.server = Server()
        self.bulk = ""
        self.now = NOW
        patch.chdir(folder)
        patch.delenv("CSMAIL_LANG", raising=False)
        patch.setenv("CSMAIL_AGENT", "sari")
        kind = families.transport_kind("memory")
        opened = SimpleNamespace(Settings=kind.Settings, check=kind.check, open=lambda *_: self.server)
        patch.setattr(wiring.families, "transport_kind", lambda _: opened)
        patch.setattr(wiring, "Workspace", self._workspace)
        patch.setattr(_bulk_run, "pause", self._rest)
        self._files()
        with self.opened() as store:
            self._remember(store)
        self._answers()
        self._before()

    def run(self, written: Sequence[str]) -> Ran:
        """The command as the product runs it; `--json` tells the lines."""
        self.patch.setenv("CSMAIL_NOW", self.now.isoformat())
        self.heard.readouterr()
        code = main.run([*(one.replace(NAMED, self.bulk) for one in written), "--json"])
        out, err = self.heard.readouterr()
        return Ran(code, json.loads(out) if out.strip() else None, err.replace(self.bulk or NAMED, NAMED))

    def opened(self) -> AbstractContextManager[Store]:
        """The store."""
        return _kept.opened(self.folder)

    def _rest(self, seconds: float) -> None:
        """No test waits for a rate: its time passes at once."""
        self.now += timedelta(seconds=seconds)
        self.patch.setenv("CSMAIL_NOW", self.now.isoformat())

    def _workspace(self, **members: Any) -> Workspace:
        return Workspace(**{**members, "facts": self._facts})

    def _facts(self, situation: Any, audience: Any, said: Any) -> Mapping[str, FactSheet]:
        known = self.given.get("lookups") or {}
        if situation.conversation.id not in known:
            return {}
        return {"order": FactSheet("order", {name: str(one) for name, one in known[situation.conversation.id].items()})}

    def _files(self) -> None:
        (self.folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        (self.folder / "templates").mkdir()
        for name, text in {**TEMPLATES, **(self.given.get("templates") or {})}.items():
            files = [name] if "." in name else [f"{name}.id", f"{name}.en"]
            for file in files:
                (self.folder / "templates" / f"{file}.txt").write_text(f"{text}\n", encoding="utf-8")
        content = self._list()
        if content is not None:
            (self.folder / self.given.get("file", "customers.csv")).write_bytes(content)

    def _list(self) -> bytes | None:
        if "list_like" in self.given:
            return ("email\n" + "".join(f"{one}\n" for one in self._many())).encode()
        if "list_bytes" in self.given:
            return bytes_of(self.given["list_bytes"])
        return str(self.given["list"]).encode() if "list" in self.given else None

    def _many(self) -> list[str]:
        return [f"a{number}@x.example" for number in range(1, self.given["list_like"]["count"] + 1)]

    def _remember(self, store: Store) -> None:
        like = self.given.get("conversations_like")
        several = [] if not like else [{**like, "id": f"A{number:05}"} for number in range(like["count"])]
        for number, one in enumerate([*(self.given.get("conversations") or ()), *several]):
            spec = one.get("customer", f"c{number}@customer.example")
            store.commit(Changes(conversations=(conversation(one, spec),), messages=(mail(one, spec),)))
        for spec in self.given.get("opted_out") or ():
            store.commit(Changes(customers=(customer(spec, left_alone_at=NOW),)))
        for spec in self.given.get("bounced") or ():
            store.commit(Changes(customers=(customer(spec, bounced_at=NOW),)))
        for first, *others in self.given.get("customers") or ():
            leading = customer(first)
            merged = (customer(spec, merged_into=leading.id) for spec in others)
            store.commit(Changes(customers=(leading, *merged)))

    def _answers(self) -> None:
        for whom, reply in (self.given.get("server") or {}).items():
            first = re.fullmatch(r"first (\d+)", str(whom))
            state: Any = "refused" if str(reply).startswith("5") else "deferred"
            for spec in self._many()[: int(first[1])] if first else [str(whom)]:
                self.server.answers[spec] = Delivery("", state, str(reply))

    def _before(self) -> None:
        """What happened before the command: an earlier bulk, one that was killed, one that is under way."""
        if earlier := self.given.get("earlier"):
            self.now = NOW - timedelta(hours=int(str(earlier["ago"]).removesuffix("h")))
            content = "email\n" + "".join(f"{one}\n" for one in earlier["to"])
            (self.folder / "earlier.csv").write_text(content, encoding="utf-8")
            self._begin(["bulk", "send", "earlier.csv", "--template", earlier["template"], "--yes"])
            self.now = NOW
        if killed := self.given.get("killed"):
            found = re.fullmatch(r"(while|before|after) (\S+)(?: was transmitting)?", killed)
            assert found, killed
            self._interrupt(found[2], found[1])
        if stopped := self.given.get("stopped"):
            self._leave_off(str(stopped).removeprefix("after "))

    def _interrupt(self, spec: str, when: str) -> None:
        """Begin the send, and die at this address."""
        addresses = [one for one in str(self.given["list"]).split()[1:] if "@" in one]
        at = addresses[addresses.index(spec) + 1] if when == "after" else spec
        self.server.dies = (at, when == "while")
        self._begin(["bulk", "send", "customers.csv", "--template", "news", "--yes"])
        self.server.dies = None

    def _leave_off(self, spec: str) -> None:
        """Begin the send at such a rate that it rests after this address, and die there."""
        addresses = [one for one in str(self.given["list"]).split()[1:] if "@" in one]
        rate = f"{addresses.index(spec) + 1}/d"

        def die(seconds: float) -> None:
            raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_bulk_run, "pause", die)
            self._begin(["bulk", "send", "customers.csv", "--template", "news", "--yes", "--rate", rate])

    def _begin(self, command: list[str]) -> None:
        with suppress(Killed):
            self.run(command)
        with self.opened() as store:
            self.bulk = next(records.newest(store)).id
        self.server.sent.clear()

    def meanwhile(self) -> None:
        """Let happen what happens after the mails were written and before the first leaves."""
        given, work_off = self.given, deliver.work_off

        def late(workspace: Workspace, *rest: Any) -> int:
            self.now = NOW + timedelta(seconds=1)
            self.patch.setenv("CSMAIL_NOW", self.now.isoformat())
            if arrives := given.get("arrives_before_send"):
                came(workspace.store, arrives["conversation"], self.now)
            if answered := given.get("answered_before_send"):
                answer(workspace.store, answered["conversation"], answered["by"], self.now)
            return work_off(workspace, *rest)

        self.patch.setattr(deliver, "work_off", late)


def bytes_of(written: str) -> bytes:
    """`EF BB BF + 'email;name\\r\\n…'` as octets."""
    octets, _, text = written.partition("+")
    said = text.strip().strip("'").encode().decode("unicode_escape")
    return bytes.fromhex(octets.strip()) + said.encode()


def customer(spec: str, **changes: Any) -> Customer:
    return Customer(identity.customer_id(b"k" * 32, key(spec)), spec, NOW, NOW, **changes)


def conversation(one: Mapping[str, Any], spec: str) -> Conversation:
    opened = NOW - timedelta(hours=1)
    return factories.conversation(
        id=one["id"], opened_at=opened, changed_at=opened, customer=Address(spec), status=one.get("status", "open"),
        tags=frozenset(one.get("tags") or ()), language=one.get("language", ""), mood=one.get("mood", ""),
        participants=frozenset({spec}), last_in_at=opened, subject=one.get("newest_subject", "Pesanan"),
        turns=(Turn(opened, "asked", f"m{one['id']}"),),
    )  # fmt: skip


def mail(one: Mapping[str, Any], spec: str) -> Message:
    return factories.message(
        key=f"m{one['id']}", message_id=f"<{one['id']}@customer.example>", conversation=one["id"], place=None,
        originators=(Address(spec),), subject=one.get("newest_subject", "Pesanan"), language=one.get("language", ""),
        received_at=NOW - timedelta(hours=1), text="Halo.",
    )  # fmt: skip


def came(store: Store, id: str, at: datetime) -> None:
    """The customer writes again."""
    found = store.conversation(id)
    assert found is not None
    first = next(one for one in store.newest(id) if one.direction == "in")
    again = factories.message(
        key=f"again{id}", conversation=id, originators=first.originators, received_at=at, place=None,
        message_id=f"<again.{id}@customer.example>",
    )  # fmt: skip
    store.commit(Changes(conversations=(found.amended(changed_at=at, last_in_at=at),), messages=(again,)))


def answer(store: Store, id: str, by: str, at: datetime) -> None:
    """A colleague answers with a mail program."""
    found = store.conversation(id)
    assert found is not None
    said = factories.message(
        key=f"answer{id}", conversation=id, direction="out", originators=(Address(by),), received_at=at, place=None,
        message_id=f"<answer.{id}@toko.example>",
    )  # fmt: skip
    store.commit(Changes(conversations=(found.amended(changed_at=at, status="waiting"),), messages=(said,)))
