"""The whole mail as its mailbox gives it, and what a server says is there and does not hand over."""

from __future__ import annotations

from collections.abc import Mapping

from csmail.desk.workspace import Workspace
from csmail.model.message import Message, Place, RawMessage
from csmail.ports import Need


def withheld(raw: RawMessage) -> bool:
    """Whether the server said that the mail is there, and gave nothing of it: content that names nobody."""
    return not raw.complete and not raw.header and not raw.body


def original(workspace: Workspace, at: Place, raw: RawMessage | None = None) -> bytes:
    """The whole mail as it lies on the server; what we have of it when it is gone or too large."""
    if raw is not None and raw.complete:
        return raw.header + raw.body
    fetched: Mapping[int, RawMessage] = {
        one.place.uid: one for one in workspace.ways.mailbox().fetch(at.folder, (at.uid,), Need(body=None))
    }
    found = fetched.get(at.uid, raw)
    return found.header + found.body if found is not None else b""


def whole(workspace: Workspace, message: Message) -> bytes:
    """The original of a message that was taken in; what the store keeps of it where the server has it no more."""
    return (original(workspace, message.place) if message.place is not None else None) or kept(message)


def kept(message: Message) -> bytes:
    """What the store keeps of a mail."""
    return message.header.encode("latin-1", "replace") + b"\r\n" + message.text.encode()
