"""Finds mails that somebody moved with another program, in whichever folder of the account they lie now.

| what happens | what follows |
| --- | --- |
| another mail bears the Message-ID | it is none of ours: the content tells, which nobody can make up |
| a folder cannot be opened | the others are looked through |
| it lies in several | the likelier one counts; where everything lies (Gmail's All Mail) is looked at last |
| the mailbox goes away meanwhile | Unreachable: nothing was found out |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csmail.errors import NotFound, Refused
from csmail.model.message import Message, Place, RawMessage
from csmail.ports import FolderUse, Look, Mailbox, Need, Use

MOST_FOLDERS = 200
SPARE = 20
"""Mails that bear the Message-ID of one and are another: so many are read in vain."""
LIKELIEST: tuple[Use, ...] = ("archive", "junk", "trash", "", "all")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a mail lies now, what that folder is for, and the keywords that are on it."""

    place: Place
    use: Use
    flags: frozenset[str] = frozenset()


def located(mailbox: Mailbox, desk: str, sought: Iterable[Message]) -> Mapping[str, Whereabouts]:
    """By content key, those that were found. Raises what the mailbox raises."""
    left = {one.key: one for one in sought}
    found: dict[str, Whereabouts] = {}
    for folder in _ordered(mailbox.listing()) if left else ():
        for raw, key in _there(mailbox, desk, folder.name, left):
            found[key] = Whereabouts(raw.place, folder.use, raw.flags)
            left.pop(key)
        if not left:
            break
    return found


def _ordered(folders: Sequence[FolderUse]) -> list[FolderUse]:
    return sorted(folders, key=lambda one: LIKELIEST.index(one.use))[:MOST_FOLDERS]


def _there(mailbox: Mailbox, desk: str, folder: str, left: Mapping[str, Message]) -> list[tuple[RawMessage, str]]:
    from csmail.mail.parse import content_key  # with it comes what reads mail

    wanted = [Look(one.message_id, one.size, one.received_at) for one in left.values()]
    try:
        alike = mailbox.find(folder, wanted)
        raws = list(mailbox.fetch(folder, tuple(alike)[-len(left) - SPARE :], Need())) if alike else []
    except (NotFound, Refused):
        return []
    newest = {content_key(raw, desk): raw for raw in sorted(raws, key=lambda raw: raw.place.uid)}
    return [(raw, key) for key, raw in newest.items() if key in left]
