"""The project's one event loop, in a thread of its own, with the connections that live on it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from csmail.errors import LoginRefused, Refused, Unreachable
from csmail.model.task import Mail
from csmail.transports.smtp.connection import Connection, Envelope
from csmail.transports.smtp.settings import Settings

T = TypeVar("T")

IDLE_SECONDS = 30  # below what servers wait for (Postfix 300, some relays 60): a connection we keep is still there
LIFE_SECONDS = 300  # Postfix's smtp_connection_reuse_time_limit; load balancers cut older ones
REFUSED_SECONDS = 900  # servers count the failures and lock accounts; the daemon leaves a mailbox alone as long
TICKS = 3  # an aborted TLS connection needs this many turns of the loop until its socket is closed


class Pool:
    """Opens connections and keeps the good ones. Every method is called from outside the loop's thread."""

    def __init__(self, settings: Settings, owner: str) -> None:
        self.settings = settings
        self._idle: list[Connection] = []
        self._living: set[Connection] = set()
        self._refused = "", "", 0.0
        self._places = threading.BoundedSemaphore(settings.connections)
        self._guard = threading.Lock()
        self._interrupted = False
        self._under_way: set[Future[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._turn, name=f"smtp {owner}", daemon=True)
        self._thread.start()

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """The outcome of `step`, awaited on the loop. Raises Unreachable when `interrupt` ends it, or came before."""
        with self._guard:
            if self._interrupted:
                step.close()
                raise self._stopped()
            future = asyncio.run_coroutine_threadsafe(step, self._loop)
            self._under_way.add(future)
        try:
            return future.result()
        except CancelledError:
            raise self._stopped() from None
        finally:
            self._under_way.discard(future)

    def finish(self, step: Coroutine[Any, Any, T]) -> T:
        """The outcome of a step that nothing interrupts: the content of a mail, a goodbye."""
        return asyncio.run_coroutine_threadsafe(step, self._loop).result()

    def interrupt(self) -> None:
        """From any thread: end whatever waits for the server, and all that comes after, but no content under way."""
        with self._guard:
            self._interrupted = True
            waiting = tuple(self._under_way)
        for future in waiting:
            future.cancel()

    def envelope(self, mail: Mail, recipients: Sequence[str]) -> tuple[Connection, Envelope]:
        """A connection that took the envelope, with its answers. Raises Unreachable, LoginRefused, Refused.

        A kept one that is found dead, or refuses anything, is replaced once: until DATA nothing is lost by asking
        again, and the refusal may be a late answer to the mail before, or come from a login that has expired.
        """
        self._places.acquire()
        connection = None
        try:
            connection = self._kept() or self._opened()
            try:
                envelope = self.run(connection.envelope(mail, recipients))
                if not connection.kept or not envelope.refuses:
                    return connection, envelope
            except Unreachable:
                if not connection.kept or connection.alive:
                    raise
            except (LoginRefused, Refused):
                if not connection.kept:
                    raise
            self._loop.call_soon_threadsafe(connection.drop)
            connection = self._opened()
            return connection, self.run(connection.envelope(mail, recipients))
        except BaseException:
            self.release(connection, usable=True)
            raise

    def release(self, connection: Connection | None, usable: bool) -> None:
        """Gives the place back; a usable connection is kept. It says nothing to the server: what became of the
        mail has to be recorded first."""
        try:
            if connection and usable and connection.alive and not self._interrupted:
                connection.kept, connection.used_at = True, time.monotonic()
                self._idle.append(connection)
            elif connection:
                self._loop.call_soon_threadsafe(connection.drop)
        finally:
            self._places.release()

    def looked(self, look: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        """What `look` finds out on a connection that is kept. Raises Unreachable, LoginRefused, and what it raises."""
        self._places.acquire()
        connection = None
        try:
            connection = self._opened()
            return self.run(look(connection))
        finally:
            self.release(connection, usable=True)

    def close(self) -> None:
        """Ends the connections, the loop, its thread."""
        idle, self._idle = self._idle, []
        self.finish(_farewell(idle))
        for connection in tuple(self._living):
            self._loop.call_soon_threadsafe(connection.drop)  # one that was lent to a mail nobody settled
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _stopped(self) -> Unreachable:
        return Unreachable(f"{self.settings.server}: left, because csmail is told to stop", "start it again")

    def _kept(self) -> Connection | None:
        now = time.monotonic()
        while self._idle:
            connection = self._idle.pop()
            fresh = now - connection.used_at < IDLE_SECONDS and now - connection.opened_at < LIFE_SECONDS
            if connection.alive and fresh and self.run(connection.cleared()):
                return connection
            self.run(connection.quit())
        return None

    def _opened(self) -> Connection:
        """Raises Unreachable; LoginRefused, and for a while after it the same without a word to the server."""
        message, hint, since = self._refused
        if message and time.monotonic() - since < REFUSED_SECONDS:
            raise LoginRefused(message, hint)
        source = self.settings.oauth or self.settings.password
        try:
            # The secret is had out here: its command may take seconds, during which the loop must turn.
            return source.used("transport", self._logged_in) if source else self._logged_in("")
        except LoginRefused as error:
            self._refused = error.message, error.hint, time.monotonic()
            raise

    def _logged_in(self, secret: str) -> Connection:
        connection = Connection(self.settings)
        self._living = {connection, *(each for each in self._living if each.alive)}
        self.run(connection.open(secret))
        return connection

    def _turn(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._settle())
            self._loop.close()

    async def _settle(self) -> None:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        for _ in range(TICKS):
            await asyncio.sleep(0)
        await self._loop.shutdown_default_executor()


async def _farewell(connections: Iterable[Connection]) -> None:
    await asyncio.gather(*(each.quit() for each in connections))
