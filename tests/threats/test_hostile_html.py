"""Threat 6: an HTML mail is read, never rendered: nothing is fetched, nothing hidden is believed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.mail.parse import read
from tests.factories import desk, raw
from tests.servers.sink import Sink
from tests.threats.road import opened, written

FETCHING = (
    "<img src='{u}/1'>", "<img srcset='{u}/2 2x'>", "<link rel=stylesheet href='{u}/3'>",
    "<script src='{u}/4'></script>",
    "<style>@import '{u}/5'; body {{background: url({u}/6)}}</style>", "<iframe src='{u}/7'></iframe>",
    "<object data='{u}/8'></object>", "<embed src='{u}/9'>", "<video poster='{u}/10'></video>", "<base href='{u}/11/'>",
    "<svg><image href='{u}/12'/><script>fetch('{u}/13')</script></svg>", "<meta http-equiv=refresh content='0;{u}/14'>",
    "<body background='{u}/15'>", "<form action='{u}/16'><input type=image src='{u}/17'></form>",
    "<!DOCTYPE html PUBLIC '-//x//' '{u}/18'>", "<!ENTITY x SYSTEM '{u}/19'>&x;", "<?xml-stylesheet href='{u}/20'?>",
    "<link rel=dns-prefetch href='{u}/21'>", "<table background='{u}/22'><tr><td>x</table>", "<audio src='{u}/23'>",
)  # fmt: skip
HIDING = (
    "<script>SECRET</script>", "<style>SECRET</style>", "<head><title>SECRET</title></head>", "<!-- SECRET -->",
    "<template>SECRET</template>", "<SCRIPT type=x>SECRET</SCRIPT>",
)  # fmt: skip
STYLED = ("<p style='display:none'>SECRET</p>", "<div style='display: none;'><p>SECRET</p></div>")


@pytest.fixture
def requests() -> Iterator[tuple[str, list[bytes]]]:
    """An address that counts who asks for it."""
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def count() -> None:
        while True:
            try:
                talk, _ = listener.accept()
            except OSError:
                return
            seen.append(talk.recv(999))
            talk.close()

    thread = threading.Thread(target=count, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_nothing_is_fetched_on_the_whole_road(
    requests: tuple[str, list[bytes]], tmp_path: Path, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    address, seen = requests
    with opened(tmp_path / "desk", sink) as road:
        for number, tag in enumerate(FETCHING):
            page = f"<p>Halo, pesanan {number}</p>{tag.format(u=address)}<p>selesai</p>"
            road.deliver(written(page, Content_Type="text/html; charset=utf-8", Message_ID=f"<{number}@cust.example>"))
        road.poll()
        road.send_drafts()
        texts = sorted(message.text for message in road.messages())
    everything = "".join(tag.format(u=address) for tag in FETCHING)
    (tmp_path / "mail.eml").write_bytes(written(everything, Content_Type="text/html"))
    assert run(["message", "inspect", str(tmp_path / "mail.eml"), "--config", str(tmp_path / "desk/rules.yaml")]) == 0
    assert len(texts) == len(FETCHING)
    assert all("Halo, pesanan" in text for text in texts)
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as probe:
        probe.sendall(b"here I am")
    deadline = time.monotonic() + 5
    while not seen and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert seen == [b"here I am"]


@pytest.mark.parametrize("tag", HIDING)
@pytest.mark.parametrize("padding", [0, 21_000], ids=["a tree", "without a tree"])
def test_what_no_reader_sees_is_no_text(tag: str, padding: int) -> None:
    page = f"<html><body><p>before</p>{tag}<p>after</p>{'<b>' * padding}</body></html>"
    message = read(raw("Content-Type: text/html\n", page), desk())
    assert "before" in message.text
    assert "after" in message.text
    assert "SECRET" not in message.text


@pytest.mark.parametrize("tag", STYLED)
def test_what_a_style_hides_is_no_text(tag: str) -> None:
    """Only where there is a tree: the reader of hostile pages knows no styles."""
    page = f"<html><body><p>before</p>{tag}<p>after</p></body></html>"
    assert read(raw("Content-Type: text/html\n", page), desk()).text.split() == ["before", "after"]


@pytest.mark.parametrize(
    "shape", ["<div>" * 200_000, "<table><tr><td>" * 60_000, "<" * 200_000, "<a href='" * 50_000, "&" * 200_000,
              "<!--" * 50_000, "<script>" * 50_000, "<p a=" + "x" * 200_000, "<![CDATA[" * 30_000, "<svg><g>" * 50_000]
)  # fmt: skip
def test_a_page_of_any_depth_is_read_in_bounded_work(shape: str) -> None:
    began = time.process_time()
    message = read(raw("Content-Type: text/html\n", f"<p>Halo</p>{shape}"), desk())
    # Measured: none over 0.4 s.
    assert time.process_time() - began < 5
    assert "Halo" in message.text
