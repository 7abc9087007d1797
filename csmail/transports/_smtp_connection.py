"""One SMTP connection, driven step by step because only then is it known how far a mail came."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Iterable, Sequence

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponse, SMTPResponseException

from csmail.errors import ConfigurationError, LoginRefused, Refused, Unreachable
from csmail.model.task import Delivery, Mail
from csmail.transports import _gate
from csmail.transports import _smtp_words as words
from csmail.transports._smtp_login import log_in
from csmail.transports._smtp_settings import Settings

# RFC 4954 section 6: the server wants a login, or a better one. No fault of the mail.
LOGIN_CODES = frozenset({530, 534, 535, 538})
AT_LOGIN = "at AUTH"
TOO_MANY_RECIPIENTS = 552  # RFC 5321 section 4.5.3.1.10: to be taken as 452
BROKEN = (SMTPException, OSError, ValueError, asyncio.TimeoutError)


class Client(aiosmtplib.SMTP):
    """Closes at once: a TLS connection closed politely waits 30 s for the goodbye of a server that is silent."""

    def close(self) -> None:
        """Called by the library whenever a step failed, by ours when done."""
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


class Connection:
    """`opened_at` and `used_at` are readings of the monotonic clock; `kept` says it carried a mail before."""

    def __init__(self, settings: Settings, owner: str) -> None:
        self.settings, self.owner = settings, owner
        self.kept = False
        self._clear = True
        self.opened_at = self.used_at = time.monotonic()
        self._client = Client(
            hostname=settings.host,
            port=settings.wire_port,
            use_tls=settings.tls == "implicit",
            start_tls=False,  # never None: that is opportunistic, and a stripped STARTTLS would go unnoticed
            tls_context=None if settings.tls == "none" else trust(settings),
            local_hostname="localhost",  # else connect() asks the DNS for our name; ours is given in EHLO
            timeout=settings.timeout.total_seconds(),
        )

    @property
    def alive(self) -> bool:
        """False once either side closed."""
        return self._client.is_connected

    @property
    def extensions(self) -> dict[str, str]:
        """What the server offered in its last EHLO, names in lower case."""
        return self._client.esmtp_extensions

    async def open(self, secret: str) -> None:
        """Connects, encrypts, greets, logs in. Raises Unreachable or LoginRefused."""
        try:
            await self._client.connect()
            await self._greet()
            if self.settings.tls == "starttls":
                await self._encrypt()
                await self._greet()
        except BROKEN as error:
            self.drop()
            raise self._lost("while connecting", error) from None
        try:
            await log_in(self._client, self.settings, self.owner, secret)
        except LoginRefused:
            self.drop()
            raise
        except BROKEN as error:
            self.drop()
            raise self._lost(AT_LOGIN, error) from None

    async def envelope(self, mail: Mail, recipients: Sequence[str]) -> tuple[Delivery, ...]:
        """MAIL and each RCPT. Raises Unreachable, LoginRefused, or Refused (the server will not have this mail)."""
        paths = [_gate.path(recipient) for recipient in recipients]
        sender = _gate.path(mail.sender) if mail.sender else ""
        options = self._options(mail, [sender, *paths])
        self._clear = False
        reply = await self._say("MAIL", f"FROM:<{sender}>", *options)
        if reply.code != 250:
            raise self._no(reply, "MAIL")
        notify = ("NOTIFY=NEVER",) if not mail.sender and "dsn" in self.extensions else ()
        return tuple([await self._ask(who, path, notify) for who, path in zip(recipients, paths, strict=True)])

    async def content(self, data: bytes) -> Delivery:
        """DATA, the mail, the dot. Never raises: what is not a clear answer is "in_doubt"."""
        try:
            reply = await self._client.data(data, timeout=self.settings.data_timeout.total_seconds())
        except SMTPResponseException as error:
            return Delivery("", words.ending(error.code), words.why(error))
        except Exception as error:
            return Delivery("", "in_doubt", words.why(error))
        self._clear = True  # RFC 5321 section 4.1.1.4: an accepted mail leaves nothing behind
        return Delivery("", "sent", words.spoken(reply.code, reply.message))

    async def cleared(self) -> bool:
        """Whether the next mail may begin: RSET takes back what is left of the one before."""
        try:
            return self._clear or (await self._client.rset()).code == 250
        except BROKEN:
            return False

    async def quit(self) -> None:
        """A polite end; what the server says to it means nothing, the mail was settled before."""
        with contextlib.suppress(*BROKEN):
            await self._client.quit(timeout=min(5.0, self.settings.timeout.total_seconds()))
        self.drop()

    def drop(self) -> None:
        """Closes without a word."""
        self._client.close()

    async def _greet(self) -> None:
        await self._client.ehlo(hostname=self.settings.hello or self._literal())

    def _literal(self) -> str:
        address = str(self._client.get_transport_info("sockname")[0])
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    async def _encrypt(self) -> None:
        if "starttls" not in self.extensions:
            raise SMTPException("the server does not offer STARTTLS, which these settings require")
        await self._client.starttls()

    def _options(self, mail: Mail, paths: Iterable[str]) -> list[str]:
        size, limit = len(mail.data), self.extensions.get("size", "")
        if limit.isdecimal() and 0 < int(limit) < size:
            raise Refused(f"too_large: {size} octets, {self._where()} takes {limit}", "send less")
        options = [f"SIZE={size}"] if "size" in self.extensions else []
        if not mail.content.isascii():
            options.append("BODY=8BITMIME")
            self._demand("8bitmime")
        if mail.smtputf8 or not all(path.isascii() for path in paths):  # RFC 6531 section 3.4
            options.append("SMTPUTF8")
            self._demand("smtputf8")
        return options

    def _demand(self, extension: str) -> None:
        if extension not in self.extensions:
            raise Refused(f"{extension}_required: {self._where()} does not offer it", "use another address or server")

    async def _ask(self, recipient: str, path: str, options: Sequence[str]) -> Delivery:
        reply = await self._say("RCPT", f"TO:<{path}>", *options)
        said = words.spoken(reply.code, reply.message)
        if reply.code in (250, 251):
            return Delivery(recipient, "queued", said)
        if reply.code == TOO_MANY_RECIPIENTS:
            return Delivery(recipient, "deferred", said)
        if reply.code == 421 or reply.code in LOGIN_CODES or words.ending(reply.code) == "in_doubt":
            raise self._no(reply, "RCPT")
        return Delivery(recipient, words.ending(reply.code), said)

    async def _say(self, verb: str, *arguments: str) -> SMTPResponse:
        # Not client.mail() or .rcpt(): they run parseaddr over the address, which makes
        # `a@x <b@y>` another one; ours passed the gate and goes out as it stands.
        line = [verb.encode("ascii"), *(argument.encode("utf-8") for argument in arguments)]
        try:
            return await self._client.execute_command(*line)
        except BROKEN as error:
            self.drop()
            raise self._lost(f"at {verb}", error) from None

    def _no(self, reply: SMTPResponse, verb: str) -> Exception:
        said = words.spoken(reply.code, reply.message)
        if reply.code in LOGIN_CODES:
            return LoginRefused(f"{self._where()} wants a login at {verb}: {said}", "set username and password")
        if words.ending(reply.code) == "refused":
            return Refused(f"{self._where()} refused the mail at {verb}: {said}", "see the server's reason")
        return Unreachable(f"{self._where()} asks to come back later at {verb}: {said}", "it is tried again")

    def _lost(self, when: str, error: Exception) -> Unreachable:
        cause = error if isinstance(error, ssl.SSLError) else error.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            why, hint = f"its certificate is not to be trusted: {cause.verify_message}", "check host, or set ca_file"
            return Unreachable(f"{self._where()}: {why}", hint)
        said = words.without_codes(words.why(error)) if when == AT_LOGIN else words.why(error)
        return Unreachable(f"{self._where()} {when}: {said}", "check host, port and tls; it is tried again")

    def _where(self) -> str:
        return f"{self.owner}: {self.settings.server}"


def trust(settings: Settings) -> ssl.SSLContext:
    """Chain and host name verified, TLS 1.2 or newer (RFC 8997). Raises ConfigurationError."""
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise ConfigurationError(f"ca_file: {settings.ca_file}: {error}", "give a file of PEM certificates") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
