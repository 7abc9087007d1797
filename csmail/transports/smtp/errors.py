"""Our error for a connection that failed, or for a refusal that says nothing against one recipient alone."""

from __future__ import annotations

import ssl

from aiosmtplib import SMTPResponse

from csmail.errors import CsmailError, LoginRefused, Refused, Unreachable
from csmail.transports.smtp import replies as words
from csmail.transports.smtp.refusals import Verdict
from csmail.transports.smtp.settings import Settings

CONNECTING, ENCRYPTING, AT_LOGIN = "while connecting", "at STARTTLS", "at AUTH"
USUAL = "check host, port and tls; it is tried again"
# What OpenSSL makes of octets that are no TLS record at all; each version of it has another word.
NO_TLS = frozenset({
    "WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_MESSAGE", "PACKET_LENGTH_TOO_LONG", "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST", "BAD_RECORD_TYPE", "INVALID_RECORD", "UNSUPPORTED_PROTOCOL_VERSION",
})  # fmt: skip
TLS_RECORDS = (b"\x15\x03", b"\x16\x03")  # an alert, a handshake (RFC 8446 section 5.1)


def lost(settings: Settings, where: str, when: str, error: Exception, heard: bytes | None) -> Unreachable:
    """For a step that had no answer. `heard` is how the server began to speak, None when there was no connection."""
    cause = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = f"its certificate is not to be trusted: {cause.verify_message}"
        return Unreachable(f"{where}: {why}", "check host, or set ca_file")
    mismatch = _tls_mismatch(settings, when, cause, error, heard)
    if mismatch:
        return Unreachable(f"{where}: {mismatch[0]}", mismatch[1])
    said = words.why(error)
    return Unreachable(f"{where} {when}: {words.without_codes(said) if when == AT_LOGIN else said}", USUAL)


def _tls_mismatch(
    settings: Settings, when: str, cause: BaseException | None, error: Exception, heard: bytes | None
) -> tuple[str, str] | None:
    """What is wrong and the line to change, when one side speaks TLS and the other does not."""
    if isinstance(cause, ssl.SSLError) and cause.reason in NO_TLS:
        if when == ENCRYPTING:
            return "it agrees to STARTTLS and then speaks no TLS", "ask its operator; something in between may alter it"
        line = "`tls: starttls`, or `tls: none`" if settings.loopback else "`tls: starttls` (port 587)"
        return f"port {settings.wire_port} does not begin with TLS", f"in rules.yaml: {line}"
    if when != CONNECTING or settings.tls == "implicit":
        return None
    if heard and heard.startswith(TLS_RECORDS):
        return f"port {settings.wire_port} speaks TLS from the first octet", "in rules.yaml: `tls: implicit`, port 465"
    if heard == b"":
        what = "no answer in time" if isinstance(error, TimeoutError) else "the connection was cut"
        why = f"{what}, and not a word before it, as of a port that begins with TLS"
        return why, "in rules.yaml: `tls: implicit` (port 465); or check host and port"
    return None


def no(where: str, reply: SMTPResponse, verb: str, verdict: Verdict) -> CsmailError:
    """For a refusal at `verb`: LoginRefused, Refused, or Unreachable (it passes by itself)."""
    said = words.spoken(reply.code, reply.message)
    if verdict == "login":
        return LoginRefused(f"{where} wants a login at {verb}: {said}", "set username and password")
    if verdict == "never":
        return Refused(f"{where} refused the mail at {verb}: {said}", "see the server's reason")
    return Unreachable(f"{where} asks to come back later at {verb}: {said}", "it is tried again")
