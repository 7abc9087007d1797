"""Threat 14: a server says our secret back, in any reply of either protocol, in any form; nobody gets to see it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest

from csmail.cli.main import run
from csmail.config.load import load
from csmail.model.changes import Changes
from csmail.model.task import SendMail, Task
from csmail.setup import starter
from csmail.wiring import Wiring
from tests.factories import NOW, conversation
from tests.faults.shares import ALL, SEED
from tests.integration.test_smtp import mail
from tests.servers.scripted import Answer, Scripted, Talk
from tests.servers.sink import Sink

PASSWORD = "canary Kata&5andi!"
USER = "support"
RULES = """\
desks:
  support:
    address: support@toko.example
    mailbox: {mailbox}
    transport: {{kind: smtp, host: 127.0.0.1, port: {smtp}, tls: none, timeout: 5s, data_timeout: 5s,
                username: support, {smtp_secret}: {{env: ECHOED}}}}
store: {{kind: tinydb, path: state}}
rules:
  - name: everybody
    then: [{{tag: [new]}}, acknowledge]
"""
IMAP = "{kind: imap, host: localhost, port: PORT, tls: none, timeout: 1s, username: support, SECRET: {env: ECHOED}}"


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


PLAIN, BEARER = f"\0{USER}\0{PASSWORD}", f"user={USER}\1auth=Bearer {PASSWORD}\1\1"
FORMS = {
    "as it is": PASSWORD,
    "quoted": json.dumps(PASSWORD),
    "in a URL": quote(PASSWORD),
    "in base64": coded(PASSWORD),
    "PLAIN": f"AUTH PLAIN {coded(PLAIN)}",
    "behind a letter": coded(f"x{PASSWORD}"),
    "in hexadecimal digits": PASSWORD.encode().hex(),
    "XOAUTH2": coded(BEARER),
}
LEAKS = [PASSWORD, PASSWORD.lower(), json.dumps(PASSWORD)[1:-1], quote(PASSWORD), PASSWORD.encode().hex()]
LEAKS += [coded(before + PASSWORD)[4:-5] for before in ("", "x", "xy", f"\0{USER}\0")] + [
    coded(PLAIN),
    coded(BEARER)[:-9],
]

SMTP_STAGES = ("greeting", "ehlo", "auth", "mail", "rcpt", "data", "dot", "quit")
SMTP_REPLIES = (
    "250-yes {}\r\n250 {}", "454 4.7.0 {}", "535 5.7.8 <{}>", "550 5.1.1 {}", "421 {}", "{}",
    "250-SIZE {}\r\n250 AUTH {}", "550-no\r\n550-{}\r\n550 no",
)  # fmt: skip
IMAP_STAGES = (
    "GREETING", "CAPABILITY", "AUTHENTICATE", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "LIST", "CREATE",
    "APPEND", "LOGOUT",
)  # fmt: skip
IMAP_REPLIES = (
    "{tag} NO {}\r\n", "{tag} BAD [ALERT] what is {}\r\n", "* BYE {}\r\n", "{}\r\n{tag} OK\r\n",
    "* {}\r\n{tag} BAD\r\n", "* OK [ALERT] {}\r\n{tag} NO [UNAVAILABLE] {}\r\n", "* SEARCH {}\r\n{tag} OK {}\r\n",
    '* LIST () "/" "{}"\r\n{tag} NO [AUTHENTICATIONFAILED] {}\r\n', "+ {}\r\n{tag} NO\r\n",
)  # fmt: skip


def cells(stages: tuple[str, ...], replies: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Every stage with every reply in every form by night; by day half of the pairs, the forms in turn."""
    for number, (stage, reply) in enumerate(product(stages, replies)):
        for place, form in enumerate(FORMS):
            today = (number + SEED) % 2 == 0 and (number + number // len(FORMS) + SEED) % len(FORMS) == place
            if ALL or today:
                yield stage, reply, form


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ECHOED", PASSWORD)
    starter.write(tmp_path, starter.shipped())
    return tmp_path


def told(folder: Path, capfd: pytest.CaptureFixture[str], *lines: str) -> str:
    """All that the commands say."""
    for line in lines:
        run([*line.split(), "--config", str(folder / "rules.yaml")])
    said = capfd.readouterr()
    return said.out + said.err


def clean(folder: Path, said: str) -> None:
    kept = [path for path in (folder / "state").rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in kept)
    for where, text in [("said", said), *((path.name, path.read_bytes().decode("latin-1")) for path in kept)]:
        for leak in LEAKS:
            assert leak not in text, (where, leak, text[max(0, text.find(leak) - 80) :][:200])


def queue(folder: Path) -> None:
    """Two mails wait: the second finds out what the first one left of the connection."""
    with Wiring(load(folder / "rules.yaml")) as wiring:
        written = [mail(f"Message-ID: <{each}@toko.example>\r\n\r\nHalo\r\n".encode()) for each in "ab"]
        tasks = [Task(f"t{one.key[:8]}", "support", one.key, SendMail(one.key, "reply"), NOW, NOW, NOW, "K7F3Q2")
                 for one in written]  # fmt: skip
        wiring.store.commit(Changes(conversations=(conversation(),), tasks=tuple(tasks), mails=tuple(written)))


def spoil(sink: Sink, stage: str, said: str) -> None:
    if stage == "auth":
        sink.users = {USER: f"not {PASSWORD}"} if said[:1] not in "24" else {USER: PASSWORD}
    sink.answer(stage, said)


@pytest.mark.parametrize(("stage", "reply", "form"), list(cells(SMTP_STAGES, SMTP_REPLIES)))
def test_a_reply_of_smtp(
    folder: Path, sink: Sink, capfd: pytest.CaptureFixture[str], stage: str, reply: str, form: str
) -> None:
    secret = "oauth" if form == "XOAUTH2" else "password"
    sink.users, sink.mechanisms = {USER: PASSWORD}, "PLAIN XOAUTH2"
    (folder / "rules.yaml").write_text(RULES.format(mailbox="{kind: memory}", smtp=sink.port, smtp_secret=secret))
    queue(folder)
    spoil(sink, stage, reply.format(*[FORMS[form]] * 2))
    lines = ("poll --verbose", "check", "outbox list", "outbox list --json", "todo", "poll --json")
    clean(folder, told(folder, capfd, *lines))


def answers(stage: str, reply: str, form: str) -> dict[str, Answer | list[Answer]]:
    """A server with one mail that says `reply` at `stage`; it fetches, stores, lists and appends otherwise."""
    said = reply.replace("{}", FORMS[form]).encode()
    size = len(LETTER)
    fetched = (
        b'* 3 FETCH (UID 3 INTERNALDATE "06-Jul-2026 09:00:00 +0000" RFC822.SIZE %d FLAGS () BODY[] {%d}\r\n%s)\r\n'
    )
    usual: dict[str, Answer | list[Answer]] = {
        "UID FETCH": fetched % (size, size, LETTER) + b"{tag} OK\r\n",
        "UID STORE": "{tag} OK\r\n",
        "LIST": '* LIST () "/" INBOX\r\n{tag} OK\r\n',
        "CREATE": "{tag} OK\r\n",
        "APPEND": "{tag} OK\r\n",
    }
    if stage == "AUTHENTICATE":

        def refused(talk: Talk, tag: str, line: str) -> None:
            talk.say("+ \r\n")
            talk.hear()
            talk.say(said.replace(b"{tag}", tag.encode()))

        return {**usual, "AUTHENTICATE": refused, "CAPABILITY": CAPABLE}
    return {**usual, "CAPABILITY": CAPABLE, stage: said}


LETTER = b"From: jane@cust.example\r\nTo: support@toko.example\r\nSubject: Halo\r\nMessage-ID: <m@x>\r\n\r\nHalo.\r\n"
CAPABLE = "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 UIDPLUS\r\n{tag} OK done\r\n"


@pytest.mark.parametrize(("stage", "reply", "form"), list(cells(IMAP_STAGES, IMAP_REPLIES)))
def test_a_reply_of_imap(
    folder: Path, sink: Sink, capfd: pytest.CaptureFixture[str], stage: str, reply: str, form: str
) -> None:
    secret = "oauth" if form == "XOAUTH2" else "password"
    greeting = reply.replace("{}", FORMS[form]).replace("{tag}", "*") if stage == "GREETING" else "* OK ready\r\n"
    with Scripted(answers(stage, reply, form), greeting=greeting) as server:
        mailbox = IMAP.replace("PORT", str(server.port)).replace("SECRET", secret)
        (folder / "rules.yaml").write_text(RULES.format(mailbox=mailbox, smtp=sink.port, smtp_secret=secret))
        sink.users, sink.mechanisms = {USER: PASSWORD}, "PLAIN XOAUTH2"
        lines = ("poll --from-beginning --verbose", "check", "todo", "poll --json", "outbox list --json", "status")
        clean(folder, told(folder, capfd, *lines))
