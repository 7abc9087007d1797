"""One SMTP connection, driven step by step because only then is it known how far a mail came."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aiosmtplib import SMTPException, SMTPResponse, SMTPResponseException

from csmail.errors import Refused, Unreachable
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Mail
from csmail.transports.shared import envelope_check
from csmail.transports.smtp import errors as trouble
from csmail.transports.smtp import replies as words
from csmail.transports.smtp.login import log_in
from csmail.transports.smtp.refusals import Verdict, blames_sender, of_recipient, verdict
from csmail.transports.smtp.settings import Settings
from csmail.transports.smtp.trust import trust
from csmail.transports.smtp.wire import Client, RefusedData, Unasked, Unbegun

Ending = Literal["deferred", "refused", "in_doubt"]
# A wanted login at the end of a mail says that this mail will not be had.
ENDINGS: Mapping[Verdict, Ending] = {"later": "deferred", "never": "refused", "login": "refused", "unclear": "in_doubt"}
BROKEN = (SMTPException, OSError, ValueError, asyncio.TimeoutError)
GOODBYE_SECONDS = 2.0
# A server that answers each step just in time, one recipient after the other, would hold a desk for an hour.
OPENING_STEPS, ENVELOPE_STEPS = 3, 10
TOGETHER = 50  # commands in one write where the server takes that (RFC 2920); their answers have to fit its window


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the server said to each recipient. `null_refused`: the mail goes out from its fallback sender, because the
    server takes none without a sender."""

    deliveries: tuple[Delivery, ...]
    null_refused: bool = False

    @property
    def refuses(self) -> bool:
        """Whether a recipient is refused for good."""
        return any(each.state == "refused" for each in self.deliveries)


class Connection:
    """`opened_at` and `used_at` are readings of the monotonic clock; `kept` says it carried a mail before.

    `clear` says that nothing is left of the mail before. What is not clear is not used again: RSET could take it back,
    but its answer cannot be told from one that comes late to that mail.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.kept = False
        self.clear = True
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
            async with asyncio.timeout(OPENING_STEPS * self.settings.timeout.total_seconds()):
                await self._opened(secret)
        except TimeoutError as error:
            self.drop()
            raise self._lost("with the greeting", error) from None
        except BaseException:  # a stop included
            self.drop()
            raise

    async def envelope(self, mail: Mail, recipients: Sequence[str]) -> Envelope:
        """MAIL and each RCPT. Raises Unreachable, LoginRefused, or Refused (the server will not have this mail)."""
        self.clear = False
        try:
            async with asyncio.timeout(ENVELOPE_STEPS * self.settings.timeout.total_seconds()):
                return await self._enveloped(mail, recipients)
        except TimeoutError as error:
            self.drop()
            raise self._lost("with the envelope", error) from None
        except asyncio.CancelledError:
            self.drop()
            raise

    async def sender_refused(self, sender: str) -> str:
        """Why the server takes no mail from `sender` ("": the null one), "" when it does. Raises as `envelope`."""
        self.clear = False
        reply = await self._say("MAIL", f"FROM:<{envelope_check.path(sender) if sender else ''}>")
        if reply.code == 250:
            await self._say("RSET")
            self.clear = True
            return ""
        if verdict(reply.code, reply.message) != "never":
            raise trouble.no(self.where, reply, "MAIL", verdict(reply.code, reply.message))
        return words.spoken(reply.code, reply.message)

    async def content(self, data: bytes) -> Delivery:
        """DATA, the mail, the dot. Never raises: what is not a clear answer is "in_doubt"."""
        try:
            reply = await self._client.data(data, timeout=self.settings.data_timeout.total_seconds())
        except Unbegun as error:
            return Delivery("", "deferred", reason=Reason.of("lost_before_content", said=words.why(error)))
        except RefusedData as error:
            return Delivery("", self._refused_data(error), words.why(error))
        except SMTPResponseException as error:
            return Delivery("", ENDINGS[verdict(error.code, error.message)], words.why(error))
        except Exception as error:
            return Delivery("", "in_doubt", reason=Reason.of("no_clear_answer", said=words.why(error)))
        self.clear = True  # RFC 5321 section 4.1.1.4: an accepted mail leaves nothing behind
        return Delivery("", "sent", words.spoken(reply.code, reply.message))

    def _refused_data(self, error: RefusedData) -> Ending:
        """On a kept connection a late answer to the mail before may have come first: a fresh one has to say so too.

        What is neither yes nor no was said to something else. Without content there is no mail, whatever it meant.
        """
        means = ENDINGS[verdict(error.code, error.message)]
        if means == "in_doubt" or (self.kept and means == "refused"):
            self.drop()
            return "deferred"
        return means

    async def quit(self) -> None:
        """A polite end; what the server says to it means nothing, the mail was settled before."""
        with contextlib.suppress(*BROKEN):
            await self._client.quit(timeout=min(GOODBYE_SECONDS, self.settings.timeout.total_seconds()))
        self.drop()

    def drop(self) -> None:
        """Closes without a word."""
        self._client.close()

    async def _opened(self, secret: str) -> None:
        when = trouble.CONNECTING
        try:
            await self._client.connect()
            await self._greet()
            if self.settings.tls == "starttls":
                when = trouble.ENCRYPTING
                await self._encrypt()
                await self._greet()
            when = trouble.AT_LOGIN
            await log_in(self._client, self.settings, secret)
        except BROKEN as error:
            raise self._lost(when, error) from None

    async def _greet(self) -> None:
        await self._client.ehlo(hostname=self.settings.hello or self._literal())

    def _literal(self) -> str:
        address = str(self._client.get_transport_info("sockname")[0])
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    async def _encrypt(self) -> None:
        if "starttls" not in self.extensions:
            raise SMTPException("the server does not offer STARTTLS, which these settings require")
        await self._client.starttls()

    async def _enveloped(self, mail: Mail, recipients: Sequence[str]) -> Envelope:
        taken, refusal = await self._transaction(mail, recipients)
        blamed = refusal is not None or (taken and all(map(_blames_sender, taken)))
        if not mail.sender and mail.fallback_sender and blamed:
            again = await self._from_fallback(mail, recipients)
            if again:
                return again
        if refusal is not None:
            raise trouble.no(self.where, refusal, "MAIL", "never")
        return Envelope(taken)

    async def _from_fallback(self, mail: Mail, recipients: Sequence[str]) -> Envelope | None:
        """The envelope with the desk's own address as its sender: SES, Yandex and some tenants of Exchange Online take
        no null one (RFC 5321 section 4.5.5 notwithstanding). None when that is refused as well."""
        await self._say("RSET")
        taken, refusal = await self._transaction(replace(mail, sender=mail.fallback_sender), recipients)
        if refusal is not None or all(map(_blames_sender, taken)):
            return None
        return Envelope(taken, null_refused=True)

    async def _transaction(
        self, mail: Mail, recipients: Sequence[str]
    ) -> tuple[tuple[Delivery, ...], SMTPResponse | None]:
        """What was said to each recipient; or the answer to MAIL, when it was a refusal for good."""
        paths = [envelope_check.path(recipient) for recipient in recipients]
        sender = envelope_check.path(mail.sender) if mail.sender else ""
        first = _line("MAIL", f"FROM:<{sender}>", *self._options(mail, [sender, *paths]))
        # Whoever sends without a sender wants no report; where that is not allowed, it says so in this way.
        automatic = mail.sender in ("", mail.fallback_sender)
        notify = ("NOTIFY=NEVER",) if automatic and "dsn" in self.extensions else ()
        lines = [_line("RCPT", f"TO:<{path}>", *notify) for path in paths]
        together = TOGETHER if "pipelining" in self.extensions else 1
        reply, *answers = await self._say_all([first, *lines[: together - 1]])
        if reply.code != 250:  # the recipients that went out with it were told of no mail: what they got means nothing
            means = verdict(reply.code, reply.message)
            if means == "never":
                return (), reply
            raise trouble.no(self.where, reply, "MAIL", means)
        said = [self._told(*one) for one in zip(recipients, answers, strict=False)]
        while rest := lines[len(said) : len(said) + together]:
            answers = await self._say_all(rest)
            said += [self._told(*one) for one in zip(recipients[len(said) :], answers, strict=False)]
        if together > 1 and not self.kept:
            await self._demand_again(lines, said)
        return tuple(said), None

    async def _demand_again(self, lines: Sequence[bytes], said: Sequence[Delivery]) -> None:
        """A refusal among answers that came together is asked for once more: one answer too many before it would make
        it that of another recipient. On a kept connection the pool asks anew."""
        last = next((number for number in reversed(range(len(said))) if said[number].state == "refused"), None)
        if last is not None:
            again = (await self._say_all([lines[last]]))[0]
            if str(again.code) != said[last].reply[:3]:
                self.drop()
                raise self._lost("at RCPT", Unasked())

    def _options(self, mail: Mail, paths: Iterable[str]) -> list[str]:
        size, limit = len(mail.data), words.count(self.extensions.get("size", ""))
        if 0 < limit < size:
            why = Reason.of("mail_too_large", size=size, where=self.where, limit=limit)
            raise Refused(why, Reason("advice_send_less"), code="too_large")
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
            why = Reason.of("extension_missing", upper=extension.upper(), where=self.where)
            raise Refused(why, Reason("advice_other_address"), code=f"{extension}_required")

    def _told(self, recipient: str, reply: SMTPResponse) -> Delivery:
        said = words.spoken(reply.code, reply.message)
        if reply.code in (250, 251):
            return Delivery(recipient, "queued", said)
        means = of_recipient(reply.code, reply.message)
        if reply.code == 421 or means in ("login", "unclear"):
            raise trouble.no(self.where, reply, "RCPT", means)
        return Delivery(recipient, ENDINGS[means], said)

    async def _say(self, verb: str, *arguments: str) -> SMTPResponse:
        return (await self._say_all([_line(verb, *arguments)]))[0]

    async def _say_all(self, lines: Sequence[bytes]) -> list[SMTPResponse]:
        """In one write, so of a transaction never DATA: to it a server may say yes before we know the answers."""
        # Not client.mail() or .rcpt(): they run parseaddr over the address, which makes
        # `a@x <b@y>` another one; ours passed the gate and goes out as it stands.
        try:
            if len(lines) > 1:
                return await self._client.execute_together(lines)
            return [await self._client.execute_command(*lines)]
        except BROKEN as error:
            self.drop()
            raise self._lost(f"at {lines[0].split()[0].decode()}", error) from None

    def _lost(self, when: str, error: Exception) -> Unreachable:
        return trouble.lost(self.settings, self.where, when, error, self._client.heard)

    @property
    def where(self) -> str:
        """The server, for messages."""
        return self.settings.server


def _line(verb: str, *arguments: str) -> bytes:
    return " ".join((verb, *arguments)).encode()


def _blames_sender(delivery: Delivery) -> bool:
    code, _, text = delivery.reply.partition(" ")
    return delivery.state == "refused" and blames_sender(int(code), text)
