"""Turns what imaplib, the socket and the server say into our errors."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl

from csmail import redaction, server_advice
from csmail.errors import CsmailError, NotFound, Refused, Stopping, Unreachable, shortage
from csmail.mailboxes.imap.passing_refusals import passes
from csmail.reason import Reason

CODE = re.compile(rb"\[([A-Z-]+)[^\]]*\]", re.IGNORECASE)
UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\U0010ffff]")
LONGEST = 200
READ = 2000  # more than is shown: a secret must not be cut before it is known for one
# Where the server stores something for us, a full quota is the mailbox's; elsewhere it is that of downloads (Gmail).
STORING = frozenset({"append", "create_folder", "copy", "move"})
# What OpenSSL makes of `* OK ready` where it expects a handshake; which of them depends on its version.
NO_TLS_SPOKEN = frozenset({"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})
ABSENT = frozenset({"NONEXISTENT", "TRYCREATE"})


class Excess(ConnectionError):
    """The server says more than an answer can hold that we asked for. imaplib would wrap an error of its own kind."""


class Stopped(ConnectionAbortedError):
    """We were told to end while we waited for the server."""


# What readers raise over words of a server that they never thought of.
NOT_UNDERSTOOD = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, OverflowError)


class Lost(Exception):
    """The connection cannot be used any more; `error` is what the caller is told when no new one can be had.

    `final`: a new connection would meet the same.
    """

    def __init__(self, error: CsmailError, *, final: bool = False) -> None:
        super().__init__(error.message)
        self.error = error
        self.final = final


def lost(error: Exception, where: str, doing: str) -> Lost:
    """What becomes of a connection on which `error` was raised."""
    if isinstance(error, NOT_UNDERSTOOD) and not isinstance(error, OSError):  # a wrong certificate is both
        return Lost(misunderstood(error, where, doing))
    return Lost(told(error, where, doing), final=isinstance(error, Excess | Stopped))


def misunderstood(error: Exception, where: str, doing: str) -> CsmailError:
    """Our error for words of the server over which `error` was raised."""
    why = Reason.of("answer_not_understood", where=where, doing=doing, name=type(error).__name__)
    return Unreachable(why, Reason("advice_report"))


class ServerBug(Unreachable):
    """The server says that it has met a bug of its own (RFC 5530 SERVERBUG): Dovecot does for one damaged mail."""


def told(error: Exception, where: str, doing: str) -> CsmailError:
    """Our error for an exception of a connection attempt or a command; `where` names desk and host."""
    if known := _not_the_network(error, where, doing):
        return known
    if isinstance(error, ssl.SSLCertVerificationError):
        why = Reason.of("certificate_untrusted", where=where, said=clean(error.verify_message))
        return Refused(why, server_advice.for_certificate(error, where.rpartition(":")[0].rpartition(" ")[2]))
    if isinstance(error, ssl.SSLError) and error.reason in NO_TLS_SPOKEN:
        return Refused(Reason.of("port_without_tls", where=where), Reason("advice_starttls_or_port"))
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Refused(Reason.of("no_tls", where=where, said=clean(error.reason or error)), Reason("advice_port_tls"))
    if isinstance(error, socket.gaierror):
        return Unreachable(Reason.of("no_such_host", where=where), Reason("advice_host_network"))
    if isinstance(error, TimeoutError):
        return Unreachable(Reason.of("no_answer_in_time", where=where, doing=doing), Reason("advice_slow_line"))
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(Reason.of("nothing_listens", where=where), Reason("advice_host_port"))
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        return Unreachable(
            Reason.of("connection_broke", where=where, doing=doing, said=clean(error)), Reason("advice_again")
        )
    return Refused(Reason.of("refused_while", where=where, doing=doing, said=clean(error)))


def _not_the_network(error: Exception, where: str, doing: str) -> CsmailError | None:
    if isinstance(error, Stopped):
        return Stopping(Reason.of("broken_off", where=where, doing=doing), Reason("advice_next_start"))
    if isinstance(error, Excess):
        why = Reason.of("given_up_while", where=where, doing=doing, said=clean(error))
        return Unreachable(why, Reason("advice_next_pass"))
    return shortage(error)


def refused(text: bytes, where: str, doing: str, command: str = "") -> CsmailError:
    """Our error for a NO or BAD to `command` whose text is `text`, by its response code, else by its words."""
    found = code(text)
    says = Reason.of("server_says", where=where, doing=doing, said=clean(text.decode("utf-8", "replace")) or "no")
    if found in ABSENT:
        return NotFound(says, Reason("advice_folder_name"))
    if found == "SERVERBUG":
        return ServerBug(says, Reason("advice_later"))
    if passing(text) and not (found == "OVERQUOTA" and command.lower() in STORING):
        return Unreachable(says, Reason("advice_later"))
    hint = Reason("advice_make_room") if found == "OVERQUOTA" else ""
    return Refused(says, hint)


def passing(text: bytes, login: bool = False) -> bool:
    """Whether the refusal may be gone at the next try, without anybody changing anything."""
    found = code(text)
    return found == "OVERQUOTA" or passes(found, text.decode("utf-8", "replace"), login)


def code(text: bytes) -> str:
    """The response code such as TRYCREATE (RFC 5530), "" when there is none."""
    found = CODE.match(text.strip())
    return found[1].decode("ascii").upper() if found else ""


def clean(said: object) -> str:
    """One harmless line of what somebody else said, without our secret in it."""
    return redaction.hidden(UNPRINTABLE.sub(" ", str(said)[:READ]))[:LONGEST].strip()
