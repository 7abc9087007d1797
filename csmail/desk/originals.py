"""The whole mail as its mailbox gives it, and what a server says is there and does not hand over."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.model.message import Message, Place, RawMessage
from csmail.outbox.moved_mail import located
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


def whole(workspace: Workspace, message: Message, seek: bool = True) -> bytes:
    """The original of a message that was taken in, wherever somebody moved it; what the store keeps where it is gone.

    Without `seek` only where it was seen last.
    """
    at = message.place
    return (_lying(workspace, message, at, seek) if at is not None else b"") or kept(message)


def _lying(workspace: Workspace, message: Message, at: Place, seek: bool) -> bytes:
    """Under its number may lie another mail by now, which nobody asked to pass on."""
    if not message.header:  # it could not be read, so its content tells nothing
        return original(workspace, at)
    from csmail.mail.parse import content_key

    mailbox, desk = workspace.ways.mailbox(), workspace.desk.name
    with suppress(NotFound):
        for raw in list(mailbox.fetch(at.folder, (at.uid,), Need(body=None))):  # to the end: else the connection goes
            if content_key(raw, desk) == message.key:
                return raw.header + raw.body
    found = located(mailbox, desk, (message,)).get(message.key) if seek else None
    return original(workspace, found.place) if found is not None else b""


def kept(message: Message) -> bytes:
    """What the store keeps of a mail."""
    return message.header.encode("latin-1", "replace") + b"\r\n" + message.text.encode()
