"""A way out over SMTP submission (RFC 6409).

The only event loop of csmail. `transport` is the way out, `pool` keeps connections, `connection` one dialogue, `wire`
a strict reader of replies over `reply_lines`, `trust` whom TLS trusts, `refusals` what a refusal means for a mail,
`errors` what the caller is told.
"""

from csmail.transports.smtp.settings import Settings, check
from csmail.transports.smtp.transport import SmtpPrepared, SmtpTransport, open

__all__ = ["Settings", "SmtpPrepared", "SmtpTransport", "check", "open"]
