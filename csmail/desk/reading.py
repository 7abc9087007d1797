"""Reads what was fetched, and fetches further where the first 16 KiB of a body do not do."""

from __future__ import annotations

from collections.abc import Sequence

from csmail.desk.place import Workplace
from csmail.mail.parse import parse
from csmail.mail.text import UNFINISHED
from csmail.model.message import Message, RawMessage
from csmail.ports import Need

FURTHER = 256 * 1024
"""Octets of body that hold 64 KiB of text in any transfer encoding, with HTML around it."""


def read(place: Workplace, raws: Sequence[RawMessage]) -> tuple[list[RawMessage], list[Message]]:
    """The mails, parsed. Fetched again: those whose text was cut; whole those whose attachments some rule asks for.

    One folder at a time. Raises what the mailbox raises.
    """
    kept, messages = list(raws), [parse(raw, place.desk) for raw in raws]
    named = any("attachment" in rule.when.looks_at.split("|") for rule in place.rules)
    cut = (at for at, raw in enumerate(kept) if not raw.complete)
    short = {kept[at].place.uid: at for at in cut if named or UNFINISHED in messages[at].defects}
    if not short:
        return kept, messages
    need = Need(body=None if named else FURTHER)
    for raw in place.ways.mailbox().fetch(kept[0].place.folder, list(short), need):
        at = short[raw.place.uid]
        if len(raw.body) > len(kept[at].body):
            kept[at], messages[at] = raw, parse(raw, place.desk)
    return kept, messages
