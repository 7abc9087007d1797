"""A pass over bombs in a process of its own: `python -m tests.threats.bombed FOLDER NAME` tells what it cost."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from csmail.outbox import Ways
from csmail.transports.folder import FolderTransport
from tests.servers.sink import Sink
from tests.threats.road import opened, written

RULES = """\
  - name: words
    when: {any: [{body: {regex: '(a+)+x$'}}, {attachment: "*.exe"}, {header: {X-Bomb: "1"}}]}
    then: [{tag: [bomb]}]
  - name: everything
    then: [acknowledge, {draft: answer}, {escalate: lead@toko.example}]
"""
MEGABYTE = 1024 * 1024


def one(body: bytes | str = "x", **fields: str) -> Iterator[bytes]:
    return iter([written(body, **fields)])


def many(count: int, make: Callable[[int], bytes]) -> Iterator[bytes]:
    return map(make, range(count))


def parts(count: int) -> bytes:
    return b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


def nested(levels: int) -> str:
    return "".join(
        f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(levels)
    )  # fmt: skip


MIXED = "multipart/mixed; boundary=b"
BOMBS: dict[str, Callable[[], Iterator[bytes]]] = {
    "100 MB of text": lambda: one(b"word " * (20 * MEGABYTE)),
    "100 MB in one line": lambda: one(b"x" * (100 * MEGABYTE)),
    "100 MB of base64": lambda: one(b"QUJD" * (25 * MEGABYTE), Content_Transfer_Encoding="base64"),
    "24 MB of HTML": lambda: one(b"<table><tr><td>" * (MEGABYTE * 8 // 5), Content_Type="text/html"),
    "100,000 parts": lambda: one(parts(100_000), Content_Type=MIXED),
    "100,000 parts within the limit of a fetch": lambda: one(parts(1500), Content_Type=MIXED),
    "a thousand levels": lambda: one(nested(1000), Content_Type="multipart/mixed; boundary=b0"),
    "messages in messages": lambda: one("Content-Type: message/rfc822\r\n\r\n" * 5000, Content_Type="message/rfc822"),
    "a header of 20 MB": lambda: one("x", X_Bomb="1" * (20 * MEGABYTE)),
    "a million header lines": lambda: one("x", **{"X-Bomb": "1\r\nX: y" * 300_000}),
    "a subject of 5 MB": lambda: one("x", Subject="=?utf-8?q?" + "a" * (5 * MEGABYTE) + "?="),
    "400,000 recipients": lambda: one("x", To="support@toko.example, " + "a@b.example, " * 400_000),
    "zlib as a charset": lambda: one(b"x\x9c" * 9000, Content_Type="text/plain; charset=zlib_codec"),
    "bz2 in a word": lambda: one("x", Subject="=?bz2_codec?b?QlpoOTFBWSZTWQ==?="),
    "idna as a charset": lambda: one("xn--" + "a" * 16_000, Content_Type="text/plain; charset=idna"),
    "punycode": lambda: one("a" * 16_000 + "-b", Content_Type="text/plain; charset=punycode"),
    "unicode escapes": lambda: one("\\N{BULLET}" * 1600, Content_Type="text/plain; charset=unicode_escape"),
    "100 headers of 250 KB": lambda: many(
        100, lambda n: written("x", X_Bomb="1" * 250_000, Message_ID=f"<{n}@b.example>", From=f"a{n}@b.example")
    ),
    "20 long mails": lambda: many(
        20, lambda n: written("a" * 4_000_000, Message_ID=f"<{n}@b.example>", From=f"a{n}@b.example")
    ),
}  # fmt: skip


def high_water() -> int:
    """Most memory this process ever had, in MB; ru_maxrss would begin with what its parent had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main(folder: str, name: str) -> None:
    sink = Sink()
    with opened(Path(folder), sink, RULES) as road:
        # Into a folder: what a server in this process keeps would count as ours.
        transport = FolderTransport(Path(folder) / "out", "support")
        road.place = replace(road.place, ways=Ways(mailbox=lambda: road.mailbox, transport=lambda: transport))
        count = 0
        for mail in BOMBS[name]():
            road.deliver(mail)
            count += 1
        del mail
        resting = high_water()
        began = time.process_time()
        report = road.poll()
        seconds = time.process_time() - began
        reached = high_water()
        listed = len(road.conversations())
        road.mailbox.deliver(written("innocent", Message_ID="<after@cust.example>"), road.place.now())
        after = road.poll().taken_in
    sink.close()
    print(json.dumps({
        "count": count, "grown": reached - resting, "seconds": round(seconds, 2), "listed": listed,
        "taken_in": report.taken_in, "quarantined": report.quarantined, "after": after,
        "sent": len(list((Path(folder) / "out").glob("*.eml"))),
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
