"""Follows keywords that people put on mails, or take off them, with a mail program: they are tags.

| seen on a mail | concluded |
| --- | --- |
| a keyword that its conversation has as a tag | nothing |
| another one | the conversation is tagged |
| one of those that mail programs set for themselves, a colour without a meaning | ignored |
| Junk | asked whether it is spam |
| one that was there is gone | untagged, unless the newest mail of the conversation still has it |

Only the newest mails of a folder are looked at, and nothing is concluded from what lay there at the first look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from csmail.desk.mirror.watched import NEWEST
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, StoreError
from csmail.model.changes import Changes
from csmail.model.mirror import JUNKED, MAILPROGRAM, Conclusion
from csmail.model.tag import tag_name
from csmail.ports import Folder
from csmail.reason import BadValue

PROGRAMS = frozenset(
    {"nonjunk", "notjunk", "junkrecorded", "forwarded", "mdnsent", "redirected", "receipt-handled", "hasattachment"}
    | {"hasnoattachment", "todo", "later", "old", "unread", "attached", "replied"}
)
"""What mail programs set for themselves; what begins with $ is reserved for them (RFC 5788)."""
JUNK = frozenset({"junk", "$junk", "$isjunk", "$phishing"})


@dataclass(frozen=True, slots=True)
class Marked:
    """One mail: its keywords at the last look and now, the tags of its conversation, those on the newest mail of that.

    `newest` is empty when this is the newest.
    """

    before: frozenset[str]
    now: frozenset[str]
    tags: frozenset[str]
    newest: frozenset[str] = frozenset()


def conclude(one: Marked, labels: Mapping[str, str]) -> Iterator[Conclusion]:
    """What each keyword that came or went means; `labels` are names for keywords: `{$label1: penting}`."""
    for word in sorted(one.now - one.before):
        tag = _tag(word, labels)
        if word in JUNK:
            yield Conclusion("spam_suggested", keyword=word)
        elif not tag:
            yield Conclusion("ignored", keyword=word)
        elif tag not in one.tags:
            yield Conclusion("tagged", tag=tag, keyword=word)
    for word in sorted(one.before - one.now):
        tag = _tag(word, labels)
        if tag and word not in JUNK and tag in one.tags:
            kept = word in one.newest
            yield Conclusion("ignored", keyword=word) if kept else Conclusion("untagged", tag=tag, keyword=word)


def _tag(word: str, labels: Mapping[str, str]) -> str:
    """The tag that a keyword stands for, "" for none."""
    named = {key.lower(): value for key, value in labels.items()}.get(word)
    if named is None and (word.startswith("$") or word in PROGRAMS):
        return ""
    try:
        return tag_name(named or word)
    except BadValue:
        return ""


Words = Mapping[int, frozenset[str]]
"""The keywords of each of the newest mails of a folder."""


def visit(workspace: Workspace, folder: Folder, listed: Callable[[], Sequence[int]]) -> tuple[Conclusion, ...]:
    """Follow what changed in the folder since the last look; `listed` are the UIDs of its newest mails.

    Raises what the mailbox raises, and StoreError.
    """
    validity, modseq, known = _recalled(workspace, folder.name)
    if folder.uidvalidity != validity:
        known = None
    if known is not None and folder.modseq and folder.modseq == modseq:
        return ()
    mailbox = workspace.ways.mailbox()
    uids = list(listed())[-NEWEST:]
    since = modseq if known is not None and all(uid in known for uid in uids) else 0
    read = mailbox.flags(folder.name, uids, since) if uids else {}
    words = {uid: read.get(uid, (known or {}).get(uid, frozenset())) for uid in uids}
    concluded = () if known is None else tuple(_concluded(workspace, folder, known, words))
    _remember(workspace, folder, words)
    return concluded


def _concluded(workspace: Workspace, folder: Folder, known: Words, words: Words) -> Iterator[Conclusion]:
    changed = [uid for uid in words if words[uid] != known.get(uid, frozenset())]
    looks = workspace.ways.mailbox().look(folder.name, changed) if changed else {}
    threads = workspace.store.known(workspace.desk.name, [one.message_id for one in looks.values() if one.message_id])
    for uid, one in looks.items():
        thread = threads.get(one.message_id)
        conversation = workspace.store.conversation(thread.conversation) if thread else None
        if conversation is None:
            continue
        newest = _newest(workspace, conversation.id, folder.name)
        others = words.get(newest, frozenset()) if newest != uid else frozenset()
        marked = Marked(known.get(uid, frozenset()), words[uid], conversation.tags, others)
        for found in conclude(marked, workspace.desk.mirror.labels):
            _follow(workspace, conversation.id, found)
            yield found


def _newest(workspace: Workspace, conversation: str, folder: str) -> int:
    """The UID of its newest mail in the folder, 0 when none of them lies there."""
    places = (one.place for one in workspace.store.newest(conversation) if one.direction == "in" and one.place)
    return next((one.uid for one in places if one.folder == folder), 0)


def _follow(workspace: Workspace, conversation: str, one: Conclusion) -> None:
    """Tag or untag, as a person would by hand. What withholds itself, or loses a race, is seen again next time."""
    from csmail.actions.tag import Tag
    from csmail.actions.untag import Untag
    from csmail.desk.by_hand import act  # with it comes what reads mail
    from csmail.rules.rule import ActionCall

    try:
        if one.kind == "tagged":
            act.act(workspace, conversation, ActionCall("tag", Tag((one.tag,))), MAILPROGRAM)
        elif one.kind == "untagged":
            act.act(workspace, conversation, ActionCall("untag", Untag((one.tag,))), MAILPROGRAM)
        elif one.kind == "spam_suggested":
            _ask(workspace, conversation)
    except StoreError:
        raise
    except CsmailError:
        return


def _ask(workspace: Workspace, conversation: str) -> None:
    """Whether it is spam is a person's to say: only that keeps later mails out."""
    found = workspace.store.conversation(conversation)
    if found is not None and found.status != "spam" and JUNKED not in found.needs:
        asking = found.amended(needs=(*found.needs, JUNKED), changed_at=workspace.now())
        workspace.store.commit(Changes(conversations=(asking,)))


def _recalled(workspace: Workspace, folder: str) -> tuple[int, int, Words | None]:
    """UIDVALIDITY, number of the last change, keywords by UID; None before the first look."""
    kept = json.loads(workspace.store.fact(_fact(workspace, folder)) or "{}")
    if not kept:
        return 0, 0, None
    return kept["uidvalidity"], kept["modseq"], {int(uid): frozenset(found) for uid, found in kept["words"].items()}


def _remember(workspace: Workspace, folder: Folder, words: Words) -> None:
    kept = {uid: sorted(found) for uid, found in words.items()}
    state = {"uidvalidity": folder.uidvalidity, "modseq": folder.modseq, "words": kept}
    workspace.store.remember(_fact(workspace, folder.name), json.dumps(state))


def _fact(workspace: Workspace, folder: str) -> str:
    return f"keywords/{workspace.desk.name}/{folder}"
