"""Whom a connection trusts: the system's authorities, or those of a file."""

from __future__ import annotations

import ssl

from csmail.errors import ConfigurationError
from csmail.reason import Reason
from csmail.transports.smtp.settings import Settings


def trust(settings: Settings) -> ssl.SSLContext:
    """Chain and host name verified, TLS 1.2 or newer (RFC 8997). Raises ConfigurationError."""
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise ConfigurationError(
            Reason.of("ca_file_wrong", ca_file=settings.ca_file, said=error), Reason("advice_pem_file")
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
