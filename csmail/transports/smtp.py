"""A way out over SMTP submission (RFC 6409).

| what fails | what the desk sees | what is kept |
| --- | --- | --- |
| no route, time-out, cut, garbage before DATA | Unreachable | the mail, tried again |
| 421, or 4yz to MAIL | Unreachable with the reply | the mail, tried again |
| STARTTLS not offered, certificate not to be trusted | Unreachable, no secret was sent | the mail, tried again |
| 5yz to AUTH, no login offered that we can use, 530 | LoginRefused | the mail, tried again |
| 5yz to MAIL, too large, SMTPUTF8 or 8BITMIME missing | Refused with the reason | the mail, for a person |
| an address or content that could smuggle | Refused before a connection is made | the mail, for a person |
| 4yz or 5yz to one RCPT | its Delivery: deferred or refused | that recipient's reply |
| 4yz or 5yz to DATA or to the dot | deferred or refused | the reply |
| anything else after DATA was sent | in_doubt: delivered or not, nobody can know (RFC 1047) | what was heard |
| QUIT goes wrong | nothing, the mail was settled before | nothing |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from csmail.errors import ConfigurationError
from csmail.model.task import Delivery, Mail
from csmail.transports._gate import admit
from csmail.transports._smtp_settings import Settings as Settings
from csmail.transports._smtp_settings import check as check
from csmail.transports._smtp_words import harmless

if TYPE_CHECKING:
    from csmail.transports._smtp_connection import Connection
    from csmail.transports._smtp_pool import Pool


def open(settings: Settings, name: str) -> SmtpTransport:
    """The transport of desk `name`; connects when first used. Raises ConfigurationError."""
    complaint = check(settings)
    if complaint:
        raise ConfigurationError(f"{name}: transport: {complaint}", "correct it in rules.yaml")
    return SmtpTransport(settings, name)


class SmtpTransport:
    """A synchronous face over the event loop's thread; may be used by as many threads as there are connections."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings, self.name = settings, name
        self._pool: Pool | None = None

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> SmtpPrepared:
        """Everything up to DATA. Raises Unreachable, LoginRefused, Refused."""
        admit(mail, recipients)
        pool = self._opened()
        connection, deliveries = pool.envelope(mail, recipients)
        return SmtpPrepared(pool, connection, mail, deliveries)

    def report(self) -> Mapping[str, str]:
        """Connects, logs in, says what the server can do. Raises Unreachable or LoginRefused."""
        offered = self._opened().offered()
        wanted = ("size", "8bitmime", "smtputf8", "dsn", "pipelining")
        said = {name: harmless(offered[name]) or "yes" for name in wanted if name in offered}
        missing = {name: "no" for name in wanted if name not in offered}
        return {"server": self.settings.server, "tls": self.settings.tls, **said, **missing}

    def close(self) -> None:
        """Ends the connections; the transport may be used again."""
        pool, self._pool = self._pool, None
        if pool:
            pool.close()

    def _opened(self) -> Pool:
        if self._pool is None:
            # Here, not above: asyncio with aiosmtplib takes 60 ms, and most commands send nothing.
            from csmail.transports._smtp_pool import Pool

            self._pool = Pool(self.settings, self.name)
        return self._pool


class SmtpPrepared:
    """A mail whose envelope was taken. Exactly one of `transmit`, `abandon` is called, once."""

    def __init__(self, pool: Pool, connection: Connection, mail: Mail, deliveries: tuple[Delivery, ...]) -> None:
        self.deliveries = deliveries
        self._pool, self._mail = pool, mail
        self._connection: Connection | None = connection

    def transmit(self) -> Delivery:
        """Sends the content; the Delivery speaks for all queued recipients, of whom there has to be one."""
        if not any(each.state == "queued" for each in self.deliveries):
            raise RuntimeError("no recipient was taken: this mail can only be abandoned")
        connection = self._taken()
        try:
            outcome = self._pool.run(connection.content(self._mail.data))
        except BaseException:
            self._pool.release(connection, usable=False)
            raise
        self._pool.release(connection, usable=outcome.state != "in_doubt")
        return outcome

    def abandon(self) -> None:
        """Takes the envelope back."""
        self._pool.release(self._taken(), usable=True)

    def _taken(self) -> Connection:
        connection, self._connection = self._connection, None
        if connection is None:
            raise RuntimeError("this mail was transmitted or abandoned before")
        return connection
