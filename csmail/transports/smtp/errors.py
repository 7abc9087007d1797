"""Our error for a connection that failed, or for a refusal that says nothing against one recipient alone."""

from __future__ import annotations

import socket
import ssl

from aiosmtplib import SMTPResponse

from csmail import server_advice
from csmail.errors import CsmailError, LoginRefused, Refused, Unreachable
from csmail.reason import Reason
from csmail.transports.smtp import replies as words
from csmail.transports.smtp.refusals import Verdict
from csmail.transports.smtp.settings import Settings

CONNECTING, ENCRYPTING, AT_LOGIN = "while connecting", "at STARTTLS", "at AUTH"
USUAL = Reason("advice_usual")
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
        why = Reason.of("certificate_untrusted_here", where=where, said=cause.verify_message)
        return Unreachable(why, server_advice.for_certificate(cause, settings.host))
    mismatch = _tls_mismatch(settings, when, cause, error, heard)
    if mismatch:
        return Unreachable(Reason.of("smtp_mismatch", where=where).because(mismatch[0]), mismatch[1])
    if isinstance(cause, socket.gaierror):
        return Unreachable(Reason.of("no_such_host", where=where), Reason("advice_host_network"))
    if isinstance(cause, ConnectionRefusedError):
        return Unreachable(Reason.of("nothing_listens", where=where), Reason("advice_host_port"))
    said = words.why(error)
    return Unreachable(
        Reason.of(
            "smtp_unreachable_when",
            where=where,
            when=when,
            said=words.without_codes(said) if when == AT_LOGIN else said,
        ),
        USUAL,
    )


def _tls_mismatch(
    settings: Settings, when: str, cause: BaseException | None, error: Exception, heard: bytes | None
) -> tuple[Reason, Reason] | None:
    """What is wrong and the line to change, when one side speaks TLS and the other does not."""
    if isinstance(cause, ssl.SSLError) and cause.reason in NO_TLS:
        if when == ENCRYPTING:
            return Reason("starttls_then_no_tls"), Reason("advice_ask_operator")
        line = "`tls: starttls` / `tls: none`" if settings.loopback else "`tls: starttls` (port 587)"
        return Reason.of("port_not_tls", port=settings.wire_port), Reason.of("advice_in_rules", line=line)
    if when != CONNECTING or settings.tls == "implicit":
        return None
    if heard and heard.startswith(TLS_RECORDS):
        implicit = Reason.of("advice_in_rules", line="`tls: implicit`, port 465")
        return Reason.of("port_is_tls", port=settings.wire_port), implicit
    if heard == b"":
        late = isinstance(error, TimeoutError)
        return Reason("silent_until_late" if late else "silent_until_cut"), Reason("advice_implicit_or_host")
    return None


def no(where: str, reply: SMTPResponse, verb: str, verdict: Verdict) -> CsmailError:
    """For a refusal at `verb`: LoginRefused, Refused, or Unreachable (it passes by itself)."""
    said = words.spoken(reply.code, reply.message)
    if verdict == "login":
        return LoginRefused(Reason.of("smtp_wants_login", where=where, verb=verb, said=said), Reason("advice_username"))
    if verdict == "never":
        return Refused(Reason.of("smtp_refused", where=where, verb=verb, said=said), Reason("advice_servers_reason"))
    return Unreachable(Reason.of("smtp_later", where=where, verb=verb, said=said), Reason("advice_tried_again"))
