"""One case of incidents.yaml as a folder with rules.yaml, a mailbox, a store and a server that can be told its answers.

Every mail comes in by a pass, every step is a command as a person types it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from csmail import wiring
from csmail.cli import main
from csmail.errors import Stopping
from csmail.mailboxes.memory import Memory
from csmail.model.task import Delivery, Mail
from csmail.ports import Store, families
from csmail.reason import Reason
from csmail.transports.memory import MemoryPrepared, MemoryTransport
from tests.conformance import _kept
from tests.conformance._bulk_world import Dying, Killed, Ran

BEGIN = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OPENED = datetime(2026, 11, 2, 2, 50, tzinfo=UTC)
CLOSED = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
RULES = """\
desks:
  support:
    address: support@toko.example
    display_name: Toko Melati
    language: id
    timezone: Asia/Jakarta
    promises: {{first_response: 8h}}
    acknowledge: {{per_hour: {per_hour}}}
    team: {{agents: [sari@toko.example], internal_domains: [toko.example]}}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
store: {{kind: tinydb, path: state}}
rules: {rules}
"""
ACKNOWLEDGE = "[{name: received, when: {kind: human}, then: [acknowledge]}]"
TEMPLATES = ("incident-notice", "incident-update", "incident-over", "other-notice", "acknowledgement")
HEADERS = {
    "notification": "Auto-Submitted: auto-generated\r\n",
    "list": "List-Id: <l.x.example>\r\nPrecedence: list\r\n",
    "auto_reply": "Auto-Submitted: auto-replied\r\n",
    "robot": "Auto-Submitted: auto-generated\r\n",
}
STATUS = {"closed": "close", "spam": "spam"}
GIVEN = frozenset({"mails", "mails_like", "templates", "customers", "opted_out", "server", "dies", "killed", "rules"})
REPORT = """\
From: MAILER-DAEMON@mx.example\r
To: support@toko.example\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <{number}.dsn@mx.example>\r
Date: {date}\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
It could not be delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; {to}\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 no such user\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {original}\r
To: {to}\r
\r
--b--\r
"""


@dataclass(slots=True)
class Server(MemoryTransport):
    """Dies while the content to `dies` is under way; is left when `takes` more mails were accepted and written down, as
    by a process that is ended while the next envelope is asked.
    """

    dies: str = ""
    takes: int | None = None
    accepted: list[str] = field(default_factory=list)

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> MemoryPrepared:
        if self.takes == 0:
            raise Stopping(Reason("stopping"))
        self.takes = None if self.takes is None else self.takes - 1
        prepared = MemoryTransport.prepare(self, mail, recipients)
        return Dying(self, mail, prepared.deliveries) if recipients[0] == self.dies else prepared

    def said(self, to: str) -> list[str]:
        """What was sent to an address, in order."""
        return [mail.data.decode() for mail, taken in self.sent if to in taken]


class World:
    """`ids` are the conversations by the names that the table gives them; `ran` what each command ended with."""

    def __init__(
        self, case: Mapping[str, Any], folder: Path, patch: pytest.MonkeyPatch, heard: pytest.CaptureFixture[str]
    ) -> None:
        self.given: Mapping[str, Any] = case["given"]
        self.case, self.folder, self.patch, self.heard = case, folder, patch, heard
        self.server, self.mailbox = Server(), Memory()
        self.now = BEGIN
        self.ids: dict[str, str] = {}
        self.ran: list[Ran] = []
        self._number = 0
        patch.chdir(folder)
        patch.delenv("CSMAIL_LANG", raising=False)
        patch.setenv("CSMAIL_AGENT", "sari")
        self._replace("transport_kind", "memory", lambda *_: self.server)
        self._replace("mailbox_kind", "memory", lambda *_: self.mailbox)
        self._files()
        self._rules("[]")
        self.run(["poll"])
        self._remember()
        self._rules(self.given.get("rules") or ACKNOWLEDGE)
        self.now = OPENED

    def untaught(self) -> set[str]:
        """What is given, or done, that this runner does not know."""
        words = {next(iter(step)) for step in self.case["do"] if not isinstance(step, str)}
        return (set(self.given) - GIVEN) | (words - {"arrives", "bounces", "answered"})

    def live(self) -> None:
        """Every step of the case."""
        self.look_up()
        for step in self.case["do"]:
            if isinstance(step, str):
                self._command(step)
            elif "arrives" in step:
                self._arrives(step["arrives"], step.get("acknowledgement", ""))
            elif "bounces" in step:
                self._bounces(step["bounces"])
            else:
                self.run(["reply", self.ids[step["answered"]], "--text", "Kami periksa.", "--by", step["by"]])

    def run(self, written: Sequence[str]) -> Ran:
        """The command as the product runs it; a pass prints a document a mail, which nobody reads here."""
        document = written[0] != "poll"
        self.patch.setenv("CSMAIL_NOW", self.now.isoformat())
        self.heard.readouterr()
        code = main.run([*written, *(["--json"] if document else [])])
        out, err = self.heard.readouterr()
        return Ran(code, json.loads(out) if document and out.strip() else None, err)

    def document(self, *written: str) -> Any:
        """What a command prints with --json."""
        return self.run(written).document or {}

    def opened(self) -> AbstractContextManager[Store]:
        """The store."""
        return _kept.opened(self.folder)

    def named(self, id: str) -> str:
        """The conversation as the table calls it."""
        return next((name for name, one in self.ids.items() if one == id), id)

    def _replace(self, function: str, kind: str, open: Any) -> None:
        real = getattr(families, function)(kind)
        fake = SimpleNamespace(Settings=real.Settings, check=real.check, open=open)
        self.patch.setattr(wiring.families, function, lambda _: fake)

    def _files(self) -> None:
        (self.folder / "templates").mkdir()
        own = self.given.get("templates") or {}
        for name in {*TEMPLATES, *own}:
            for file in [name] if "." in name else [f"{name}.id", f"{name}.en"]:
                text = own.get(name) or own.get(file) or f"({file})"
                (self.folder / "templates" / f"{file}.txt").write_text(f"{text}\n", encoding="utf-8")

    def _rules(self, rules: str, per_hour: int = 1_000) -> None:
        text = RULES.format(rules=rules, per_hour=per_hour)
        (self.folder / "rules.yaml").write_text(text, encoding="utf-8")

    def _remember(self) -> None:
        like = self.given.get("mails_like")
        many = (
            [{"from": f"c{number}@x.example", "text": like["text"]} for number in range(like["count"])] if like else []
        )
        mails = [*(self.given.get("mails") or ()), *many]
        for one in mails:
            self._deliver({"at": BEGIN.isoformat(), **one})
        self.now = max([self.now, *(_at(one) for one in mails if "at" in one)])
        self.run(["poll"])
        for one in mails:
            if one.get("status") in STATUS:
                self.run([STATUS[one["status"]], self._find(one["conversation"])])
        for first, *others in self.given.get("customers") or ():
            for other in others:
                assert self.run(["customers", "merge", first, other]).exit == 0
        for spec in self.given.get("opted_out") or ():
            self.run(["customers", "leave-alone", spec])
        for spec, reply in (self.given.get("server") or {}).items():
            self.server.answers[spec] = Delivery(
                "", "refused" if str(reply).startswith("5") else "deferred", str(reply)
            )

    def _deliver(self, one: Mapping[str, Any]) -> None:
        self._number += 1
        name = one.get("conversation") or f"N{self._number}"
        at = _at(one)
        cited = f"In-Reply-To: <{name}@c.example>\r\n" if name in self.ids else ""
        id = f"{name}.{self._number}" if cited else name
        head = (
            f"From: {one['from']}\r\nTo: support@toko.example\r\nSubject: {one.get('subject', 'Halo')}\r\n"
            f"Message-ID: <{id}@c.example>\r\nDate: {format_datetime(at)}\r\n"
            f"{HEADERS.get(one.get('kind', ''), '')}{cited}"
        )
        self.mailbox.deliver(f"{head}\r\n{one['text']}\r\n".encode(), at)
        if one.get("conversation") and not cited:
            self.ids[name] = ""

    def look_up(self) -> None:
        """Which conversations the mails came to."""
        with self.opened() as store:
            for one in [name for name, id in self.ids.items() if not id]:
                known = store.known("support", (f"<{one}@c.example>",))
                self.ids[one] = next((found.conversation for found in known.values()), "")

    def _find(self, name: str) -> str:
        self.look_up()
        return self.ids.get(name, name)

    def _arrives(self, one: Mapping[str, Any], acknowledgement: str) -> None:
        held = acknowledgement == "held"
        if held:  # somebody else takes what the hour has
            self._rules(ACKNOWLEDGE, per_hour=1)
            self.now = _at(one) - timedelta(seconds=1)
            self._deliver({"from": "first@y.example", "text": "Ongkir?", "at": self.now.isoformat()})
            self.run(["poll"])
        self.now = max(self.now, _at(one))
        self._deliver(one)
        self.run(["poll"])
        self.look_up()
        if held:
            self._rules(ACKNOWLEDGE)

    def _bounces(self, to: str) -> None:
        (original,) = re.findall(r"^Message-ID: (\S+)", self.server.said(to)[-1], re.MULTILINE)[:1]
        self.now += timedelta(minutes=1)
        self._number += 1
        report = REPORT.format(to=to, original=original, number=self._number, date=format_datetime(self.now))
        self.mailbox.deliver(report.encode(), self.now)
        self.run(["poll"])

    def _command(self, written: str) -> None:
        import shlex

        words = [self._find(word) if word in self.ids else word for word in shlex.split(written)]
        if words[:2] == ["incident", "open"] and "--name" not in words and not self._is_named():
            words += ["--name", "PAY1"]
        if words[:2] == ["incident", "close"]:
            self.now = max(self.now, CLOSED)
        if words[:2] == ["customers", "forget"]:
            words += ["--even-so"]  # nobody answered her yet
        if words[:3] == ["outbox", "release", "held"]:
            self.release()
            return
        if words[:2] == ["outbox", "resolve"] and len(words) == 3:
            words.insert(2, self._in_doubt())
        self._deadly(words)
        with suppress(Killed):
            self.ran.append(self.run(words))
        self.server.dies, self.server.takes = "", None

    def _deadly(self, words: Sequence[str]) -> None:
        """The process dies once: while it tells, or while it follows up where the table says so."""
        for key in ("dies", "killed"):
            said = str(self.given.get(key) or "")
            verb = "close" if re.search(r"clos|follow|over", said) else "update" if "update" in said else "open"
            if not said or words[:2] != ["incident", verb]:
                continue
            self.given = {name: value for name, value in self.given.items() if name != key}
            address = re.search(r"\S+@\S+", said)
            count = re.search(r"\d+", said)
            self.server.dies = address[0] if address else ""
            self.server.takes = int(count[0]) if count and not address else None

    def _is_named(self) -> bool:
        return any(one["name"] == "PAY1" for one in self.document("incident", "list").get("incidents", ()))

    def _in_doubt(self) -> str:
        with self.opened() as store:
            return next(task.id for task in store.tasks("support", ("in_doubt",)))

    def release(self) -> None:
        """What is held is let go by a person."""
        with self.opened() as store:
            held = [task.id for task in store.tasks("support", ("held",))]
        for id in held:
            self.run(["outbox", "retry", id])
        self.run(["poll"])


def _at(one: Mapping[str, Any]) -> datetime:
    at = one["at"]
    return (at if isinstance(at, datetime) else datetime.fromisoformat(str(at))).astimezone(UTC)
