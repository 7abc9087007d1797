"""An IMAP server in this process for the demo, on loopback.

pymap's mailbox in memory, with two things changed: new keywords are permitted (pymap answers OK to a STORE of a
keyword and drops it), and its password hash takes no time, because nothing here is worth guarding.

    what goes wrong                what the caller sees
    pymap is not installed         ConfigurationError, how to install it
    the port is taken              OSError from `__enter__`
    a client breaks its session    nothing: the others go on
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from csmail.errors import ConfigurationError
from csmail.extras import installing
from csmail.reason import Reason

HOST = "127.0.0.1"
SECONDS = 10


class DemoImap:
    """`with DemoImap() as server:` listens on a free port of loopback, plaintext, one user."""

    def __init__(self, username: str = "support", password: str = "demo", port: int = 0) -> None:  # noqa: S107  guards nothing
        self.host = HOST
        self.port = port
        self.username = username
        self.password = password
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo-imap", daemon=True)
        self._mailboxes: Any = None
        self._server: asyncio.Server | None = None
        self._executor: Any = None

    def __enter__(self) -> DemoImap:
        self._thread.start()
        try:
            self._await(self._start())
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def deliver(self, data: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """A mail arrives; `at` is its INTERNALDATE (now, when not given). The folder is made when missing."""
        self._await(self._append(data, folder, at or datetime.now(UTC)))

    def make(self, folder: str) -> None:
        """There is this folder from now on."""
        self._await(self._made(folder))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _await(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    async def _start(self) -> None:
        try:
            from csmail.demo._pymap import configuration, listening, mailboxes
        except ImportError as error:
            raise ConfigurationError(Reason.of("demo_needs_pymap", said=error), installing("demo")) from None
        logging.getLogger("pymap").setLevel(logging.CRITICAL)
        config, self._executor = configuration(self.username, self.password)
        config.apply_context()
        self._mailboxes = mailboxes(config, self.username)
        self._server = await listening(config, self.host, self.port)
        if not self._server.sockets:  # asyncio.start_server swallows that no descriptor was left
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        self.port = self._server.sockets[0].getsockname()[1]

    async def _append(self, data: bytes, folder: str, at: datetime) -> None:
        from pymap.parsing.message import AppendMessage

        await self._made(folder)
        mailbox = await self._mailboxes.get_mailbox(folder)
        await mailbox.append(AppendMessage(data, at, frozenset()), recent=True)

    async def _made(self, folder: str) -> None:
        with contextlib.suppress(ValueError):  # it is there already
            if folder.upper() != "INBOX":
                await self._mailboxes.add_mailbox(folder)

    def _stop(self) -> None:
        with contextlib.suppress(TimeoutError):
            self._await(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        if self._executor:
            self._executor.shutdown(wait=True)
        self._loop.close()

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        sessions = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        # Transports close their sockets in the next turn of the loop.
        await asyncio.sleep(0)
