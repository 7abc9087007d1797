"""Notices through apprise, to a real server on this machine."""

from __future__ import annotations

import json
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from csmail.errors import ConfigurationError, Unreachable
from csmail.notices import apprise
from csmail.secret import Secret

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # apprise imports it
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    pytest.importorskip("apprise")


class Server(ThreadingHTTPServer):
    """Keeps what it was sent; answers with `status` after `waits` seconds."""

    status, waits = 200, 0.0
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[dict[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        time.sleep(self.server.waits)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def notifier(monkeypatch: pytest.MonkeyPatch, url: str) -> apprise.AppriseNotifier:
    monkeypatch.setenv("OPS_URL", url)
    return apprise.open(apprise.Settings(Secret(env="OPS_URL")), "ops")


def test_title_and_text_arrive(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    made = notifier(monkeypatch, f"json://127.0.0.1:{server.server_port}/")
    assert made.fault() is None
    made.send("support", "K7F3Q2: lewat batas waktu\ncsmail conversations show K7F3Q2", timedelta(seconds=10))
    (got,) = server.got
    assert (got["title"], got["message"].splitlines()[0]) == ("support", "K7F3Q2: lewat batas waktu")


def test_a_server_that_says_no_or_nothing_is_unreachable(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    made = notifier(monkeypatch, f"json://127.0.0.1:{server.server_port}/")
    server.status = 500
    with pytest.raises(Unreachable):
        made.send("t", "x", timedelta(seconds=10))
    server.waits = 1.0
    with pytest.raises(Unreachable):
        made.send("t", "x", timedelta(seconds=0.3))


@pytest.mark.parametrize("url", ["gibberish://", "slack://x", "not an address"])
def test_an_address_that_is_none_is_told_without_the_address(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    made = notifier(monkeypatch, url)
    fault = made.fault()
    assert fault is not None
    assert (fault.code, dict(fault.evidence)) == ("notice_address_wrong", {"name": "ops"})
    with pytest.raises(ConfigurationError):
        made.send("t", "x", timedelta(seconds=1))
