"""Hands a mail to the transport, which answers when it can: several may be under way at once.

A transport that says nothing else does each step at once, one mail after another (a folder, the memory).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from csmail.model.task import Delivery, Mail
from csmail.ports import Prepared, Transport

Envelope = Callable[[Prepared | Exception], None]
"""Told, from any thread, what `prepare` returned or raised."""
Content = Callable[[Delivery | Exception], None]
"""The same of `transmit`."""


def connections(transport: Transport) -> int:
    """How many mails the transport may have in hand at once."""
    return int(getattr(transport, "connections", 1))


def prepare(transport: Transport, mail: Mail, recipients: Sequence[str], heard: Envelope) -> None:
    """Begin with the envelope. Raises what the transport raises before it asks anybody."""
    begin = getattr(transport, "preparing", None)
    if begin is not None:
        begin(mail, recipients, heard)
    else:
        heard(transport.prepare(mail, recipients))


def transmit(prepared: Prepared, heard: Content) -> None:
    """Begin with the content. A transport should not raise here; when it does, nobody knows what became of it."""
    try:
        begin = getattr(prepared, "transmitting", None)
        if begin is not None:
            begin(heard)
            return
        outcome: Delivery | Exception = prepared.transmit()
    except Exception as error:
        outcome = error
    heard(outcome)
