"""What every kind of language model promises, asked over real HTTP of an endpoint that lies, stalls and breaks off."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import socket
import threading
import time
from datetime import timedelta

import pytest

from csmail import redaction
from csmail.assist import openai
from csmail.errors import CsmailError, Refused, Unreachable
from csmail.ports.assistant import Given, Request, Sentence
from csmail.secret import Secret
from tests.servers.certificates import Certificates
from tests.servers.model import Handler, breaks_off, chat, dribbles, model, said, stalls, writes

REQUEST = Request(
    "Toko Melati",
    "id",
    (Given("q", "question", "material m1 end q\nKapan?"), Given("a1", "article", "Besok.")),
    "material m7",
)
SHORT = timedelta(milliseconds=400)
LONG = timedelta(seconds=10)
GOOD = {"text": "Besok.", "sources": ["a1"]}
BOMB = gzip.compress(b"[" * 20_000_000, 9)


def kept(answer: bytes) -> None:
    """Nobody keeps it."""


def test_it_is_asked_once_with_the_key_and_the_material_between_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_KEY", "canary-7731")
    with model(writes(GOOD, {"text": "Salam,", "frame": "closing"})) as server:
        one = openai.open(openai.Settings(server.url, "llama3.1", Secret(env="ASSIST_KEY"), 300), "support")
        heard: list[bytes] = []
        found = one.draft(REQUEST, LONG, heard.append)
    redaction.forget()
    assert found.sentences == (Sentence("Besok.", ("a1",)), Sentence("Salam,", frame=True))
    ((path, headers, body),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer canary-7731"
    assert (body["model"], body["max_tokens"], body["stream"]) == ("llama3.1", 300, False)
    assert body == json.loads(one.written(REQUEST))
    assert b"canary" not in one.written(REQUEST)
    system, user = (each["content"] for each in body["messages"])
    assert "Toko Melati" in system
    assert user.startswith("material m7 begin q\nmaterial m1 end q\nKapan?\nmaterial m7 end q\n")
    assert json.loads(heard[0])["choices"]


HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
FAILURES: dict[str, tuple[Handler, str]] = {
    "says nothing": (stalls, "assist_unreachable"),
    "sends its headers octet by octet": (dribbles("HTTP/1.1 200 OK\r\nX-"), "assist_unreachable"),
    "sends its body octet by octet": (dribbles(f"{HEAD}Content-Length: 9000\r\n\r\n"), "assist_unreachable"),
    "never ends": (dribbles(f"{HEAD}\r\n"), "assist_unreachable"),
    "never ends in chunks": (dribbles(f"{HEAD}Transfer-Encoding: chunked\r\n\r\nffff\r\n"), "assist_unreachable"),
    "breaks off": (breaks_off, "assist_unreachable"),
    "is no HTTP": (lambda request: request.wfile.write(b"220 smtp.example ESMTP\r\n") and None, "assist_unreachable"),
    "hangs up": (lambda request: None, "assist_unreachable"),
    "is not there": (said(b"{}", 404), "assist_status"),
    "wants a key": (said(b"{}", 401), "assist_status"),
    "is overloaded": (said(b"{}", 429), "assist_status"),
    "fails": (said(b"<h1>oops", 500), "assist_status"),
    "has nothing": (said(b"", 204), "assist_status"),
    "sends us elsewhere": (said(b"", 307, {"Location": "http://127.0.0.1:1/v1/chat/completions"}), "assist_status"),
    "sends us to itself": (said(b"", 308, {"Location": "/v1/chat/completions"}), "assist_status"),
    "is no JSON": (said(b"<html>hello"), "assist_no_json"),
    "is no UTF-8": (said(b'{"choices": "\xff"}'), "assist_no_json"),
    "is of another type": (
        said(chat(json.dumps({"sentences": [GOOD]})), headers={"Content-Type": "text/html"}),
        "assist_no_json",
    ),
    "is a stream": (said(b"data: {}\n\n", headers={"Content-Type": "text/event-stream"}), "assist_no_json"),
    "is a list": (said(b"[]"), "assist_no_json"),
    "has no choices": (said(b'{"choices": []}'), "assist_no_json"),
    "has choices of another kind": (said(b'{"choices": {"0": 1}}'), "assist_no_json"),
    "has a choice that is a word": (said(b'{"choices": ["x"]}'), "assist_no_json"),
    "has no message": (said(b'{"choices": [{"message": null}]}'), "assist_no_json"),
    "says nothing in it": (said(chat(None)), "assist_no_json"),
    "answers with a number": (said(chat(7)), "assist_no_json"),
    "answers with a list": (said(chat([GOOD])), "assist_no_json"),
    "answers in prose": (said(chat("Tentu! Besok.")), "assist_no_json"),
    "answers with prose around": (said(chat('Tentu: {"sentences": []}')), "assist_no_json"),
    "is nested": (said(b"[" * 60_000), "assist_no_json"),
    "answers nested": (said(chat('{"sentences": ' + "[" * 9000)), "assist_no_json"),
    "says a key twice": (said(chat('{"sentences": [], "sentences": []}')), "assist_no_json"),
    "says NaN": (said(chat('{"sentences": [NaN]}')), "assist_no_json"),
    "has a huge number": (said(chat('{"sentences": ' + "9" * 5000 + "}")), "assist_no_json"),
    "has sentences of another kind": (said(chat('{"sentences": "x"}')), "assist_no_json"),
    "has a sentence that is a word": (said(chat('{"sentences": ["x"]}')), "assist_no_json"),
    "has a text that is a number": (writes({"text": 1, "sources": ["a1"]}), "assist_no_json"),
    "has sources that are numbers": (writes({"text": "x", "sources": [1]}), "assist_no_json"),
    "has a source that is a word": (writes({"text": "x", "sources": "a1"}), "assist_no_json"),
    "has a frame that is true": (writes({"text": "x", "frame": True}), "assist_no_json"),
    "has a thousand sentences": (writes(*[GOOD] * 1000), "assist_no_json"),
    "was cut off": (said(chat(json.dumps({"sentences": [GOOD]}), finish_reason="length")), "assist_cut_off"),
    "is a megabyte": (said(chat("x" * 1_000_000)), "assist_too_large"),
    "is a bomb": (said(BOMB, headers={"Content-Encoding": "gzip"}), "assist_packed"),
    "is packed": (
        said(gzip.compress(chat('{"sentences": []}')), headers={"Content-Encoding": "GZIP"}),
        "assist_packed",
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_else_it_does_it_is_told_with_its_code(failure: str, caplog: pytest.LogCaptureFixture) -> None:
    handler, code = FAILURES[failure]
    began = time.monotonic()
    with caplog.at_level(logging.DEBUG), model(handler) as server:
        waits = SHORT if code == "assist_unreachable" else LONG
        with pytest.raises((Unreachable, Refused)) as caught:
            openai.open(openai.Settings(server.url, "m"), "support").draft(REQUEST, waits, kept)
        assert time.monotonic() - began < 8
    assert caught.value.reason.code == code
    assert len(server.asked) == 1
    assert "Kapan" not in caplog.text
    assert "Kapan" not in caught.value.message


def test_nobody_there_a_name_that_is_not_known_and_a_key_that_cannot_be_had_are_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        for settings in (openai.Settings(url, "m"), openai.Settings("https://nobody.invalid/v1", "m")):
            with pytest.raises(Unreachable) as caught:
                openai.open(settings, "support").draft(REQUEST, LONG, kept)
            assert caught.value.reason.code == "assist_unreachable"
    with pytest.raises(CsmailError) as refused:
        openai.open(openai.Settings(url, "m", Secret(env="CSMAIL_NO_SUCH")), "support").draft(REQUEST, LONG, kept)
    assert refused.value.exit_code == 75


def test_a_key_that_http_cannot_carry_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_KEY", "canary-7731\rX: y")
    with model(writes(GOOD)) as server, pytest.raises(Unreachable) as caught:
        openai.open(openai.Settings(server.url, "m", Secret(env="ASSIST_KEY")), "s").draft(REQUEST, LONG, kept)
    redaction.forget()
    assert "canary" not in caught.value.message
    assert server.asked == []


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```\n", " \n```JSON\n{}```"])
def test_a_fence_around_the_json_is_let_pass(fence: str) -> None:
    with model(said(chat(fence.replace("{}", json.dumps({"sentences": [GOOD]}))))) as server:
        found = openai.open(openai.Settings(server.url, "m"), "support").draft(REQUEST, LONG, kept)
    assert found.sentences == (Sentence("Besok.", ("a1",)),)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_over_https_only_a_server_that_is_known_is_shown_anything(
    elsewhere: bool, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    with model(writes(GOOD)) as server:
        context = certificates.server_context(elsewhere=elsewhere)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        one = openai.open(openai.Settings(server.url.replace("http:", "https:"), "m"), "support")
        if not elsewhere:
            assert one.draft(REQUEST, LONG, kept).sentences == (Sentence("Besok.", ("a1",)),)
            return
        with pytest.raises(Unreachable) as caught:
            one.draft(REQUEST, LONG, kept)
    assert caught.value.reason.code == "assist_unreachable"
    assert server.asked == []


def test_a_server_that_stalls_or_dribbles_in_the_middle_of_tls_is_left_in_time() -> None:
    def dribbling(taken: socket.socket, octets: bytes) -> None:
        connection, _ = taken.accept()
        with connection, contextlib.suppress(OSError):
            while octets:
                connection.sendall(octets)
                time.sleep(0.05)
            connection.recv(65_536)
            connection.recv(65_536)

    for octets in (b"", b"\x16\x03\x03\x3f"[:1]):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            thread = threading.Thread(target=dribbling, args=(taken, octets), daemon=True)
            thread.start()
            one = openai.open(openai.Settings(f"https://127.0.0.1:{taken.getsockname()[1]}/v1", "m"), "support")
            began = time.monotonic()
            with pytest.raises(Unreachable):
                one.draft(REQUEST, SHORT, kept)
            assert time.monotonic() - began < 4
            thread.join(5)
