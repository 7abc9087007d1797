"""Follows mails that people moved out of a folder of the desk, or threw away, with a mail program.

| a mail that is gone from the folder | concluded |
| --- | --- |
| lies in another folder now | followed: later deeds find it there |
| in Junk | spam_suggested: asked whether it is spam |
| in Trash | trashed: `todo` tells it where an answer is still owed |
| is nowhere | vanished: what was read of it is kept |
| our own deed moves it, or has | nothing |
| somewhere, and not everything could be searched | looked for again in the next pass, TRIES times |

Nothing is closed, opened again or removed because of a move. The newest mails of a folder are watched, at most AT_ONCE
of those that are gone are looked for in a pass. A folder that was renumbered says nothing of people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from csmail.desk.effects import receipts
from csmail.desk.mirror.watched import NEWEST, Watched, keys, recalled, remember
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, CsmailError, StoreError
from csmail.mail import identity
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Place
from csmail.model.mirror import JUNKED, MAILPROGRAM, THROWN_AWAY, Conclusion, Kind
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.model.task import OPEN, MoveMessage, SetKeywords, Task
from csmail.outbox.moved_mail import Whereabouts, located
from csmail.ports import Folder, Use

Listing = Callable[[], Sequence[int]]
"""The UIDs of the newest mails of the folder, asked for when somebody needs them."""
AT_ONCE = 20
TRIES = 3
SAYS: Mapping[Kind, str] = {
    "followed": "mail_followed",
    "spam_suggested": "mail_followed",
    "trashed": "mail_trashed",
    "vanished": "mail_vanished",
}
KINDS: Mapping[Use, Kind] = {"junk": "spam_suggested", "trash": "trashed"}


@dataclass(frozen=True, slots=True)
class Followed:
    """What a look concluded; `pending`: some are still to be looked for."""

    conclusions: tuple[Conclusion, ...] = ()
    pending: bool = False


def visit(workspace: Workspace, folder: Folder, placed: Mapping[int, str], uids: Listing) -> Followed:
    """Follow what left the folder since the last look. `placed` are the mails just taken in, by UID.

    Raises what the mailbox raises when it lists the folder, and StoreError.
    """
    before = recalled(workspace.store, workspace.desk.name, folder.name)
    first = before.uidvalidity != folder.uidvalidity
    numbers = folder.uidnext, folder.exists
    if not (first or placed or before.missing) and folder.exists >= 0 and before.numbers == numbers:
        return Followed()
    before = Watched(folder.uidvalidity) if first else before
    # What came after the folder was opened is taken in by the next pass, and watched from then on.
    there = [uid for uid in uids() if uid < folder.uidnext or uid in placed]
    listed = frozenset(there)
    gone = [key for uid, key in before.keys.items() if key and uid not in listed]
    concluded, left = _looked_for(workspace, folder, listed, {**before.missing, **dict.fromkeys(gone, 0)})
    known = keys(workspace, folder, there[-NEWEST:], {**before.keys, **placed})
    remember(workspace, folder, Watched(folder.uidvalidity, numbers, known, left))
    return Followed(concluded, bool(left))


def _looked_for(
    workspace: Workspace, folder: Folder, listed: Collection[int], missing: Mapping[str, int]
) -> tuple[tuple[Conclusion, ...], dict[str, int]]:
    """What became of the first AT_ONCE of the missing ones; those to be looked for later."""
    gone, left = _gone(workspace, folder, listed, missing)
    some = gone[:AT_ONCE]
    left |= {one.key: missing[one.key] for one in gone[AT_ONCE:]}
    try:
        found = located(workspace.ways.mailbox(), workspace.desk.name, some)
    except StoreError:
        raise
    except CsmailError:  # the rest of the pass finds out whether the mailbox is away
        tried = {one.key: missing[one.key] + 1 for one in some}
        return (), left | {key: tries for key, tries in tried.items() if tries < TRIES}
    concluded: list[Conclusion] = []
    for one in some:
        try:
            concluded.extend(_followed(workspace, one, folder.name, found.get(one.key)))
        except Conflict:
            left[one.key] = missing[one.key]
    return tuple(concluded), left


def _gone(
    workspace: Workspace, folder: Folder, listed: Collection[int], missing: Iterable[str]
) -> tuple[list[Message], dict[str, int]]:
    """The messages that lay here and do not any more; apart from them those that a deed of ours is moving."""
    gone: list[Message] = []
    moving: dict[str, int] = {}
    for one in filter(None, map(workspace.store.message, missing)):
        at = one.place
        if at is None or (at.folder, at.uidvalidity) != (folder.name, folder.uidvalidity) or at.uid in listed:
            continue  # a deed of ours moved it, or it was seen elsewhere
        if not one.header:
            continue  # it could never be read, so nothing tells it
        if any(task.state in OPEN for task, _ in _own_moves(workspace, one)):
            moving[one.key] = 0
        else:
            gone.append(one)
    return gone, moving


def _own_moves(workspace: Workspace, message: Message) -> Iterator[tuple[Task, MoveMessage]]:
    for task in workspace.store.tasks_of((message.conversation,)):
        if isinstance(task.work, MoveMessage) and task.work.message == message.key:
            yield task, task.work


def _followed(workspace: Workspace, message: Message, left: str, found: Whereabouts | None) -> Iterator[Conclusion]:
    """Keep where it lies now, say so in its conversation. Raises Conflict, StoreError."""
    there = found.place.folder if found else ""
    ours = found is not None and any(
        task.state == "done" and there.endswith(work.target) for task, work in _own_moves(workspace, message)
    )
    placed = replace(message, place=found.place if found else None)
    if there == left or ours:  # a server that tells no new UID, or it is back already
        workspace.store.commit(Changes(messages=(placed,)))
        return
    kind = KINDS.get(found.use, "followed") if found else "vanished"
    conversation = workspace.store.conversation(message.conversation)
    asking = _asking(workspace, conversation, message, kind) if conversation else None
    keywords = _keywords(workspace, conversation, found) if conversation and found and kind == "followed" else ()
    told = (_receipt(workspace, message, kind, left, there),) if conversation else ()
    asked = (asking,) if asking is not None and asking is not conversation else ()
    workspace.store.commit(Changes(conversations=asked, messages=(placed,), tasks=keywords, receipts=told))
    yield Conclusion(kind, conversation=message.conversation, folder=there)


def _asking(workspace: Workspace, one: Conversation, message: Message, kind: Kind) -> Conversation:
    """A person says whether it is spam, and whether it still needs an answer."""
    if kind == "spam_suggested" and one.status != "spam":
        asking = one.needing(JUNKED)
    elif kind == "trashed" and one.status == "open" and _is_newest(workspace, message):
        asking = one.needing(THROWN_AWAY)
    else:
        return one
    return one if asking is one else asking.amended(changed_at=workspace.now())


def _is_newest(workspace: Workspace, message: Message) -> bool:
    incoming = (one.key for one in workspace.store.newest(message.conversation) if one.direction == "in")
    return next(incoming, "") == message.key


def _keywords(workspace: Workspace, one: Conversation, found: Whereabouts) -> tuple[Task, ...]:
    """Its tags go on the mail where it lies now: it may have been moved before they were put on it."""
    there = {flag.lower() for flag in found.flags}
    lacking = tuple(sorted(one.tags - there))
    if not lacking:
        return ()
    work = SetKeywords(found.place.folder, found.place.uidvalidity, (found.place.uid,), lacking)
    cause = f"{one.desk}/mirror/keywords/{found.place}/{lacking}"
    return (identity.new_task(one.desk, cause, work, workspace.now(), one.id),)


def _receipt(workspace: Workspace, message: Message, kind: Kind, left: str, there: str) -> Receipt:
    did = Reason.of(SAYS[kind], left=left, **({"folder": there} if there else {}))
    about = receipts.About(message.desk, message.conversation, message.key)
    at = message.place or Place(left, 0, 0)
    cause = f"mirror/{kind}/{message.key}/{at.folder}/{at.uidvalidity}/{at.uid}"
    return receipts.of_deed(
        about, StepRecord("", "move", "", did=(did,)), receipts.Deed(cause, MAILPROGRAM, workspace.now())
    )
