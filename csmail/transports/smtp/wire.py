"""The library's SMTP dialogue with a strict reader: replies are bounded, and none is taken for an answer to a command
that was not given when it came.

| what the server does | what happens |
| --- | --- |
| more than 32 KiB or 256 lines in one reply | the reply is malformed, the connection is dropped |
| silence, or drips, beyond the time of the step | the library's time-out, the connection is dropped |
| lines of one reply with different codes, no code | malformed |
| speaks when nothing was asked, or further than its answer | `Unasked` instead of the next command, nothing is sent |
| speaks while the content is sent | a refusal counts, the final dot is not sent; anything else leaves doubt |
| two answers that contradict each other | malformed; to the content: in doubt |
| fewer answers than commands that went out in one go | the time-out of the next answer, the connection is dropped |
| more answers than commands that went out in one go | `Unasked`: which answer is whose is not known any more |
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Sequence

from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPConnectTimeoutError,
    SMTPDataError,
    SMTPReadTimeoutError,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from aiosmtplib.protocol import COMMAND_INJECTION_REGEX, SMTPProtocol

from csmail.transports.smtp.reply_lines import MALFORMED, MOST_OCTETS, ReplyLines

HEARD_OCTETS = 16  # enough to tell TLS from SMTP
PIECE = 64 * 1024
OCTETS_A_SECOND = 10_000  # a server may take the content slower than this no longer than `data_timeout`
TURNS = 3  # of the loop until what lies in the socket has come to us, through TLS as well
END = b"\r\n.\r\n"
GOODBYE = 421


class Unasked(SMTPServerDisconnected):
    """The server spoke without being asked: whose answer comes next is not known any more."""

    def __init__(self) -> None:
        super().__init__("the server spoke without being asked, so its next answer could be to anything")


class Unbegun(Unasked):
    """The same, before anything of a mail's content was sent, DATA included."""


class RefusedData(SMTPDataError):
    """The answer to DATA was a refusal, so nothing of the content was sent."""


class Replies(SMTPProtocol):
    """`unasked` says that the server spoke out of turn. `_answers` are those to the `_asked` last commands so far."""

    def __init__(self, client: Client) -> None:
        super().__init__(loop=client.loop, connection_lost_callback=client._on_connection_lost)
        self._client = client
        self.unasked = False
        self._replies = ReplyLines(self._buffer)
        self._asked = 1  # the greeting
        self._answers: list[SMTPResponse] = []
        self._answered_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._socket: select.poll | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop, with the encrypted transport when TLS comes first."""
        super().connection_made(transport)
        self._socket = select.poll()
        self._socket.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self._socket = None  # its number may be another file's soon
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Called by the loop with what came in."""
        self._client.heard = (self._client.heard or b"")[:HEARD_OCTETS] + data[:HEARD_OCTETS]
        waiter = self._response_waiter
        if waiter is None:
            return
        if not self._response_pending or waiter.done():
            self._buffer.extend(data[: max(0, MOST_OCTETS - len(self._buffer))])
            self._spoken_unasked()
            return
        self._buffer.extend(data)
        try:
            while len(self._answers) < self._asked and (reply := self._taken()) is not None:
                self._answers.append(reply)
                self._answered_at = self._loop.time()
        except SMTPResponseException as error:
            self._buffer.clear()
            self._set_response_exception(waiter, error)
        else:
            if len(self._answers) == self._asked:
                waiter.set_result(self._answers[-1])

    async def execute_command(self, *args: bytes, timeout: float | None = None) -> SMTPResponse:
        """The answer to one command. Raises Unasked instead of asking when something of the server's is there."""
        await self._demand_silence()
        answer = await super().execute_command(*args, timeout=timeout)
        await self._turned()
        self._demand_agreement(answer.code)
        return answer

    async def execute_together(self, lines: Sequence[bytes], timeout: float | None) -> list[SMTPResponse]:
        """The answers to commands that go out in one write, as many as there are commands (RFC 2920 section 3.1).

        Raises as `execute_command`; also Unasked when there is one more, for the first may be to the mail before.
        """
        if any(map(COMMAND_INJECTION_REGEX.search, lines)):
            raise ValueError("Command arg contains a prohibited control character")
        await self._demand_silence()
        self._response_pending, self._asked = True, len(lines)
        self.write(b"".join(b"%s\r\n" % line for line in lines))
        answers = await self._heard(timeout)
        await self._turned()
        self.unasked = self.unasked or bool(self._buffer)
        while self._buffer and (further := self._taken()) is not None:
            if further.code != GOODBYE:
                raise Unasked
        return answers

    async def execute_data_command(self, message: bytes, timeout: float | None = None) -> SMTPResponse:
        """DATA, the content, the dot. Raises SMTPDataError for a refusal, Unbegun when nothing was sent; all else
        leaves doubt."""
        await self._turned()
        if self.unasked or self._buffer:
            raise Unbegun
        self._response_pending = True
        self.write(b"DATA\r\n")
        begun = await self.read_response(timeout=min(filter(None, (self._client.timeout, timeout)), default=None))
        if begun.code != 354:
            raise RefusedData(begun.code, begun.message)
        await self._demand_silence()  # a refusal too: it cannot be of what was not sent
        await self._content(message, timeout or 0)
        answer = await self.read_response(timeout=timeout)
        await self._turned()
        self._demand_agreement(answer.code)
        if answer.code != 250:
            raise SMTPDataError(answer.code, answer.message)
        return answer

    async def read_response(self, timeout: float | None = None) -> SMTPResponse:
        """The answer to the command that went out last."""
        return (await self._heard(timeout))[-1]

    async def _heard(self, timeout: float | None) -> list[SMTPResponse]:
        """The answers to what was asked; each may take `timeout` seconds.

        The library's own makes a task's time-out of each answer, which costs more than all else about it.
        """
        waiter = self._response_waiter
        if waiter is None:
            raise SMTPServerDisconnected("Connection lost")
        self._response_pending, self._answered_at = True, self._loop.time()
        if timeout:
            self._timer = self._loop.call_later(timeout, self._overdue, waiter, timeout)
        try:
            last = await waiter
            return self._answers or [last]  # the library's own word when a server only hangs up at QUIT
        finally:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._response_pending, self._asked, self._answers = False, 1, []
            self._response_waiter = self._loop.create_future() if self.transport is not None else None

    def _overdue(self, waiter: asyncio.Future[SMTPResponse], timeout: float) -> None:
        rest = self._answered_at + timeout - self._loop.time()
        if rest > 0:
            self._timer = self._loop.call_later(rest, self._overdue, waiter, timeout)
        elif not waiter.done():
            self._set_response_exception(waiter, SMTPReadTimeoutError("Timed out waiting for server response"))

    async def _content(self, message: bytes, timeout: float) -> None:
        """Up to the dot, which goes with the last piece. Whatever came before that one was sent is no answer to the
        whole, and without its dot nobody has the mail."""
        ended = b"" if message.endswith(b"\r\n") else b"\r\n"
        stuffed = b"%s%s.\r\n" % ((b"\r\n" + message).replace(b"\r\n.", b"\r\n.."), ended)
        with memoryview(stuffed)[2:] as view:
            last = max(0, len(view) - len(END)) // PIECE * PIECE
            if last:
                async with asyncio.timeout(timeout + len(message) / OCTETS_A_SECOND):
                    await self._pieces(view[:last])
            self._response_pending = True
            self.write(bytes(view[last:]))

    async def _pieces(self, view: memoryview) -> None:
        for start in range(0, len(view), PIECE):
            try:
                self.write(bytes(view[start : start + PIECE]))
                await self._drain_helper()
            finally:
                await self._demand_no_early_answer()

    def _spoken_unasked(self) -> None:
        """Reads no further: nothing that comes now can be told from an answer, and it may never end."""
        self.unasked = True
        if isinstance(self.transport, asyncio.ReadTransport) and not self.transport.is_closing():
            self.transport.pause_reading()

    async def _turned(self) -> None:
        """Until what the server said has come to us. A look at the socket costs 2 us, a turn of the loop 20."""
        if self._socket is None or self._socket.poll(0):
            for _ in range(TURNS):
                await asyncio.sleep(0)

    async def _demand_silence(self) -> None:
        await self._turned()
        if self.unasked or self._buffer:
            raise Unasked

    async def _demand_no_early_answer(self) -> None:
        await self._turned()
        if not (self.unasked or self._buffer):
            return
        reply = self._taken()
        if reply is not None and reply.code >= 400:
            raise SMTPDataError(reply.code, reply.message)
        raise Unasked

    def _demand_agreement(self, code: int) -> None:
        """A 421 beside the answer says goodbye; any other reply has to be of the same kind."""
        self.unasked = self.unasked or bool(self._buffer)
        while self._buffer and (further := self._taken()) is not None:
            if further.code != GOODBYE and (further.code < 400) != (code < 400):
                raise SMTPResponseException(MALFORMED, f"{code} and {further.code}: {further.message}")

    def _taken(self) -> SMTPResponse | None:
        """The next whole reply, taken out of the buffer. Raises SMTPResponseException."""
        try:
            return self._replies.taken()
        except SMTPResponseException:
            self._spoken_unasked()  # what follows belongs to nothing
            raise


class Client(SMTP):
    """The library's client over `Replies`. Closes at once: a TLS connection closed politely waits 30 s for the goodbye
    of a server that is silent."""

    heard: bytes | None = None
    """How the server began to speak; None when there was no connection."""

    async def execute_together(self, lines: Sequence[bytes]) -> list[SMTPResponse]:
        """The answers to commands that go out in one write. Raises as `execute_command`."""
        if not isinstance(self.protocol, Replies):
            raise SMTPServerDisconnected("Server not connected")
        try:
            return await self.protocol.execute_together(lines, self.timeout)
        except (SMTPServerDisconnected, SMTPTimeoutError):
            self.close()
            raise

    def close(self) -> None:
        """Called by the library whenever a step failed, by ours when done."""
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def _create_connection(self, timeout: float | None) -> SMTPResponse:
        """The greeting. Its errors are those of the method that it stands in for."""
        assert self.loop, "connect() has just set it"
        replies = Replies(self)
        tls = self.tls_context if self.use_tls else None
        connecting = self.loop.create_connection(
            lambda: replies,
            self.hostname or "",
            self.port or 0,
            ssl=tls,
            ssl_handshake_timeout=timeout if tls else None,
        )
        try:
            self.transport, _ = await asyncio.wait_for(connecting, timeout)
        except TimeoutError as error:
            raise SMTPConnectTimeoutError("no connection in time") from error
        except OSError as error:
            raise SMTPConnectError(str(error)) from error
        self.protocol, self.heard = replies, self.heard or b""
        try:
            greeting = await replies.read_response(timeout)
        except SMTPServerDisconnected as error:
            raise SMTPConnectError(str(error)) from error
        except SMTPTimeoutError as error:
            raise SMTPConnectTimeoutError("no greeting in time") from error
        if greeting.code != 220:
            raise SMTPConnectResponseError(greeting.code, greeting.message)
        return greeting
