"""The demo's mail server for outgoing mail: it takes everything, delivers nothing.

| what fails | what the user sees | what is kept |
| --- | --- | --- |
| no port to be had on loopback | OSError from `with` | nothing was started |
| a mail larger than 32 MiB, a line longer than 1000 octets | 552 or 500 to the sender | the sender's mail |
| `on_mail` raises, the folder cannot be written | 451 to the sender, who tries again | the mail is not in `received` |
"""

from __future__ import annotations

import asyncio
import mailbox
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Self

HOST = "127.0.0.1"
STARTED_SECONDS = 10


class Received(NamedTuple):
    """One mail as it came over the wire; `recipients` are the envelope's, blind ones too."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


class DemoSmtp:
    """Listens on a free port of loopback while the `with` lasts. `on_mail` is called in the server's thread.

    `port` asks for a certain one; `maildir` also files each mail there.
    """

    def __init__(
        self, on_mail: Callable[[Received], None] | None = None, maildir: Path | None = None, port: int = 0
    ) -> None:
        self.host, self.port = HOST, port
        self.received: list[Received] = []
        self._on_mail = on_mail
        self._box = mailbox.Maildir(maildir) if maildir else None
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="demo smtp", daemon=True)

    def __enter__(self) -> Self:
        self._listening = socket.create_server((HOST, self.port))
        self.port = self._listening.getsockname()[1]
        self._thread.start()
        if not self._started.wait(STARTED_SECONDS):
            raise TimeoutError("the demo's SMTP server did not start")
        return self

    def __exit__(self, *unused: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STARTED_SECONDS)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Takes one mail."""
        sender = envelope.mail_from.removeprefix("<").removesuffix(">")  # aiosmtpd calls the null sender "<>"
        taken = Received(sender, tuple(envelope.rcpt_tos), bytes(envelope.content))
        try:
            if self._box is not None:
                self._box.add(taken.data)
            if self._on_mail:
                self._on_mail(taken)
        except Exception as error:
            return f"451 4.3.0 {type(error).__name__}"
        self.received.append(taken)
        return f"250 2.0.0 queued as {len(self.received)}"

    def _turn(self) -> None:
        from aiosmtpd.smtp import SMTP

        asyncio.set_event_loop(self._loop)
        try:
            listening = self._loop.create_server(
                # The name is given: without it aiosmtpd asks the DNS for ours at every connection.
                lambda: SMTP(self, hostname="localhost", ident="csmail demo", enable_SMTPUTF8=True, loop=self._loop),
                sock=self._listening,
            )
            server = self._loop.run_until_complete(listening)
            self._started.set()
            self._loop.run_forever()
            server.close()
            self._loop.run_until_complete(self._settle())
        finally:
            self._loop.close()
            self._listening.close()

    async def _settle(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)
