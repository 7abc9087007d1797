"""Whether a folder is still numbered as we know it, and where a desk begins in it.

A provider that puts a mailbox back from a copy gives UIDs out a second time, under the same UIDVALIDITY (which RFC 3501
section 2.3.1.1 forbids, and which happens): what we believe to know are other mails then.

| what is seen | what it means |
| --- | --- |
| another UIDVALIDITY | put back, or deleted and made again: `uidvalidity` |
| UIDNEXT at or below the cursor, asked twice | the folder was put back: `uidnext_fell` |
| a mail taken in last is another one now | put back, and more came since than was lost: `other_mails` |
| UIDNEXT, or a UID in a SEARCH, that no mail bears out | nothing: the cursor stands at mails that are there |
| a mail taken in last is gone | nothing: people move and remove mails |
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from csmail import outbox
from csmail.desk.workspace import Workspace
from csmail.errors import Refused
from csmail.model.changes import Changes, Cursor
from csmail.model.message import Place, RawMessage
from csmail.model.reason import Reason
from csmail.model.task import MoveMessage, SetFlags, SetKeywords, State, Task
from csmail.ports import Facts, Folder, Look, Mailbox

Why = Literal["", "uidvalidity", "uidnext_fell", "other_mails"]
KEPT = 3
TRIES = 3
LOOKED_AT = 20
LOOKS = 5
MOST_LISTINGS = 100
TOLD_FOR = timedelta(days=3)
"""How long people are told of it: over a weekend. What is missing on the server, only they can know."""
OPEN: tuple[State, ...] = ("queued", "deferred")
MESSAGE_ID = re.compile(rb"^message-id:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
IGNORED = re.compile(r"[\s<>]+")


@dataclass(frozen=True, slots=True)
class Renumbered:
    """That `folder` was found put back from a copy, or made again; `why` is the code."""

    folder: str
    why: Why
    at: datetime

    @property
    def reason(self) -> Reason:
        """What people are told."""
        code = "folder_put_back_or_made_again" if self.why == "uidvalidity" else "folder_put_back"
        return Reason.of(code, folder=self.folder, why=self.why)


def same(known: Look, seen: Look) -> bool:
    """Whether the mail that is seen is the one that was known under its number."""
    ids = [IGNORED.sub("", one.message_id) for one in (known, seen)]
    if all(ids) and all(one.isascii() and "=?" not in one for one in ids):
        return ids[0] in ids[1] or ids[1] in ids[0]  # ours is the first of several, theirs all that is written there
    return (known.size, known.received_at) == (seen.size, seen.received_at)


def listings(mailbox: Mailbox, folder: Folder) -> Iterator[Sequence[int]]:
    """All UIDs of a folder, ascending, as many at a time as the mailbox lists at once."""
    above = 0
    for _ in range(MOST_LISTINGS):
        listed = mailbox.uids(folder.name, above)
        if listed:
            yield listed
            above = listed[-1]
        if not listed or above + 1 >= folder.uidnext:
            return


def first(mailbox: Mailbox, folder: Folder) -> tuple[Folder, int]:
    """The folder, and the highest UID under which a mail really lies; 0 when none does.

    UIDNEXT alone would put the cursor where a server that errs once says, and all later mail would count as old.
    """
    for _ in range(TRIES):
        last = deque(listings(mailbox, folder), maxlen=1)  # old mail counts as old however much there is
        listed = last[0] if last else ()
        if not listed or listed[-1] < folder.uidnext:
            break
        folder = mailbox.open_folder(folder.name)  # one came meanwhile, or one of the two is wrong
    below = [uid for uid in listed[-LOOKS * LOOKED_AT :] if uid < folder.uidnext]
    try:
        for _ in range(LOOKS):
            some, below = below[-LOOKED_AT:], below[:-LOOKED_AT]
            if there := mailbox.look(folder.name, some) if some else {}:
                return folder, max(there)
    except Refused:
        return folder, some[-1]
    return folder, below[-1] if below else 0


def renumbered(workspace: Workspace, folder: Folder, cursor: Cursor) -> Why:
    """Why the numbers up to the cursor are not those of the mails that we know."""
    mailbox = workspace.ways.mailbox()
    if folder.uidvalidity != cursor.uidvalidity:  # RFC 3501 section 2.3.1.1: every UID is worthless now
        return "uidvalidity"
    if not folder.counted and folder.uidnext <= cursor.uid:
        again = mailbox.open_folder(folder.name)
        if (again.uidvalidity, again.counted) == (cursor.uidvalidity, False) and again.uidnext <= cursor.uid:
            return "uidnext_fell"
    known = landmarks(workspace.store, cursor)
    seen = mailbox.look(folder.name, tuple(known)) if known else {}
    return "other_mails" if any(not same(known[uid], seen[uid]) for uid in known if uid in seen) else ""


def landmarks(store: Facts, cursor: Cursor) -> dict[int, Look]:
    """The mails that were taken in last under this numbering, by their UIDs."""
    kept = json.loads(store.fact(_landmarks(cursor)) or "{}")
    if kept.get("uidvalidity") != cursor.uidvalidity:
        return {}
    return {uid: Look(id, size, datetime.fromisoformat(at)) for uid, id, size, at in kept["mails"] if uid <= cursor.uid}


def keep(store: Facts, cursor: Cursor, raws: Sequence[RawMessage]) -> None:
    """Remember the last of the mails that were taken in."""
    mails = [(raw.place.uid, _message_id(raw), raw.size, raw.received_at.isoformat()) for raw in raws]
    store.remember(_landmarks(cursor), json.dumps({"uidvalidity": cursor.uidvalidity, "mails": mails[-KEPT:]}))


def begin_again(workspace: Workspace, cursor: Cursor, folder: Folder, why: Why, tell: bool = True) -> Cursor:
    """Forget how far the folder was taken in. What was still to be done on its UIDs would meet other mails.

    `tell`: people are told of it. Raises Busy while another process works the outbox off.
    """
    store, now = workspace.store, workspace.now()
    anew = Cursor(cursor.desk, cursor.folder, folder.uidvalidity, 0)
    with store.lease(outbox.lease_name(cursor.desk), timedelta(seconds=5)):
        stale = [task for task in store.tasks(cursor.desk, OPEN) if _on(task, cursor)]
        reason = Reason.of("numbered_anew" if why == "uidvalidity" else "renumbered", folder=cursor.folder)
        if tell:
            _note(store, cursor.desk, Renumbered(cursor.folder, why, now))
        store.commit(Changes(cursors=(anew,), updated=tuple(task.moved("refused", now, reason) for task in stale)))
    store.remember(_landmarks(cursor), "{}")
    return anew


def told(store: Facts, desk: str, now: datetime) -> tuple[Renumbered, ...]:
    """The folders that were put back lately."""
    kept = json.loads(store.fact(f"renumbered/{desk}") or "{}")
    every = (Renumbered(folder, why, datetime.fromisoformat(at)) for folder, (why, at) in kept.items())
    return tuple(one for one in every if abs(now - one.at) < TOLD_FOR)


def _note(store: Facts, desk: str, found: Renumbered) -> None:
    kept = json.loads(store.fact(f"renumbered/{desk}") or "{}")
    kept[found.folder] = (found.why, found.at.isoformat())
    store.remember(f"renumbered/{desk}", json.dumps(kept))


def _done(why: str) -> str:
    return "put back from a copy or made again" if why == "uidvalidity" else "put back from a copy"


def without_ids(store: Facts, desk: str, places: Iterable[Place]) -> dict[str, str]:
    """The facts that hold a Message-ID of one of these mails, without it: size and time tell them as well."""
    facts: dict[str, str] = {}
    for place in places:
        name = _landmarks(Cursor(desk, place.folder, place.uidvalidity, 0))
        kept = json.loads(facts.get(name) or store.fact(name) or "{}")
        mails = [[uid, "" if uid == place.uid else id, *rest] for uid, id, *rest in kept.get("mails", ())]
        if kept.get("uidvalidity") == place.uidvalidity and mails != kept["mails"]:
            facts[name] = json.dumps({**kept, "mails": mails})
    return facts


def _landmarks(cursor: Cursor) -> str:
    return f"landmarks/{cursor.desk}/{cursor.folder}"


def _message_id(raw: RawMessage) -> str:
    found = MESSAGE_ID.search(raw.header)
    return " ".join(found[1].decode("latin-1").split()) if found else ""


def _on(task: Task, cursor: Cursor) -> bool:
    work = task.work
    here = (cursor.folder, cursor.uidvalidity)
    return isinstance(work, SetKeywords | SetFlags | MoveMessage) and (work.folder, work.uidvalidity) == here
