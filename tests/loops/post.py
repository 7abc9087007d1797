"""Mail on its way through the laboratory: written by robots, stripped by relays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Relay = Literal["intact", "marks stripped", "bare"]
"""What relays leave of a header: all of it; no custom field, no trace; only what a person sees."""
MARKS = re.compile(r"(?:x-.*|auto-submitted|precedence|list-.*|return-path|feedback-id|mailing-list|sender)\Z", re.I)
THREADS = re.compile(r"(?:in-reply-to|references)\Z", re.I)


@dataclass(frozen=True, slots=True)
class Post:
    """One mail with its envelope; `sender` "" is the null reverse-path, `data` has LF line ends."""

    sender: str
    recipient: str
    data: str

    def field(self, name: str) -> str:
        """The first field of this name, unfolded; "" without one."""
        return fields(self.data).get(name.lower(), "")

    @property
    def body(self) -> str:
        return self.data.partition("\n\n")[2]

    @property
    def author(self) -> str:
        """The address in From."""
        return self.field("From").rpartition("<")[2].rstrip(">")

    def delivered(self, relay: Relay) -> str:
        """What lies in the mailbox: a trace field on top unless a relay took it."""
        return relayed(f"Return-Path: <{self.sender}>\n{self.data}", relay)


def fields(data: str) -> dict[str, str]:
    """Lower-case name to value, unfolded; of several the first."""
    found: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", data.partition("\n\n")[0]).split("\n"):
        name, _, value = line.partition(":")
        found.setdefault(name.lower(), value.strip())
    return found


def relayed(data: str, relay: Relay) -> str:
    """The mail after relays that keep no more of its header than `relay` says."""
    if relay == "intact":
        return data
    head, _, body = data.partition("\n\n")
    kept = []
    for field in re.split(r"\n(?![ \t])", head):
        name = field.partition(":")[0]
        if not MARKS.match(name) and not (relay == "bare" and THREADS.match(name)):
            kept.append(field)
    return "\n".join(kept) + "\n\n" + body


def written(head: Mapping[str, str], body: str) -> str:
    """A mail as text; a field given as "" is left out."""
    return "\n".join(f"{name}: {value}" for name, value in head.items() if value) + f"\n\n{body}\n"
