"""A desk on its real road: rules.yaml, store and texts on the disk, mails out over SMTP to a sink that keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path
from typing import Any

from csmail.actions.catalog import catalog
from csmail.config.load import load
from csmail.desk.by_hand import act, drafts
from csmail.desk.by_hand.approval import Despite
from csmail.desk.intake.poll import Backlog, Pass
from csmail.desk.intake.report import PassReport
from csmail.desk.workspace import Workspace
from csmail.mailboxes.memory import Memory
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.task import Draft
from csmail.outbox import Ways
from csmail.rules.rule import ActionCall
from csmail.setup import starter
from csmail.wiring import Wiring
from tests.factories import said_in
from tests.servers.sink import Delivered, Sink

GAP = re.compile(r"\[\[[^\]]*\]\]")
"""What a person fills in before a draft may leave."""
RULES = """\
desks:
  support:
    address: support@toko.example
    display_name: Toko Melati
    language: id
    mailbox: {{kind: imap, host: 127.0.0.1, port: 1, tls: none, username: support, password: {{env: SUPPORT_PASSWORD}}}}
    transport: {{kind: smtp, host: 127.0.0.1, port: {port}, tls: none}}
    team: {{agents: [sari@toko.example], internal_domains: [toko.example]}}
    trust: {{authserv_ids: [mx.toko.example]}}
    acknowledge: {{per_domain: 1000, per_hour: 1000}}
store: {{kind: tinydb, path: state}}
rules:
{rules}
"""
EVERYTHING = """\
  - name: everything
    then: [acknowledge, {draft: {template: answer, whom: all}}, {escalate: {to: lead@toko.example}}]
"""
FIELDS = {
    "From": "Jane Roe <jane@cust.example>",
    "To": "support@toko.example",
    "Subject": "Pesanan 12345",
    "Message-ID": "<m1@cust.example>",
}


def stamped() -> str:
    return datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def written(body: bytes | str = "Halo, pesanan saya belum sampai.\r\n", **fields: str) -> bytes:
    """A mail of a customer; `fields` replace the ordinary ones, "" leaves one out."""
    names = {**FIELDS, "Date": stamped(), **{name.replace("_", "-"): value for name, value in fields.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in names.items() if value)
    text = body.encode("utf-8", "surrogateescape") if isinstance(body, str) else body
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + text


@dataclass
class Road:
    """`deliver`, `poll`, then look at `sink`, `conversations`, `messages`."""

    folder: Path
    sink: Sink
    wiring: Wiring
    mailbox: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        place = self.wiring.desk("support")
        self.place: Workspace = replace(place, ways=Ways(mailbox=lambda: self.mailbox, transport=place.ways.transport))
        self.poll()

    def deliver(self, *mails: bytes) -> None:
        for mail in mails:
            self.mailbox.deliver(mail, datetime.now(UTC))

    def poll(self, backlog: Backlog | None = None) -> PassReport:
        return Pass(self.place, backlog).run()

    def act(self, conversation: str, name: str, **parameters: Any) -> act.Acted:
        """One action by hand."""
        return act.act(self.place, conversation, ActionCall(name, catalog()[name](**parameters)), "sari")

    def send_drafts(self) -> None:
        """Approve every draft that may be sent as it stands."""
        for draft in self.drafts():
            if draft.audience.envelope:
                drafts.approve(self.place, draft.id, "sari", Despite(news=True, lint=True))
        self.poll()

    def drafts(self) -> list[Draft]:
        return [one for one in self.place.store.drafts() if one.state == "waiting"]

    def conversations(self) -> list[Conversation]:
        return list(self.place.store.conversations())

    def messages(self) -> list[Message]:
        """Every incoming one."""
        return [one for each in self.conversations() for one in said_in(self.place.store, each.id)
                if one.direction == "in"]  # fmt: skip

    def to(self, recipient: str) -> list[Delivered]:
        return [mail for mail in self.sink.delivered if recipient in mail.recipients]


@contextmanager
def opened(folder: Path, sink: Sink, rules: str = EVERYTHING, **texts: str) -> Iterator[Road]:
    """A desk that began before any mail came. `texts` are further templates: NAME_LANGUAGE."""
    more = {f"templates/{name.replace('_', '.')}.txt": text for name, text in texts.items()}
    whole = {name: GAP.sub("3 hari", text) for name, text in starter.shipped().items()}
    files = {**whole, "rules.yaml": RULES.format(port=sink.port, rules=rules), **more}
    starter.write(folder, files)
    with Wiring(load(folder / "rules.yaml")) as wiring:
        yield Road(folder, sink, wiring)


def names(mail: Delivered) -> list[str]:
    """The names of its header fields, as an independent reader finds them."""
    return BytesParser(policy=compat32).parsebytes(mail.data, headersonly=True).keys()
