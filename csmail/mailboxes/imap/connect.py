"""Opens a logged-in IMAP connection that no one on the way can read, change or downgrade.

    what goes wrong                          what the user sees                 what was sent
    no such host, nothing listens, silence   Unreachable, temporary             nothing
    greeting or handshake drips              Unreachable after `timeout`        nothing
    certificate untrusted, wrong, expired    Untrusted, names the reason        nothing
    STARTTLS not offered, refused            Untrusted                          CAPABILITY
    octets between STARTTLS and TLS          Untrusted, "tampering"             CAPABILITY, STARTTLS
    PREAUTH                                  Untrusted                          CAPABILITY at most
    plaintext beyond this machine            Untrusted                          nothing
    LOGINDISABLED, no way to log in          LoginRefused                       CAPABILITY
    wrong name, password, token              LoginRefused, the server's words   the credentials, inside TLS; once
                                                                                more when there are others by then
    [UNAVAILABLE], too many connections …    Unreachable, temporary             the same
    TLS where none is spoken, or the reverse Untrusted, names the setting       nothing

imapclient alone lets you log in after a failed STARTTLS, takes PREAUTH, and has no timeout (measured).
"""

from __future__ import annotations

import imaplib
import ipaddress
import socket
import ssl
from collections.abc import Callable

from imapclient import IMAPClient, SocketTimeout

from csmail import redaction, server_advice
from csmail.errors import ConfigurationError, CsmailError, LoginRefused, Refused, Unreachable, Untrusted
from csmail.mailboxes.imap.bell import Bell
from csmail.mailboxes.imap.errors import NOT_UNDERSTOOD, Excess, Stopped, clean, lost, passing, told
from csmail.mailboxes.imap.settings import Settings, check
from csmail.mailboxes.imap.syntax import quoted
from csmail.mailboxes.imap.wire import Wire
from csmail.reason import Reason

CONNECT_SECONDS = 15.0
LOOK_SECONDS = 5.0
MOST_CHALLENGES = 5


class Client(IMAPClient):  # type: ignore[misc]  # imapclient carries no types
    """imapclient over our own wire."""

    def __init__(self, settings: Settings, context: ssl.SSLContext, bell: Bell) -> None:
        self.settings = settings
        self.bell = bell
        self.context = context
        seconds = settings.timeout.total_seconds()
        host, port = settings.address
        super().__init__(host, port, ssl=settings.tls == "implicit", timeout=SocketTimeout(seconds, seconds))
        # imapclient formats every line for a logger, passwords and 60 MB fetches alike (measured: twice the time).
        self._imap.debug = 0
        self._imap.__dict__.pop("_mesg", None)
        self.normalise_times = False

    def _set_read_timeout(self) -> None:
        """imapclient would make the socket wait by itself, deaf to the bell."""

    def _create_IMAP4(self) -> Wire:
        seconds = self.settings.timeout.total_seconds()
        sock = socket.create_connection((self.host, self.port), min(CONNECT_SECONDS, seconds))
        try:
            # Nagle's algorithm costs 44 ms an APPEND against a server that waits for both halves (measured).
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if self.ssl:
                sock = wrapped(self.context, sock, self.host)
            return Wire(sock, (self.host, self.port), seconds, self.bell)
        except BaseException:
            sock.close()
            raise


def wrapped(context: ssl.SSLContext, sock: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS over `sock`; the wire shakes hands, so that a server which drips there is left as anywhere else."""
    sock.settimeout(0)
    return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)


def connect(settings: Settings, bell: Bell) -> Client:
    """A connection in the authenticated state. Raises Unreachable, Untrusted, LoginRefused, ConfigurationError."""
    if wrong := check(settings):
        raise ConfigurationError(Reason.of("adapter_wrong", way="mailbox").because(wrong), Reason("correct_rules"))
    where = f"{settings.address[0]}:{settings.address[1]}"
    secret = settings.password or settings.oauth
    assert secret, "see check"
    try:
        return secret.used("mailbox", lambda revealed: _logged_in(settings, revealed, where, bell))
    except Refused as error:
        raise Untrusted(error.reason, error.advice) from None


def _logged_in(settings: Settings, revealed: str, where: str, bell: Bell) -> Client:
    client = _open(settings, where, bell)
    try:
        _refuse_preauth(client, where)
        if settings.tls == "starttls":
            _secure(client, where)
        _refuse_plaintext(client, where)
        _log_in(client, revealed, where)
    except (imaplib.IMAP4.error, OSError, *NOT_UNDERSTOOD) as error:
        client.shutdown()
        raise lost(error, where, "logging in").error from None
    except BaseException:
        client.shutdown()
        raise
    return client


def _open(settings: Settings, where: str, bell: Bell) -> Client:
    try:
        return Client(settings, _context(settings, where), bell)
    except imaplib.IMAP4.error as error:
        _refuse_unexpected_tls(settings, where)
        if isinstance(error, imaplib.IMAP4.abort):
            raise told(error, where, "waiting for its greeting") from None
        said = clean(error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else error)
        raise Unreachable(Reason.of("turned_away", where=where, said=said), Reason("advice_later_port")) from None
    except UnicodeError as error:  # a name that no host can have
        raise told(error, where, "connecting") from None
    except (OSError, *NOT_UNDERSTOOD) as error:
        if not isinstance(error, ConnectionRefusedError | socket.gaierror | Stopped | Excess):
            _refuse_unexpected_tls(settings, where)
        raise lost(error, where, "connecting").error from None


def _refuse_unexpected_tls(settings: Settings, where: str) -> None:
    """A port that begins with TLS is silent to whoever waits for a greeting: look, before silence is all we tell."""
    if settings.tls == "implicit":
        return
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing is said there, only seen
    try:
        with socket.create_connection(settings.address, LOOK_SECONDS) as sock:
            sock.settimeout(LOOK_SECONDS)
            context.wrap_socket(sock, server_hostname=settings.host).close()
    except (OSError, ValueError):
        return
    hint = Reason.of("advice_tls_implicit_or_port", tls=settings.tls)
    raise Untrusted(Reason.of("tls_not_expected", where=where, tls=settings.tls), hint)


def _context(settings: Settings, where: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise ConfigurationError(
            Reason.of("authority_unreadable", where=where, ca_file=settings.ca_file, said=clean(error)),
            Reason("advice_pem"),
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _refuse_preauth(client: Client, where: str) -> None:
    if client._imap.state != "NONAUTH":
        why = Reason.of("already_logged_in", where=where)
        raise Refused(why, Reason("advice_in_between"))


def _secure(client: Client, where: str) -> None:
    wire = client._imap
    hint = Reason("advice_port_993")
    if "STARTTLS" not in wire.capabilities:
        raise Refused(Reason.of("starttls_missing", where=where), hint)
    answer, said = wire._simple_command("STARTTLS")
    if answer != "OK":
        raise Refused(Reason.of("starttls_refused", where=where, said=clean(said[-1])), hint)
    # Whatever came in plaintext after the answer would count as said inside TLS (the injection of CVE-2011-0411).
    if wire.waiting():
        raise Refused(Reason.of("starttls_tampered", where=where), Reason("advice_other_network"))
    wire.attach(wrapped(client.context, wire.sock, client.host))
    wire.untagged_responses.clear()
    wire._get_capabilities()
    client._starttls_done = True


def _refuse_plaintext(client: Client, where: str) -> None:
    sock = client._imap.sock
    if isinstance(sock, ssl.SSLSocket):
        return
    peer = sock.getpeername()[0]
    if not ipaddress.ip_address(peer.split("%")[0]).is_loopback:
        raise Refused(Reason.of("not_this_machine", where=where, peer=peer), Reason("advice_tls"))


def _log_in(client: Client, secret: str, where: str) -> None:
    redaction.guard(secret, client.settings.username)
    try:
        _authenticate(client, secret, where)
        # What it said it can do before TLS and login does not count (RFC 2595 section 3.1).
        client._cached_capabilities = None
        client.capabilities()
    except imaplib.IMAP4.abort as error:
        raise told(error, where, "logging in") from None
    except imaplib.IMAP4.error as error:
        raise _not_let_in(client, error, where) from None


def _authenticate(client: Client, secret: str, where: str) -> None:
    wire, user, offered = client._imap, client.settings.username, set(client._imap.capabilities)
    wire.untagged_responses.clear()
    if client.settings.oauth:
        if "AUTH=XOAUTH2" not in offered:
            raise LoginRefused(Reason.of("no_xoauth2", where=where), Reason("advice_password_or_host"))
        # After a refusal the server sends the reason as a challenge, to be answered by nothing.
        wire.authenticate("XOAUTH2", _answering(f"user={user}\1auth=Bearer {secret}\1\1"))
    elif "AUTH=PLAIN" in offered:
        wire.authenticate("PLAIN", _answering(f"\0{user}\0{secret}"))
    elif "LOGINDISABLED" in offered:
        raise LoginRefused(Reason.of("no_password_taken", where=where), Reason("advice_tls_or_oauth"))
    else:
        wire.login(*_words_of_login(user, secret, where))


def _answering(words: str) -> Callable[[bytes], bytes]:
    """Answers the first challenge with `words`, later ones with nothing, and not for ever."""
    asked = 0

    def answer(_: bytes) -> bytes:
        nonlocal asked
        asked += 1
        if asked > MOST_CHALLENGES:
            raise Excess("the server asks for more and more while we log in")
        return words.encode() if asked == 1 else b""

    return answer


def _words_of_login(user: str, secret: str, where: str) -> tuple[str, str]:
    try:
        quoted(secret)
        return quoted(user), secret
    except ValueError:
        why = Reason.of("login_ascii_only", where=where)
        raise LoginRefused(why, Reason("advice_plain_letters")) from None


def _not_let_in(client: Client, error: Exception, where: str) -> CsmailError:
    first = error.args[0] if error.args else b""
    said = first if isinstance(first, bytes) else str(first).encode()
    text = clean(said.decode("utf-8", "replace")) or "-"
    if passing(said, login=True):
        return Unreachable(Reason.of("no_login_now", where=where, written=text), Reason("advice_later"))
    why = Reason.of("login_not_let_in", where=where, username=client.settings.username, said=text)
    return LoginRefused(why, server_advice.for_login(client.settings.host, client.settings.oauth is not None))
