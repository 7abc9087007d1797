"""A shop whose desk has taken in some mail; its mail server is out of reach, its mails go into a folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from csmail.config.load import load
from csmail.desk.intake.poll import Backlog, Pass
from csmail.mailboxes.memory import Memory
from csmail.outbox import Ways
from csmail.setup import starter
from csmail.transports.memory import MemoryTransport
from csmail.wiring import Wiring
from tests.pseudo_terminal import DEFAULT, Screen, Size, on_terminal

RULES = """\
desks:
  support:
    address: support@toko.example
    display_name: Toko Melati
    language: id
    mailbox: {kind: imap, host: 127.0.0.1, port: 1, tls: none, username: support, password: {env: SUPPORT_PASSWORD}}
    transport: {kind: folder, path: outgoing}
    team: {agents: [sari@toko.example, budi@toko.example], internal_domains: [toko.example]}
    escalation: [{to: lead@toko.example}]
    auto_bcc: [archive@toko.example]
store: {kind: tinydb, path: state}
rules:
  - name: refund
    when: {subject: [refund]}
    then: [{tag: [refund]}, {priority: high}, draft]
  - name: everything else
    when: {kind: human}
    then: [acknowledge]
"""
HOSTILE = "=?utf-8?q?refund_=1B]0;owned=07_=1B[2J_now?="
REFUND = f"""\
From: Jane Roe <jane@cust.example>
To: support@toko.example
Cc: Rudi <rudi@cust.example>
Subject: {HOSTILE}
Message-ID: <m1@cust.example>
Date: {{date}}

Halo, saya minta refund untuk pesanan 12345.
"""
QUESTION = """\
From: Dewi <dewi@other.example>
To: support@toko.example
Subject: Jam buka
Message-ID: <m2@other.example>
Date: {date}

Halo, jam berapa toko buka?
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """`folder` holds rules.yaml; `jane` and `dewi` are ids of conversations."""

    folder: Path
    jane: str = ""
    dewi: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CSMAIL", "NO_COLOR"))}
        mine = {
            "CSMAIL_CONFIG": str(self.folder / "rules.yaml"),
            "SUPPORT_PASSWORD": "canary-9471",
            "CSMAIL_BY": "sari",
        }
        return {**kept, **mine, **more}

    def csmail(self, *words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """The command as a process of its own, far from any terminal."""
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "csmail", *words],
            input=stdin, env=self.environment(**environment), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def on_terminal(self, *words: str, size: Size = DEFAULT, typed: bytes = b"", **environment: str) -> Screen:
        """The same before somebody's eyes."""
        command = [sys.executable, "-W", "error", "-m", "csmail", *words]
        return on_terminal(command, self.environment(**environment), size, typed)

    def sent(self) -> list[bytes]:
        outgoing = self.folder / "outgoing"
        return [file.read_bytes() for file in sorted(outgoing.rglob("*.eml"))] if outgoing.exists() else []


def opened(folder: Path, rules: str = RULES) -> Shop:
    """The shop in `folder`, after one pass over two mails."""
    starter.write(folder, {**starter.shipped(), "rules.yaml": rules})
    for answer in (folder / "templates").glob("answer.*.txt"):  # as if a person had filled it in: a gap never leaves
        answer.write_text(re.sub(r"\[\[.*?\]\]", "Dana sedang kami kirim.", answer.read_text(encoding="utf-8")))
    mailbox, now = Memory(), datetime.now(UTC)
    for mail in (REFUND, QUESTION):
        dated = mail.format(date=now.strftime("%a, %d %b %Y %H:%M:%S +0000"))
        mailbox.deliver(dated.replace("\n", "\r\n").encode(), now)
    with Wiring(load(folder / "rules.yaml")) as wiring:
        ways = Ways(mailbox=lambda: mailbox, transport=MemoryTransport)
        Pass(replace(wiring.desk("support"), ways=ways), Backlog()).run()
        ids = {one.customer.spec: one.id for one in wiring.store.conversations() if one.customer}
    return Shop(folder, ids["jane@cust.example"], ids["dewi@other.example"])
