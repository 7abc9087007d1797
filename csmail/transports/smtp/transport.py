"""A way out over SMTP submission (RFC 6409).

| what fails | what the desk sees | what is kept |
| --- | --- | --- |
| no route, time-out, cut, garbage before DATA | Unreachable | the mail, tried again |
| 421, 4yz to MAIL, or a 5yz that passes by itself (see `_smtp_verdict`) | Unreachable | the mail, tried again |
| STARTTLS not offered, certificate not to be trusted | Unreachable, no secret was sent | the mail, tried again |
| 5yz to AUTH, no login offered that we can use, 530 | LoginRefused | the mail, tried again |
| 5yz to MAIL FROM:<> | nothing: the desk's address is the envelope sender, and `null_refused` says so | nothing |
| another 5yz to MAIL, too large, 8BITMIME missing | Refused with the reason | the mail, for a person |
| SMTPUTF8 missing | Refused with a code of `model.hold`: the mail is held | the mail, for a person |
| an address or content that could smuggle | Refused before a connection is made | the mail, for a person |
| 4yz or 5yz to one RCPT | its Delivery: deferred or refused | that recipient's reply |
| 4yz or 5yz to DATA or to the dot | deferred or refused | the reply |
| the server speaks unasked between two commands | Unreachable, or deferred before DATA | the mail, tried again |
| anything else after DATA was sent | in_doubt: delivered or not, nobody can know (RFC 1047) | what was heard |
| QUIT goes wrong | nothing, the mail was settled before | nothing |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from csmail.errors import ConfigurationError, Refused, at
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Mail
from csmail.ports import Report
from csmail.transports.shared.envelope_check import admit
from csmail.transports.smtp.replies import count
from csmail.transports.smtp.settings import Settings as Settings
from csmail.transports.smtp.settings import check as check

if TYPE_CHECKING:
    from csmail.transports.smtp.connection import Connection, Envelope
    from csmail.transports.smtp.pool import Pool

CAN = {
    "8bitmime": ("eight_bit_there", "eight_bit_missing"),
    "smtputf8": ("international_there", "international_missing"),
    "dsn": ("dsn_there", "bounces_come_in"),
    "pipelining": ("pipelining_there", "pipelining_missing"),
}
"""What the extensions of RFC 1870, 6152, 6531, 3461 mean to somebody who runs a shop: there, or missing."""


def open(settings: Settings, name: str) -> SmtpTransport:
    """The transport of desk `name`; connects when first used. Raises ConfigurationError."""
    complaint = check(settings)
    if complaint:
        raise ConfigurationError(
            Reason.of("adapter_wrong", way="transport").because(complaint), Reason("correct_rules")
        ).at(name)
    return SmtpTransport(settings, name)


class SmtpTransport:
    """A synchronous face over the event loop's thread; may be used by as many threads as there are connections."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings, self.name = settings, name
        self._pool: Pool | None = None
        self._interrupted = False

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> SmtpPrepared:
        """Everything up to DATA. Raises Unreachable, LoginRefused, Refused."""
        admit(mail, recipients)
        pool = self._opened()
        return pool.run(self._prepared(pool, mail, recipients))

    def preparing(
        self, mail: Mail, recipients: Sequence[str], heard: Callable[[SmtpPrepared | Exception], None]
    ) -> None:
        """`prepare` that returns at once: `heard` is told, from the loop's thread. Raises Refused."""
        admit(mail, recipients)
        pool = self._opened()
        pool.begin(self._prepared(pool, mail, recipients), heard, lasting=False)

    async def _prepared(self, pool: Pool, mail: Mail, recipients: Sequence[str]) -> SmtpPrepared:
        with at(self.name):
            connection, envelope = await pool.envelope(mail, recipients)
        return SmtpPrepared(pool, connection, mail, envelope)

    @property
    def connections(self) -> int:
        """How many mails may be in hand at once."""
        return self.settings.connections

    def report(self, senders: Sequence[str] = ("",)) -> Report:
        """Connects, logs in, says what the server can do, and whether it takes mail from each of `senders`, "" being
        the null one: nothing is sent. Raises Unreachable, LoginRefused; Refused for a sender that is not the null one.
        """

        async def look(connection: Connection) -> Report:
            return await _looked(connection, senders)

        pool = self._opened()
        with at(self.name):
            return {"server": self.settings.server, "tls": self.settings.tls, **pool.run(pool.looked(look))}

    def interrupt(self) -> None:
        """From any thread: nothing more is sent until `close`, but a content under way is finished."""
        self._interrupted = True
        if self._pool:
            self._pool.interrupt()

    def close(self) -> None:
        """Ends the connections; the transport may be used again."""
        pool, self._pool, self._interrupted = self._pool, None, False
        if pool:
            pool.close()

    def _opened(self) -> Pool:
        if self._pool is None:
            # Here, not above: asyncio with aiosmtplib takes 60 ms, and most commands send nothing.
            from csmail.transports.smtp.pool import Pool

            self._pool = Pool(self.settings, self.name)
        if self._interrupted:
            self._pool.interrupt()
        return self._pool


async def _looked(connection: Connection, senders: Sequence[str]) -> Report:
    """What `csmail check` shows of a server."""
    offered = dict(connection.extensions)
    said: dict[str, str | Reason] = {}
    if limit := count(offered.get("size", "")):
        said["largest mail"] = Reason.of("size_limit", megabytes=f"{limit / 2**20:.0f}", bytes=limit)
    said.update({name: Reason(there if name in offered else missing) for name, (there, missing) in CAN.items()})
    for sender in senders:
        refusal = await connection.sender_refused(sender)
        if refusal and sender:
            raise Refused(
                Reason.of("sender_refused", where=connection.where, sender=sender, refusal=refusal),
                Reason("advice_allowed_address"),
            )
        if not sender:
            code = "null_sender_refused" if refusal else "null_sender_taken"
            said["acknowledgements"] = Reason.of(code, said=refusal)
    return said


class SmtpPrepared:
    """A mail whose envelope was taken. Exactly one of `transmit`, `abandon` is called, once.

    `null_refused` says that the server takes no mail without a sender: see `Mail.fallback_sender`.
    """

    def __init__(self, pool: Pool, connection: Connection, mail: Mail, envelope: Envelope) -> None:
        self.deliveries, self.null_refused = envelope.deliveries, envelope.null_refused
        self._pool, self._mail = pool, mail
        self._connection: Connection | None = connection

    def transmit(self) -> Delivery:
        """Sends the content; the Delivery speaks for all queued recipients, of whom there has to be one."""
        return self._pool.finish(self._sent(self._taken()))

    def transmitting(self, heard: Callable[[Delivery | Exception], None]) -> None:
        """`transmit` that returns at once: `heard` is told, from the loop's thread."""
        self._pool.begin(self._sent(self._taken()), heard, lasting=True)

    def abandon(self) -> None:
        """Takes the envelope back."""
        self._pool.release(self._lent(), usable=True)

    async def _sent(self, connection: Connection) -> Delivery:
        try:
            outcome = await connection.content(self._mail.data)
        except BaseException:
            self._pool.put_back(connection, usable=False)
            raise
        self._pool.put_back(connection, usable=outcome.state != "in_doubt")
        return self._judged(outcome)

    def _judged(self, outcome: Delivery) -> Delivery:
        """Exchange looks at the sender after the content only: then the next try is made with the fallback sender."""
        from csmail.transports.smtp.refusals import blames_sender

        code, _, text = outcome.reply.partition(" ")
        asked_without = not self._mail.sender and self._mail.fallback_sender and not self.null_refused
        if outcome.state != "refused" or not asked_without or not blames_sender(int(code), text):
            return outcome
        self.null_refused = True
        return replace(outcome, state="deferred")

    def _taken(self) -> Connection:
        if not any(each.state == "queued" for each in self.deliveries):
            raise RuntimeError("no recipient was taken: this mail can only be abandoned")
        return self._lent()

    def _lent(self) -> Connection:
        connection, self._connection = self._connection, None
        if connection is None:
            raise RuntimeError("this mail was transmitted or abandoned before")
        return connection
