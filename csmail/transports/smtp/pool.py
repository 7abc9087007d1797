"""The project's one event loop, in a thread of its own, with the connections that live on it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from csmail.errors import LoginRefused, Refused, Stopping, Unreachable
from csmail.model.task import Mail
from csmail.reason import Reason
from csmail.transports.smtp.connection import Connection, Envelope
from csmail.transports.smtp.settings import Settings

T = TypeVar("T")

IDLE_SECONDS = 30  # below what servers wait for (Postfix 300, some relays 60): a connection we keep is still there
LIFE_SECONDS = 300  # Postfix's smtp_connection_reuse_time_limit; load balancers cut older ones
REFUSED_SECONDS = 900  # servers count the failures and lock accounts; the daemon leaves a mailbox alone as long
TICKS = 3  # an aborted TLS connection needs this many turns of the loop until its socket is closed


class Pool:
    """Opens connections and keeps the good ones. `run`, `finish`, `begin`, `release`, `interrupt` and `close` are
    called from any thread; the coroutines, and the lists of connections, belong to the loop.

    A server that takes fewer connections than we may have is left with those that it takes: the mail waits for one of
    them, and for a while no other is opened. Where none is left, the first failure is everybody's.
    """

    def __init__(self, settings: Settings, owner: str) -> None:
        self.settings = settings
        self._idle: list[Connection] = []
        self._living: set[Connection] = set()
        self._refused: tuple[LoginRefused | None, float] = None, 0.0
        self._places = asyncio.Semaphore(settings.connections)
        self._lent = self._spared = self._failures = 0
        self._spared_at = 0.0
        self._guard = threading.Lock()
        self._interrupted = False
        self._under_way: set[Future[Any]] = set()
        self._steps: set[asyncio.Task[Any]] = set()
        self._orders: list[Callable[[], None]] = []
        self._opener = ThreadPoolExecutor(1, f"smtp login {owner}")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._turn, name=f"smtp {owner}", daemon=True)
        self._thread.start()

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """The outcome of `step`, awaited on the loop. Raises Stopping when `interrupt` ends it, or came before."""
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

    def begin(self, step: Coroutine[Any, Any, T], heard: Callable[[T | Exception], None], lasting: bool) -> None:
        """Starts `step`; `heard` is told its outcome in the loop's thread. Nothing interrupts a lasting one."""
        with self._guard:
            if lasting or not self._interrupted:
                if not self._orders:  # the loop is woken once for all that is begun until it looks
                    self._loop.call_soon_threadsafe(self._begin_ordered)
                self._orders.append(partial(self._begun, step, heard, lasting))
                return
        step.close()
        heard(self._stopped())

    def interrupt(self) -> None:
        """From any thread: end whatever waits for the server, and all that comes after, but no content under way."""
        with self._guard:
            self._interrupted = True
            waiting = tuple(self._under_way)
            self._loop.call_soon_threadsafe(self._cancel)
        for future in waiting:
            future.cancel()

    async def envelope(self, mail: Mail, recipients: Sequence[str]) -> tuple[Connection, Envelope]:
        """A connection that took the envelope, with its answers. Raises Unreachable, LoginRefused, Refused."""
        self._restore()
        await self._places.acquire()
        while True:
            self._lent += 1
            try:
                return await self._asked(mail, recipients)
            except Unreachable as error:
                self._lent -= 1
                if not self._lent:
                    self._failures += 1
                    self._places.release()
                    raise
                await self._wait_for_another(error)
            except BaseException:
                self._lent -= 1
                self._places.release()
                raise

    def release(self, connection: Connection, usable: bool) -> None:
        """Gives the place back, from any thread. It says nothing to the server: what became of the mail has to be
        recorded first."""
        with suppress(RuntimeError):  # the loop was closed, and the connection with it
            self._loop.call_soon_threadsafe(self.put_back, connection, usable)

    def put_back(self, connection: Connection, usable: bool) -> None:
        """The same on the loop; a usable connection is kept."""
        self._keep(connection, usable)
        self._lent -= 1
        self._places.release()

    async def looked(self, look: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        """What `look` finds out on a connection that is kept. Raises Unreachable, LoginRefused, and what it raises."""
        async with self._places:
            connection = await self._opened()
            try:
                return await look(connection)
            finally:
                self._keep(connection, usable=True)

    def close(self) -> None:
        """Ends the connections, the loop, its threads."""
        self._opener.shutdown(cancel_futures=True)
        idle, self._idle = self._idle, []
        self.finish(_farewell(idle))
        for connection in tuple(self._living):
            self._loop.call_soon_threadsafe(connection.drop)  # one that was lent to a mail nobody settled
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _stopped(self) -> Stopping:
        return Stopping(Reason.of("told_to_stop", server=self.settings.server), Reason("advice_start_it"))

    def _begin_ordered(self) -> None:
        with self._guard:
            orders, self._orders = self._orders, []
        for order in orders:
            order()

    def _begun(self, step: Coroutine[Any, Any, T], heard: Callable[[T | Exception], None], lasting: bool) -> None:
        task = self._loop.create_task(step)
        if not lasting:
            self._steps.add(task)

        def ended(done: asyncio.Task[T]) -> None:
            self._steps.discard(done)
            if done.cancelled():
                heard(self._stopped())
                return
            error = done.exception()
            heard(done.result() if error is None else error if isinstance(error, Exception) else self._stopped())

        task.add_done_callback(ended)

    def _cancel(self) -> None:
        for step in tuple(self._steps):
            step.cancel()

    async def _asked(self, mail: Mail, recipients: Sequence[str]) -> tuple[Connection, Envelope]:
        """A kept connection that is found dead, or refuses anything, is replaced once: until DATA nothing is lost by
        asking again, and the refusal may be a late answer to the mail before, or come from a login that has expired.
        """
        connection = None
        try:
            connection = await self._kept() or await self._opened()
            try:
                envelope = await connection.envelope(mail, recipients)
                if not connection.kept or not envelope.refuses:
                    return connection, envelope
            except Unreachable:
                if not connection.kept or connection.alive:
                    raise
            except (LoginRefused, Refused):
                if not connection.kept:
                    raise
            connection.drop()
            connection = await self._opened()
            return connection, await connection.envelope(mail, recipients)
        except BaseException:
            if connection:
                self._keep(connection, usable=True)
            raise

    async def _wait_for_another(self, error: Unreachable) -> None:
        """Until a connection is free that the server did take. Raises `error` when there is none any more."""
        failures = self._failures
        self._spared, self._spared_at = self._spared + 1, time.monotonic()
        await self._places.acquire()
        if self._failures != failures:
            self._places.release()
            raise error

    def _restore(self) -> None:
        """After a while the server may take more connections again."""
        if self._spared and time.monotonic() - self._spared_at > LIFE_SECONDS:
            for _ in range(self._spared):
                self._places.release()
            self._spared = 0

    def _keep(self, connection: Connection, usable: bool) -> None:
        if usable and connection.alive and not self._interrupted:
            connection.kept, connection.used_at = True, time.monotonic()
            self._idle.append(connection)
        else:
            connection.drop()

    async def _kept(self) -> Connection | None:
        now = time.monotonic()
        while self._idle:
            connection = self._idle.pop()
            fresh = now - connection.used_at < IDLE_SECONDS and now - connection.opened_at < LIFE_SECONDS
            if connection.alive and fresh and connection.clear:
                return connection
            await connection.quit()
        return None

    async def _opened(self) -> Connection:
        """Raises Unreachable; LoginRefused, and for a while after it the same without a word to the server."""
        # The secret is had out there: its command may take seconds, during which the loop must turn. One login at a
        # time, so that a wrong password is tried once however many connections are wanted.
        return await self._loop.run_in_executor(self._opener, self._logged_in)

    def _logged_in(self) -> Connection:
        refused, since = self._refused
        if refused and time.monotonic() - since < REFUSED_SECONDS:
            raise LoginRefused(refused.reason, refused.advice)
        source = self.settings.oauth or self.settings.password
        try:
            return source.used("transport", self._open) if source else self._open("")
        except LoginRefused as error:
            self._refused = error, time.monotonic()
            raise

    def _open(self, secret: str) -> Connection:
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
