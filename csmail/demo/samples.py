"""The mails of the demo: files in `samples/`, dated back from the moment they are delivered.

Two things stand in for what only the running demo knows: `Date: @90 minutes ago`, and `@sent to ADDRESS` for the
Message-ID of the mail that the desk sent there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from importlib import resources

DATE = re.compile(rb"^Date: @(\d+) minutes ago", re.MULTILINE)
SENT = re.compile(rb"@sent to ([^\s<>]+)")
JAKARTA = timezone(timedelta(hours=7))
FIRST_ANSWER = "30"
TWICE = "01-order-with-number"


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail as a server gets it; `name` is that of its file."""

    name: str
    data: bytes
    received_at: datetime


def arrivals(now: datetime) -> tuple[Sample, ...]:
    """What customers and machines write first, oldest first; one mail comes a second time by another road."""
    first = [_sample(name, text, now) for name, text in _files().items() if name < FIRST_ANSWER]
    twin = next(sample for sample in first if sample.name == TWICE)
    road = b"Received: from relay2.example (relay2.example [192.0.2.7])\r\n\tby mx.toko.example\r\n"
    return (*first, Sample(f"{TWICE} (again)", road + twin.data, twin.received_at + timedelta(minutes=1)))


def answers(now: datetime, sent: Mapping[str, str]) -> tuple[Sample, ...]:
    """What comes back upon our own mails; `sent` maps an address to the Message-ID of our mail to it.

    An answer to a mail that was not sent is left out.
    """
    files = {name: text for name, text in _files().items() if name >= FIRST_ANSWER}
    known = {address.encode(): message_id.encode() for address, message_id in sent.items()}
    return tuple(
        _sample(name, SENT.sub(lambda found: known[found[1]], text), now)
        for name, text in files.items()
        if all(address in known for address in SENT.findall(text))
    )


def one(folder: str, name: str, now: datetime) -> Sample:
    """One mail of a play of its own: a file in `samples/FOLDER/`, arriving now."""
    path = resources.files("csmail.demo") / "samples" / folder / f"{name}.eml"
    return _sample(name, path.read_bytes(), now)


def _files() -> dict[str, bytes]:
    folder = resources.files("csmail.demo") / "samples"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".eml")), key=lambda file: file.name)
    return {file.name.removesuffix(".eml"): file.read_bytes() for file in files}


def _sample(name: str, text: bytes, now: datetime) -> Sample:
    """Mail has CRLF line ends, a file in a repository has not."""
    written = DATE.search(text)
    received_at = now - timedelta(minutes=int(written[1]) if written else 50)
    date = b"Date: " + format_datetime(received_at.astimezone(JAKARTA).replace(microsecond=0)).encode()
    return Sample(name, DATE.sub(date, text).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), received_at)
