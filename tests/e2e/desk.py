"""A desk as its owner has it: a folder with rules.yaml and texts, a real IMAP server, a real SMTP conversation."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from csmail.demo.smtp import DemoSmtp, Received
from tests.pseudo_terminal import Screen, on_terminal
from tests.servers.account import Account

HERE = Path(__file__).parents[2]
PATIENCE = 30.0

RULES = """
rules:
  - name: refund
    when: {subject: [refund, pengembalian dana]}
    then:
      - tag: [refund]
      - acknowledge
      - draft: refund-steps
      - escalate: {to: lead@toko.example, within: 2h}
"""


@dataclass
class Desk:
    """`mails` hands out what the SMTP server took, one after the other."""

    folder: Path
    account: Account
    smtp: DemoSmtp
    mails: queue.Queue[Received] = field(default_factory=queue.Queue)

    def write(self, rules: str = RULES, idle: bool = True, **changes: str) -> None:
        """rules.yaml for one desk; `changes` replace words of it."""
        text = f"""
desks:
  support:
    address: support@toko.example
    language: id
    mailbox: {{kind: imap, host: localhost, port: {self.account.settings.address[1]}, tls: none,
              username: {self.account.settings.username}, password: {{env: DESK_SECRET}}}}
    transport: {{kind: smtp, host: 127.0.0.1, port: {self.smtp.port}, tls: none}}
    team: {{agents: [sari@toko.example], internal_domains: [toko.example]}}
store: {{kind: tinydb, path: state}}
schedule: {{poll: 60s, sweep: 60s, idle: {str(idle).lower()}}}
"""
        for old, new in changes.items():
            text = text.replace(old, new)
        (self.folder / "rules.yaml").write_text(text + rules)

    def deliver(self, number: int, subject: str = "Refund pesanan 12345", **fields: str) -> None:
        """An ordinary mail of a customer arrives."""
        from email.utils import formatdate

        written = {
            "From": f"Jane Roe <jane{number}@cust.example>", "To": "support@toko.example", "Subject": subject,
            "Message-ID": f"<m{number}@cust.example>", "Date": formatdate(), **fields,
        }  # fmt: skip
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in written.items())
        self.account.deliver(f"{head}\r\nSaya minta pengembalian dana nomor {number}.\r\n".encode())

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        done = subprocess.run(
            self._command(*words), capture_output=True, text=True, timeout=60, env=self._environment()
        )
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    def on_terminal(self, *words: str) -> Screen:
        """The same before somebody's eyes."""
        done = on_terminal(self._command(*words), self._environment())
        assert done.returncode == 0, done
        return done

    @contextmanager
    def daemon(self) -> Iterator[Daemon]:
        """`csmail run`, ended with SIGKILL if it is still there."""
        process = subprocess.Popen(
            self._command("run", "--log-format", "json"), stderr=subprocess.PIPE, text=True, env=self._environment()
        )
        running = Daemon(process)
        try:
            yield running
        finally:
            process.kill()
            process.wait()
            running.reader.join(PATIENCE)
            assert process.stderr is not None
            process.stderr.close()

    def next_mail(self) -> Received:
        """The next mail that the SMTP server takes."""
        return self.mails.get(timeout=PATIENCE)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "csmail", "--config", str(self.folder / "rules.yaml"), *words]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "DESK_SECRET": self.account.secret, "NO_COLOR": "1"}


class Daemon:
    """A running daemon whose log lines are read as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def until(self, word: str) -> str:
        """The next log line that holds `word`."""
        seen = []
        while True:
            try:
                seen.append(self.lines.get(timeout=PATIENCE))
            except queue.Empty:
                raise AssertionError(f"no line with {word!r} in {seen}") from None
            if word in seen[-1]:
                return seen[-1]

    def end(self, signal: int) -> int:
        """Send a signal and wait; the exit code."""
        self.process.send_signal(signal)
        return self.process.wait(PATIENCE)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.put(line)


@contextmanager
def opened(folder: Path, account: Account) -> Iterator[Desk]:
    """A desk with the shipped texts, not yet begun."""
    shutil.copytree(HERE / "templates", folder / "templates")
    mails: queue.Queue[Received] = queue.Queue()
    with DemoSmtp(on_mail=mails.put) as smtp:
        desk = Desk(folder, account, smtp, mails)
        desk.write()
        yield desk
