"""Secrets that cannot be had, logins that are refused: one line, one exit code; the other desk goes on."""

from __future__ import annotations

import os
import select
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from csmail import secret
from csmail.cli.main import run
from csmail.config.load import load
from csmail.errors import LoginRefused
from csmail.mailboxes.imap import Imap
from csmail.mailboxes.imap import Settings as ImapSettings
from csmail.now import now as clock
from csmail.secret import Secret
from csmail.setup import starter
from csmail.transports import smtp
from csmail.wiring import Wiring
from tests.faults.oracle import CANARY, Clock, Scene, judge
from tests.integration.test_smtp import mail, settings
from tests.servers.account import Account
from tests.servers.scripted import Scripted, Talk
from tests.servers.sink import Sink
from tests.workspace import mail as written

TO = ["jane@cust.example"]
LIMIT = 0.5
RULES = """\
desks:
  support:
    address: support@toko.example
    mailbox: {{kind: imap, host: 127.0.0.1, port: {imap}, tls: none, username: {user}, password: {mailbox}}}
    transport: {{kind: smtp, host: 127.0.0.1, port: {smtp}, tls: none, username: support, password: {transport}}}
  other:
    address: other@toko.example
    mailbox: {{kind: imap, host: 127.0.0.1, port: {imap}, tls: none, username: {user}, password: {{env: GOOD}},
              folders: [Other]}}
    transport: {{kind: smtp, host: 127.0.0.1, port: {smtp}, tls: none, username: other, password: {{env: OTHER}}}}
store: {{kind: tinydb, path: state}}
rules:
  - {{name: everybody, when: {{kind: human}}, then: [acknowledge]}}
"""
TROUBLES = {
    "a variable that is not set": ("{env: NOWHERE}", "environment variable NOWHERE is not set"),
    "a variable that is empty": ("{env: EMPTY}", "is empty"),
    "a file that is not there": ("{file: nowhere/token}", "No such file"),
    "a file that is a folder": ("{file: .}", "Is a directory"),
    "a file that cannot be read": ("{file: knot}", "Too many levels of symbolic links"),
    "a file of a megabyte": ("{file: large}", "more than 65536 bytes"),
    "a command that is not there": ("{command: [nowhere/pass]}", "No such file"),
    "a command that hangs": ("{command: [sleep, '60']}", "took longer than 0.5 seconds"),
    "a command that fails": (f"{{command: [sh, -c, 'echo {CANARY}; exit 1']}}", "ended with 1"),
    "a command that tells it as an error": (f"{{command: [sh, -c, 'echo {CANARY} >&2; exit 3']}}", "ended with 3"),
    "a command that prints a line end": ("{command: [echo]}", "is empty"),
    "a command that prints a megabyte": ("{command: [head, -c, '1000000', /dev/zero]}", "more than 65536 bytes"),
    "a command that never ends to print": (f"{{command: ['yes', {CANARY}]}}", "more than 65536 bytes"),
    "a command that prints no text": (r"{command: [printf, '\377']}", "not UTF-8"),
    "a wrong password": (f"{{command: [echo, {CANARY}]}}", "refused"),
}


@dataclass
class Shop:
    """Two desks on one mailbox and one way out; the credentials of the first may be spoiled."""

    folder: Path
    account: Account
    sink: Sink

    def write(self, **spoiled: str) -> None:
        """rules.yaml, with these secrets in place of the right ones."""
        secrets = {"mailbox": "{env: GOOD}", "transport": "{env: SUPPORT}", **spoiled}
        host, user = self.account.settings, self.account.settings.username
        text = RULES.format(imap=host.port, user=user, smtp=self.sink.port, **secrets)
        (self.folder / "rules.yaml").write_text(text)

    def poll(self) -> int:
        return run(["poll", "--config", str(self.folder / "rules.yaml")])

    def deliver(self) -> None:
        """A customer writes to each desk."""
        for number, (folder, who) in enumerate({"INBOX": "support", "Other": "other"}.items()):
            head = written(number, From=f"c@{who}.example", To=f"{who}@toko.example", Date="")
            self.account.deliver(f"{head}\n\nHalo\n".replace("\n", "\r\n").encode(), folder)

    def answered(self) -> list[str]:
        """Who got an acknowledgement, in alphabetical order."""
        return sorted(who for one in self.sink.delivered for who in one.recipients)

    @contextmanager
    def afterwards(self) -> Iterator[Scene]:
        now = Clock(clock())
        with Wiring(load(self.folder / "rules.yaml"), now=now) as wiring:
            yield Scene(wiring.desk("support"), now, lambda: self.sink.delivered, self.folder / "state")


@pytest.fixture
def shop(dovecot_account: Account, sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    starter.write(tmp_path, starter.shipped())
    (tmp_path / "knot").symlink_to("knot")
    (tmp_path / "large").write_bytes(CANARY.encode() * 100_000)
    words = {"GOOD": dovecot_account.secret, "SUPPORT": "right", "OTHER": "also", "EMPTY": ""}
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NOWHERE", raising=False)
    monkeypatch.setattr(secret, "COMMAND_SECONDS", LIMIT)
    monkeypatch.chdir(tmp_path)
    sink.users = {"support": "right", "other": "also"}
    dovecot_account.deliver(b"Subject: begin\r\n\r\n\r\n", "Other")
    made = Shop(tmp_path, dovecot_account, sink)
    made.write()
    assert made.poll() == 0
    made.deliver()
    return made


def mended(shop: Shop) -> None:
    """With the right secrets all is done, once, by itself."""
    shop.write()
    with shop.afterwards() as scene:
        assert judge(scene) == []
    assert shop.answered() == ["c@other.example", "c@support.example"]


@pytest.mark.dovecot
@pytest.mark.parametrize("side", ["mailbox", "transport"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_secret_that_does_not_open_the_door(
    shop: Shop, side: str, trouble: str, capfd: pytest.CaptureFixture[str]
) -> None:
    reference, words = TROUBLES[trouble]
    shop.write(**{side: reference})
    capfd.readouterr()
    assert shop.poll() == 77
    said = "".join(capfd.readouterr())
    told = [line for line in said.splitlines() if not line.startswith("  try: ")]
    assert len(told) == 1, said
    assert told[0].startswith("csmail: support:")
    assert words in told[0]
    assert CANARY not in said
    assert shop.answered() == ["c@other.example"]
    mended(shop)


@pytest.mark.dovecot
def test_a_login_that_is_not_possible_now_is_tried_again(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    shop.sink.answer("auth", "454 4.7.0 Temporary authentication failure", times=1)
    capfd.readouterr()
    assert shop.poll() == 75
    said = capfd.readouterr().err
    assert len(said.splitlines()) == 1
    assert "454 4.7.0 Temporary authentication failure" in said
    assert shop.answered() == ["c@other.example"]
    mended(shop)


def test_a_command_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    """Its child holds the pipe open: who waits for the end of that waits a minute."""
    for number, ending in enumerate(("wait", "exit 0")):
        file = tmp_path / str(number)
        command = ("sh", "-c", f"sleep 60 & echo $! > {file}; {ending}")
        began = monotonic()
        with pytest.raises(TimeoutError):
            secret.printed(command, LIMIT)
        assert monotonic() - began < 20
        assert ended(int(file.read_text()))


def ended(number: int) -> bool:
    """Whether a process is at its end, or comes to it soon."""
    try:
        process = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    found = select.select([process], [], [], 10)[0]
    os.close(process)
    return bool(found)


def test_a_command_may_leave_out_the_line_end_and_say_more_below() -> None:
    assert Secret(command=("printf", "word")).reveal("x") == "word"
    assert Secret(command=("printf", r"word\r\nuser: support\n")).reveal("x") == "word"


def tokens(folder: Path, *said: str) -> Secret:
    """A command that prints one after the other, the last for ever."""
    for number, token in enumerate(said):
        (folder / f"token{number}").write_text(token)
    last = len(said) - 1
    script = f"cd {folder}; n=$(cat at || echo 0); cat token$n; [ $n = {last} ] || echo $((n + 1)) > at"
    return Secret(command=("sh", "-c", f"{script}"))


@pytest.fixture
def opened(sink: Sink) -> Iterator[list[smtp.SmtpTransport]]:
    ways: list[smtp.SmtpTransport] = []
    sink.mechanisms, sink.users = "XOAUTH2", {"support": "new"}
    yield ways
    for way in ways:
        way.close()


def opening(ways: list[smtp.SmtpTransport], sink: Sink, token: Secret) -> smtp.SmtpTransport:
    ways.append(smtp.open(settings(sink, username="support", oauth=token), "support"))
    return ways[-1]


def logins(sink: Sink) -> int:
    return sum(line.startswith("AUTH") for line in sink.commands)


def test_an_expired_token_is_asked_for_again(sink: Sink, opened: list[smtp.SmtpTransport], tmp_path: Path) -> None:
    way = opening(opened, sink, tokens(tmp_path, "old", "new"))
    assert way.prepare(mail(), TO).transmit().state == "sent"
    assert logins(sink) == 2


@pytest.mark.parametrize(("said", "tries"), [(("old",), 1), (("old", "older", "new"), 2)])
def test_a_refused_token_is_renewed_once_and_then_left_alone(
    sink: Sink, opened: list[smtp.SmtpTransport], tmp_path: Path, said: tuple[str, ...], tries: int
) -> None:
    way = opening(opened, sink, tokens(tmp_path, *said))
    for _ in range(3):  # three passes of a daemon within its quarter of an hour: no account is locked
        with pytest.raises(LoginRefused, match=r"535 5\.7\.8 token expired"):
            way.prepare(mail(), TO)
    assert logins(sink) == tries


def test_a_token_that_expires_on_a_kept_connection(
    sink: Sink, opened: list[smtp.SmtpTransport], tmp_path: Path
) -> None:
    way = opening(opened, sink, tokens(tmp_path, "new"))
    assert way.prepare(mail(), TO).transmit().state == "sent"
    sink.answer("mail", "530 5.7.0 Authentication required", times=1)
    assert way.prepare(mail(), TO).transmit().state == "sent"
    assert (sink.connections, logins(sink)) == (2, 2)


@pytest.mark.parametrize(("said", "tries"), [(("old", "new"), 2), (("old",), 1), (("old", "older", "new"), 2)])
def test_a_token_for_the_mailbox_is_renewed_once(tmp_path: Path, said: tuple[str, ...], tries: int) -> None:
    heard = count()

    def answer(talk: Talk, tag: str, line: str) -> None:
        talk.say("+ \r\n")
        next(heard)
        if b"Bearer new" in b64decode(talk.hear()):
            talk.say(f"{tag} OK welcome\r\n")
            return
        talk.say("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n")
        talk.hear()
        talk.say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials\r\n")

    offered = "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": offered, "AUTHENTICATE XOAUTH2": answer}) as server:
        values = {"host": "127.0.0.1", "port": server.port, "tls": "none", "username": "support"}
        mailbox = Imap(ImapSettings(**values, oauth=tokens(tmp_path, *said)), "support")  # type: ignore[arg-type]
        if said[:2] == ("old", "new"):
            mailbox.open_folder("INBOX")
        else:
            with pytest.raises(LoginRefused, match="Invalid credentials"):
                mailbox.open_folder("INBOX")
        mailbox.close()
    assert next(heard) == tries
