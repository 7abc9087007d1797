"""Reads what was fetched, in portions, and fetches further where the first 16 KiB of a body do not do."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from csmail.desk.workspace import Workspace
from csmail.model.message import Message, RawMessage
from csmail.ports import Need

FURTHER = 256 * 1024
"""Octets of body that hold 64 KiB of text in any transfer encoding, with HTML around it."""
OCTETS = 16 * 1024 * 1024
LARGEST = Need().largest


def read(workspace: Workspace, raws: Sequence[RawMessage]) -> tuple[list[RawMessage], list[Message]]:
    """The mails, parsed. Fetched again: those whose text was cut; whole those whose attachments some rule asks for.

    One folder at a time. Raises what the mailbox raises.
    """
    from csmail.mail.parse import parse
    from csmail.mail.text import UNFINISHED
    from csmail.rules.rule_set import looks_at_attachments

    kept, messages = list(raws), [parse(raw, workspace.desk) for raw in raws]
    named = looks_at_attachments(workspace.rules)
    cut = (at for at, raw in enumerate(kept) if not raw.complete)
    short = {kept[at].place.uid: at for at in cut if named or UNFINISHED in messages[at].defects}
    if not short:
        return kept, messages
    need = Need(body=None if named else FURTHER)
    for raw in workspace.ways.mailbox().fetch(kept[0].place.folder, list(short), need):
        at = short[raw.place.uid]
        if len(raw.body) > len(kept[at].body):
            kept[at], messages[at] = raw, parse(raw, workspace.desk)
    return kept, messages


def portions(raws: Iterable[RawMessage]) -> Iterator[tuple[RawMessage, ...]]:
    """`raws` in their order, let go of as they are handed out; a portion holds one mail at least."""
    waiting = deque(raws)
    while waiting:
        portion = [waiting.popleft()]
        octets = weight(portion[0])
        while waiting and octets + weight(waiting[0]) <= OCTETS:
            octets += weight(waiting[0])
            portion.append(waiting.popleft())
        yield tuple(portion)


def weight(raw: RawMessage) -> int:
    """Octets that deciding about a mail may hold: all of it, up to what is fetched of an original."""
    return max(min(raw.size, LARGEST), len(raw.header) + len(raw.body))
