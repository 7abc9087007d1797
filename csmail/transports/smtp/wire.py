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
"""

from __future__ import annotations

import asyncio
import re

from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPConnectTimeoutError,
    SMTPDataError,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from aiosmtplib.protocol import SMTPProtocol

MOST_OCTETS = 32 * 1024  # the longest EHLO reply seen has 3 KB
MOST_LINES = 256
HEARD_OCTETS = 16  # enough to tell TLS from SMTP
PIECE = 64 * 1024
OCTETS_A_SECOND = 10_000  # a server may take the content slower than this no longer than `data_timeout`
TURNS = 3  # of the loop until what lies in the socket has come to us, through TLS as well
END = b"\r\n.\r\n"
MALFORMED = -1  # the library's own code for it
LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)


class Unasked(SMTPServerDisconnected):
    """The server spoke without being asked: whose answer comes next is not known any more."""

    def __init__(self) -> None:
        super().__init__("the server spoke without being asked, so its next answer could be to anything")


class Unbegun(Unasked):
    """The same, before anything of a mail's content was sent, DATA included."""


class RefusedData(SMTPDataError):
    """The answer to DATA was a refusal, so nothing of the content was sent."""


class Replies(SMTPProtocol):
    """`unasked` says that the server spoke out of turn."""

    def __init__(self, client: Client) -> None:
        super().__init__(loop=client.loop, connection_lost_callback=client._on_connection_lost)
        self._client = client
        self.unasked = False
        self._lines: list[bytes] = []
        self._octets = 0

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
            reply = self._taken()
        except SMTPResponseException as error:
            self._buffer.clear()
            self._set_response_exception(waiter, error)
        else:
            if reply is not None:
                waiter.set_result(reply)

    async def execute_command(self, *args: bytes, timeout: float | None = None) -> SMTPResponse:
        """The answer to one command. Raises Unasked instead of asking when something of the server's is there."""
        await self._turned()
        if self.unasked or self._buffer:
            raise Unasked
        answer = await super().execute_command(*args, timeout=timeout)
        await self._turned()
        self._demand_agreement(answer.code)
        return answer

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
        await self._turned()
        if self.unasked or self._buffer:
            raise Unasked  # a refusal too: it cannot be of what was not sent
        async with asyncio.timeout((timeout or 0) + len(message) / OCTETS_A_SECOND):
            await self._content(message)
        answer = await self.read_response(timeout=timeout)
        await self._turned()
        self._demand_agreement(answer.code)
        if answer.code != 250:
            raise SMTPDataError(answer.code, answer.message)
        return answer

    async def _content(self, message: bytes) -> None:
        """Up to the dot, which goes with the last piece. Whatever came before that one was sent is no answer to the
        whole, and without its dot nobody has the mail."""
        ended = b"" if message.endswith(b"\r\n") else b"\r\n"
        stuffed = b"%s%s.\r\n" % ((b"\r\n" + message).replace(b"\r\n.", b"\r\n.."), ended)
        with memoryview(stuffed)[2:] as view:
            last = max(0, len(view) - len(END)) // PIECE * PIECE
            for start in range(0, last, PIECE):
                try:
                    self.write(bytes(view[start : start + PIECE]))
                    await self._drain_helper()
                finally:
                    await self._demand_no_early_answer()
            self._response_pending = True
            self.write(bytes(view[last:]))

    def _spoken_unasked(self) -> None:
        """Reads no further: nothing that comes now can be told from an answer, and it may never end."""
        self.unasked = True
        if isinstance(self.transport, asyncio.ReadTransport) and not self.transport.is_closing():
            self.transport.pause_reading()

    async def _turned(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)

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
            if further.code != 421 and (further.code < 400) != (code < 400):
                raise SMTPResponseException(MALFORMED, f"{code} and {further.code}: {further.message}")

    def _taken(self) -> SMTPResponse | None:
        """The next whole reply, taken out of the buffer. Raises SMTPResponseException."""
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            self._octets += end + 1
            found = LINE.fullmatch(line)
            first = LINE.fullmatch(self._lines[0]) if self._lines else found
            if found is None or first is None or found[1] != first[1]:
                raise self._malformed(line)
            self._lines.append(line)
            if found[2] != b"-":
                return self._reply(int(found[1]))
            if len(self._lines) >= MOST_LINES:
                raise self._malformed(b"a reply without end")
        if self._octets + len(self._buffer) > MOST_OCTETS:
            raise self._malformed(b"a reply without end")
        return None

    def _reply(self, code: int) -> SMTPResponse:
        words = b"\n".join(line[4:].strip(b" \t") for line in self._lines)
        self._lines, self._octets = [], 0
        return SMTPResponse(code, words.decode("utf-8", "surrogateescape"))

    def _malformed(self, line: bytes) -> SMTPResponseException:
        self._spoken_unasked()  # what follows belongs to nothing
        self._lines, self._octets = [], 0
        return SMTPResponseException(MALFORMED, line[:1000].decode("utf-8", "replace"))


class Client(SMTP):
    """The library's client over `Replies`. Closes at once: a TLS connection closed politely waits 30 s for the goodbye
    of a server that is silent."""

    heard: bytes | None = None
    """How the server began to speak; None when there was no connection."""

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
