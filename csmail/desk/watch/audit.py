"""The balance of the intake: every mail that the server lists is accounted for, or named.

| what can fail | what the user sees | what is kept |
| --- | --- | --- |
| server unreachable, login refused | one line, exit 75 or 77 | nothing is changed, here or there |
| a folder does not exist | one line with its name | the same |
| a pass takes in mail meanwhile | nothing: the folder is counted again | the same |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from csmail.desk import numbering
from csmail.desk.workspace import Workspace
from csmail.mail import identity
from csmail.model.changes import Cursor, UidAccount
from csmail.model.message import Place
from csmail.model.reason import Reason
from csmail.model.uid_ranges import Spans, spans, spread, within
from csmail.ports import Folder, Look, Need, Sighting

TRIES = 3
WHYS = ("before", "copy", "vanished")
NOT_BEGUN = Reason("not_begun")
PUT_BACK = Reason("numbers_given_again")
RENUMBERED = Reason("folder_renumbered")
Fate = Literal["taken_in", "oversize", "quarantined", "copies", "waiting", "before", "unaccounted", "replaced"]


@dataclass(frozen=True, slots=True)
class Balance:
    """One folder: `server` is the sum of the counts and of `unaccounted`, the UIDs of which nothing is known.

    `oversize` mails were taken in, but not their whole text; `waiting` are those that the next pass takes in; `before`
    those that lay there before the desk began. `vanished` were seen once and are on the server no more. `replaced`,
    all of them unaccounted, hold another mail than the one that was taken in from there.
    """

    folder: str
    uidvalidity: int
    server: int
    taken_in: int = 0
    oversize: int = 0
    quarantined: int = 0
    copies: int = 0
    waiting: int = 0
    before: int = 0
    vanished: int = 0
    unaccounted: tuple[int, ...] = ()
    note: Reason | None = None
    replaced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    """What the store knows of one folder under its present numbering."""

    cursor: Cursor | None
    sightings: Mapping[int, tuple[Sighting, ...]]
    copies: frozenset[int]
    vanished: frozenset[int]
    before: Spans

    def fate(self, uid: int, quarantined: str, look: Look | None = None) -> Fate:
        """What became of one mail; `quarantined` is the key it has when it could not be read, `look` what it is."""
        believed = self.sightings.get(uid, ())
        unread = (one for one in believed if one.message == quarantined)
        seen = next(unread, None) or next((one for one in believed if _is(one, look)), None)
        if seen is None and believed and uid not in self.copies:
            return "waiting" if self.cursor is None or uid > self.cursor.uid else "replaced"
        if seen is not None:
            large = seen.size > Need().largest
            return "quarantined" if seen.message == quarantined else "oversize" if large else "taken_in"
        if uid in self.copies:
            return "copies"
        if self.cursor is None or uid > self.cursor.uid:
            return "waiting"
        return "before" if within(uid, self.before) else "unaccounted"


def audit(workspace: Workspace) -> tuple[Balance, ...]:
    """The balance of every folder of the desk. Raises what the mailbox raises, and StoreError."""
    return tuple(_settled(workspace, name) for name in workspace.ways.mailbox().folders)


def _settled(workspace: Workspace, name: str) -> Balance:
    """A mail that is moved, or seen once more, while we count is missing from one side: count again."""
    balance = _balance(workspace, name)
    for _ in range(TRIES - 1):
        if not balance.unaccounted:
            break
        again = _balance(workspace, name)
        if again.unaccounted == balance.unaccounted:
            break
        balance = again
    return balance


def _balance(workspace: Workspace, name: str) -> Balance:
    # The server first: what arrives while the store is read is then on neither side.
    mailbox = workspace.ways.mailbox()
    folder = mailbox.open_folder(name)
    listed = tuple(uid for some in numbering.listings(mailbox, folder) for uid in some)
    cursor = workspace.store.cursor(workspace.desk.name, name)
    if cursor is None or cursor.uidvalidity != folder.uidvalidity:
        note = NOT_BEGUN if cursor is None else RENUMBERED
        return Balance(name, folder.uidvalidity, len(listed), waiting=len(listed), note=note)
    kept = books(workspace, folder, cursor)
    known = [uid for uid in listed if uid in kept.sightings]
    looks = mailbox.look(name, known) if known else {}
    again = PUT_BACK if not folder.counted and folder.uidnext <= cursor.uid else None
    return replace(balanced(workspace.desk.name, folder, listed, kept, looks), note=again)


def books(workspace: Workspace, folder: Folder, cursor: Cursor) -> Books:
    """Read what the store knows of the folder."""
    here = (folder.name, folder.uidvalidity)
    sightings: dict[int, tuple[Sighting, ...]] = {}
    for one in workspace.store.sightings(workspace.desk.name):
        if (one.place.folder, one.place.uidvalidity) == here:
            sightings[one.place.uid] = (*sightings.get(one.place.uid, ()), one)
    accounts = [
        one
        for one in workspace.store.accounts(workspace.desk.name, folder.name)
        if one.uidvalidity == folder.uidvalidity
    ]
    said = {why: tuple(span for one in accounts if one.why == why for span in one.uids) for why in WHYS}
    return Books(cursor, sightings, spread(said["copy"]), spread(said["vanished"]), said["before"])


def balanced(
    desk: str, folder: Folder, listed: Iterable[int], kept: Books, looks: Mapping[int, Look] | None = None
) -> Balance:
    """Put each mail that the server lists to what became of it; `looks` say what lies under the known numbers."""
    server = frozenset(listed)
    keys = {uid: identity.unreadable_key(desk, folder.name, folder.uidvalidity, uid) for uid in server}
    fates = {uid: kept.fate(uid, key, (looks or {}).get(uid)) for uid, key in keys.items()}
    counts = Counter(fates.values())
    return Balance(
        folder.name,
        folder.uidvalidity,
        len(server),
        taken_in=counts["taken_in"],
        oversize=counts["oversize"],
        quarantined=counts["quarantined"],
        copies=counts["copies"],
        waiting=counts["waiting"],
        before=counts["before"],
        # Those before the desk began are not counted: nobody ever saw which of them there were.
        vanished=len((frozenset(kept.sightings) | kept.copies | kept.vanished) - server),
        unaccounted=tuple(sorted(uid for uid, fate in fates.items() if fate in ("unaccounted", "replaced"))),
        replaced=tuple(sorted(uid for uid, fate in fates.items() if fate == "replaced")),
    )


def _is(one: Sighting, look: Look | None) -> bool:
    """Whether the mail is the one that was seen there; without a look its number has to do."""
    if look is None or one.received_at is None:
        return True
    return numbering.same(Look(one.message_id, one.size, one.received_at), look)


def accounts(reached: Cursor, copies: Iterable[Place], vanished: Collection[int]) -> tuple[UidAccount, ...]:
    """The entries of one batch: a copy may lie in another folder than the one that is being read."""
    found: dict[tuple[str, int], list[int]] = {}
    for at in copies:
        found.setdefault((at.folder, at.uidvalidity), []).append(at.uid)
    entries = [UidAccount(reached.desk, *where, "copy", spans(uids)) for where, uids in found.items()]
    if vanished:
        entries.append(UidAccount(reached.desk, reached.folder, reached.uidvalidity, "vanished", spans(vanished)))
    return tuple(entries)
