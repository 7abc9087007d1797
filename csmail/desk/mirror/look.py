"""Looks at the folder of drafts: recognises our drafts there by a few header fields, reads only what may be theirs.

| what goes wrong | what happens |
| --- | --- |
| the mailbox is away, the folder cannot be opened | nothing is concluded, no look is counted |
| there is no such folder | drafts live in csmail alone |
| more than MOST mails lie there | the newest are looked at; a copy among the others counts as there |
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from csmail.desk.mirror.conclude import Kept, Scene, conclude
from csmail.desk.mirror_state import TOLD, MirrorState, numbers, recalled, remember
from csmail.desk.workspace import Workspace
from csmail.mail import identity
from csmail.mail.address import is_own, key
from csmail.mail.compose import attachments
from csmail.mail.parse import parse
from csmail.model.address import Address
from csmail.model.message import Message, Place, RawMessage
from csmail.model.mirror import Conclusion, Contents, Copy, DraftLook
from csmail.model.task import Draft, Mail
from csmail.ports import Folder, Need

FIELDS = ("Message-ID", "In-Reply-To", "References", "Reply-To", "From", "To", "Cc", "Bcc", "Subject", "Content-Type")
MOST = 2_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def look(workspace: Workspace, drafts: Sequence[Draft]) -> tuple[Conclusion, ...]:
    """What became of these drafts, by their copies. Raises what the mailbox raises, and StoreError."""
    store, desk, mailbox = workspace.store, workspace.desk.name, workspace.ways.mailbox()
    before = recalled(store, desk)
    name = mailbox.role_folder("drafts", before.folder)
    if not name:
        return ()
    at = mailbox.open_folder(name)
    found = _Look(workspace, at, before, drafts)
    concluded = conclude(found.kept, found.scene)
    told = tuple(one for one in concluded if one.kind in TOLD)
    remember(store, desk, MirrorState(name, numbers(at), found.copies(concluded), found.met, told))
    return tuple(concluded)


class _Look:
    def __init__(self, workspace: Workspace, at: Folder, before: MirrorState, drafts: Sequence[Draft]) -> None:
        self._workspace, self._at = workspace, at
        mailbox = workspace.ways.mailbox()
        every = list(mailbox.uids(at.name, 0))
        listed = every[-MOST:]
        lowest = listed[0] if len(every) > MOST else 0
        headers = mailbox.headers(at.name, listed, FIELDS) if listed else {}
        renumbered = before.seen[0] not in (0, at.uidvalidity)
        now = workspace.now()
        self.met = {uid: now if renumbered else before.met.get(uid, now) for uid in headers}
        self._mails = [self._seen(uid, header) for uid, header in headers.items()]
        there = {one.message_id for one in self._mails}
        copies = {one.draft: one for one in before.copies}
        mails = {one.id: mail for one in drafts if (mail := workspace.store.mail(one.mail)) is not None}
        self._copies = {
            one.id: _counted(_copy(one, mails[one.id], copies.get(one.id)), there, now)
            for one in drafts
            if one.id in mails
        }
        # What was never seen there cannot be gone: it is not filed yet, or lies in no folder that we know.
        # One below those that are looked at may be there, or not.
        looked_at = {id: one for id, one in self._copies.items() if not 0 < one.uid < lowest or one.message_id in there}
        self.kept = [
            _kept(one, mails[one.id], looked_at[one.id], workspace, there)
            for one in drafts
            if one.id in looked_at and (looked_at[one.id].uid or mails[one.id].message_id in there)
        ]

    @property
    def scene(self) -> Scene:
        desk = self._workspace.desk
        own: Callable[[str], bool] = lambda spec: is_own(spec, desk)  # noqa: E731
        return Scene(self._at.uidvalidity, self._mails, self._workspace.now(), own, cache(self._read))

    def copies(self, concluded: Iterable[Conclusion]) -> tuple[Copy, ...]:
        """As they are after this look; one that is edited, deleted, sent or filed anew begins again."""
        fresh = {one.draft: one.uid for one in concluded if one.kind in ("unchanged", "copied") and not one.message_id}
        ended = {one.draft for one in concluded if one.kind in ("edited", "deleted", "refile", "copied")} - fresh.keys()
        return tuple(
            replace(one, uid=fresh[draft], uidvalidity=self._at.uidvalidity) if draft in fresh else one
            for draft, one in self._copies.items()
            if draft not in ended
        )

    def _read(self, uid: int) -> Contents:
        raw = raw_of(self._workspace, self._at, uid)
        return contents(raw, self._workspace) if raw is not None else Contents("")

    def _seen(self, uid: int, header: bytes) -> DraftLook:
        message = parse(_raw(Place(self._at.name, self._at.uidvalidity, uid), header, b""), self._workspace.desk)
        theirs = identity.is_signed_elsewhere(self._workspace.store.key(), message.message_id)
        return DraftLook(
            theirs=theirs,
            uid=uid,
            message_id=message.message_id,
            first_seen=self.met[uid],
            conversation="" if theirs else self._conversation(message),
            authors=_keys(message.originators),
            recipients=_keys((*message.to, *message.cc, *message.bcc)),
            subject=message.subject,
        )

    def _conversation(self, message: Message) -> str:
        """By an id that we signed, sent or not; by an id of a message here; by the token of its Reply-To."""
        store, desk = self._workspace.store, self._workspace.desk
        cited = (*message.references[-1:], *message.in_reply_to, *message.references)
        signed = (identity.signed_conversation(store.key(), one) for one in cited)
        tokens = (
            identity.token_conversation(store.key(), one.spec, desk.plus_separator) or "" for one in message.reply_to
        )
        known = store.known(desk.name, cited) if cited else {}
        return next(filter(None, (*signed, *(one.conversation for one in known.values()), *tokens)), "")


def raw_of(workspace: Workspace, at: Folder, uid: int) -> RawMessage | None:
    """The whole mail, None when it is gone."""
    # To the end: a fetch that is given up costs the connection, and with it another login for every mail.
    found = list(workspace.ways.mailbox().fetch(at.name, (uid,), Need(body=None)))
    return found[0] if found else None


def contents(raw: RawMessage, workspace: Workspace) -> Contents:
    """Its text, unwrapped or made of HTML, and its files."""
    text = parse(raw, workspace.desk).text
    files = attachments.files(raw.header + raw.body)
    return Contents(text, frozenset(f"{one.name}/{hashlib.sha256(one.data).hexdigest()}" for one in files))


def _kept(draft: Draft, mail: Mail, copy: Copy, workspace: Workspace, there: set[str]) -> Kept:
    message, said = _read(mail, workspace)
    recipients = _keys((*message.to, *message.cc))
    authors = _keys(message.originators)
    before = _earlier(draft, workspace, there - {mail.message_id})
    return Kept(copy, said, recipients, message.subject, draft.state == "approved", authors, before)


def _earlier(draft: Draft, workspace: Workspace, there: set[str]) -> dict[str, Contents]:
    """The copies of its editions of before that lie there still."""
    mails = (workspace.store.mail(one.mail) for one in draft.editions if one.mail)
    found = (one for one in mails if one is not None and one.message_id in there)
    return {one.message_id: _read(one, workspace)[1] for one in found}


def _read(mail: Mail, workspace: Workspace) -> tuple[Message, Contents]:
    header, blank, body = mail.data.partition(b"\r\n\r\n")
    raw = _raw(Place("", 0, 0), header + blank, body)
    return parse(raw, workspace.desk), contents(raw, workspace)


def _copy(draft: Draft, mail: Mail, before: Copy | None) -> Copy:
    if before is not None and before.message_id == mail.message_id:
        return before
    return Copy(draft.id, draft.conversation, mail.message_id, 0, 0)


def _counted(copy: Copy, there: set[str], now: datetime) -> Copy:
    if copy.message_id in there or not copy.uid:
        return replace(copy, missing_since=None, looks=0)
    return replace(copy, missing_since=copy.missing_since or now, looks=copy.looks + 1)


def _raw(place: Place, header: bytes, body: bytes) -> RawMessage:
    return RawMessage(place, EPOCH, len(header) + len(body), header, body)


def _keys(people: Iterable[Address]) -> frozenset[str]:
    return frozenset(key(one.spec) for one in people)
