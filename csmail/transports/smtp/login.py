"""The login: one mechanism, one try, because servers count the failures."""

from __future__ import annotations

import aiosmtplib
from aiosmtplib import SMTPResponseException

from csmail import redaction, server_advice
from csmail.errors import LoginRefused
from csmail.reason import Reason
from csmail.transports.smtp import replies as words
from csmail.transports.smtp.refusals import verdict
from csmail.transports.smtp.settings import Settings


async def log_in(client: aiosmtplib.SMTP, settings: Settings, secret: str) -> None:
    """Logs in when a user name is set. Raises LoginRefused, or what the library raises when there is no answer."""
    if not settings.username:
        return
    redaction.guard(secret, settings.username)
    where = settings.server
    if client.get_transport_info("sslcontext") is None and not settings.loopback:
        raise LoginRefused(Reason.of("password_in_clear", where=where), Reason("advice_implicit"))
    try:
        await _ask(client, settings, where, secret)
    except SMTPResponseException as error:
        if verdict(error.code, error.message) in ("later", "unclear"):
            raise  # too many connections, or logins: the password may be right
        said = words.without_codes(words.why(error))
        raise LoginRefused(
            Reason.of("login_refused", where=where, username=settings.username, said=said),
            server_advice.for_login(settings.host, settings.oauth is not None),
        ) from None


async def _ask(client: aiosmtplib.SMTP, settings: Settings, where: str, secret: str) -> None:
    # Not client.login(): it tries every mechanism with the same wrong password, and prefers CRAM-MD5.
    offered = client.server_auth_methods
    if settings.oauth and "xoauth2" in offered:
        await client.auth_xoauth2(settings.username, secret)
    elif not settings.oauth and "plain" in offered:
        await client.auth_plain(settings.username, secret)
    elif not settings.oauth and "login" in offered:
        await client.auth_login(settings.username, secret)
    else:
        known = words.harmless(", ".join(offered)) or "nothing"
        raise LoginRefused(Reason.of("no_login_we_can_use", where=where, known=known), Reason("advice_tls_port"))
