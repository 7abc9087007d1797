"""One question over http or https: bounded in time and size, sent to nobody else, nothing unpacked."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Question:
    """A GET, or a POST of `body` where there is one."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of `headers` in lower case; of a `body` that is larger than was asked for there is one octet more."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(question: Question, seconds: float, largest: int) -> Answer:
    """Redirects are answers like others. Raises OSError that says why nothing came, or not all of it, in time."""
    guard = _Guard(seconds)
    try:
        return _asked(question, guard, largest)
    except ValueError:  # its text repeats the header, and with it the secret
        raise OSError("a header or an address that http cannot carry") from None
    except (OSError, http.client.HTTPException, AttributeError) as error:
        if guard.late:
            raise OSError("timed out") from None
        raise OSError(getattr(error, "strerror", None) or str(error) or type(error).__name__) from None
    finally:
        guard.end()


def _asked(question: Question, guard: _Guard, largest: int) -> Answer:
    parts = urlsplit(question.url)
    connection = http.client.HTTPConnection(parts.netloc)  # what stands in Host
    connection.sock = guard.connected(parts)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    method = "GET" if question.body is None else "POST"
    connection.request(method, path, body=question.body, headers=dict(question.headers))
    answer = connection.getresponse()
    body = answer.read(largest + 1)
    if guard.late or (answer.length and len(body) <= largest):
        raise http.client.IncompleteRead(body)
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


class _Guard:
    """Cuts the connection off when its time is over: who sends an octet a second never lets a socket's own time-out
    come. It holds the socket itself, for `http.client` lets go of one that the server is going to close."""

    def __init__(self, seconds: float) -> None:
        self.late = False
        self._seconds = seconds
        self._sock: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut_off)
        self._timer.daemon = True
        self._timer.start()

    def connected(self, parts: SplitResult) -> socket.socket:
        """A connection there, secured where the address says so."""
        secured = parts.scheme == "https"
        port = parts.port or (http.client.HTTPS_PORT if secured else http.client.HTTP_PORT)
        sock = socket.create_connection((parts.hostname or "", port), self._seconds)
        self._sock = sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if secured:
            trusted, host = ssl.create_default_context(), parts.hostname
            self._sock = sock = trusted.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        if self.late:  # several addresses of one name are tried, each for the whole time
            raise TimeoutError("timed out")
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        return sock

    def end(self) -> None:
        """Nothing is asked any more."""
        self._timer.cancel()
        # A reader that `http.client` left behind would keep a socket open that is only closed.
        descriptor = self._sock.detach() if self._sock is not None else -1
        if descriptor >= 0:
            os.close(descriptor)

    def _cut_off(self) -> None:
        self.late = True
        if self._sock is None:
            return
        try:
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)  # that of TLS would tear it down under its reader
        except OSError:
            return


def is_loopback(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
