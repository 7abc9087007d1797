"""An endpoint of a language model that says what the test tells it: real HTTP on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Handler = Callable[[BaseHTTPRequestHandler], None]


class Model(ThreadingHTTPServer):
    """Answers by `answer`; keeps what it was asked: path, headers, body."""

    daemon_threads = True

    def __init__(self, answer: Handler) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.over = threading.Event()
        model = self

        class Asked(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                model.asked.append((self.path, dict(self.headers), json.loads(body)))
                self.close_connection = True
                model.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Nobody reads it."""

        super().__init__(("127.0.0.1", 0), Asked)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asks hangs up on a server that stalls."""


@contextmanager
def model(answer: Handler) -> Iterator[Model]:
    server = Model(answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


def said(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Handler:
    """A whole answer."""
    told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in told.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def chat(content: Any, **more: Any) -> bytes:
    """An answer in the form of OpenAI, around whatever the model wrote."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}, **more}]}).encode()


def writes(*sentences: Mapping[str, Any]) -> Handler:
    """The model does as it was asked."""
    return said(chat(json.dumps({"sentences": sentences})))


def stalls(request: BaseHTTPRequestHandler) -> None:
    """Not one header."""
    _until_over(request)


def dribbles(head: str) -> Handler:
    """`head`, then an octet every 20 ms, for ever."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head.encode())
        while not request.server.over.is_set():  # type: ignore[attr-defined]
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.02)

    return answer


def breaks_off(request: BaseHTTPRequestHandler) -> None:
    """Half of what was announced."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n" + b'{"choi')


def _until_over(request: BaseHTTPRequestHandler) -> None:
    request.server.over.wait(30)  # type: ignore[attr-defined]
