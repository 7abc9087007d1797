"""A mailbox in this process: what the tests read from, under the same contract as IMAP.

Failure table: it fails only when told to. `fail(error, at)` raises `error` at the nth call from now on, before the
call did anything; `permits_keywords = False` drops new keywords silently, as a server without `\\*` does.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from csmail.errors import CsmailError, NotFound
from csmail.mailboxes.shared import folder_uses
from csmail.mailboxes.shared.flags import SYSTEM_FLAGS, keywords, system_flag
from csmail.mailboxes.shared.kept_mail import KeptMail, fields, raw
from csmail.mailboxes.shared.whereabouts import gone, is_meant, is_of
from csmail.model.message import Place, RawMessage
from csmail.model.reason import Reason
from csmail.model.task import Mail, SetFlags, SetKeywords
from csmail.ports import Claim, Folder, FolderUse, Look, Mailbox, Need, Report, Role


@dataclass(frozen=True, slots=True)
class Settings:
    """What `rules.yaml` may say about it."""

    folders: tuple[str, ...] = ("INBOX",)
    file_sent: bool = True
    read_sent: bool = True


def check(settings: Settings) -> Reason | None:
    """What is wrong with the settings; None when nothing is."""
    return None if settings.folders else Reason("folders_empty")


def open(settings: Settings, name: str) -> Mailbox:
    """An empty mailbox of its own for the desk `name`."""
    return Memory(settings, name)


@dataclass(slots=True)
class _Box:
    uidvalidity: int = 1
    uidnext: int = 1
    seen_next: int = 0
    mails: dict[int, KeptMail] = field(default_factory=dict)

    def add(self, data: bytes, at: datetime, flags: frozenset[str] = frozenset()) -> int:
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid] = KeptMail(uid, data, at, flags)
        return uid


class Memory:
    """The mailbox, with what tests do to it: `deliver`, `expunge`, `renumber`, `fail`, `messages`."""

    def __init__(self, settings: Settings | None = None, name: str = "memory") -> None:
        self._settings = settings or Settings()
        self.folders = self._settings.folders
        self.reads_sent = self._settings.read_sent
        self.name = name
        self.permits_keywords = True
        self.calls = 0
        self._copies = 0
        self._failures: dict[int, CsmailError] = {}
        self._boxes = {folder: _Box() for folder in self.folders}
        self._changed = threading.Condition(threading.RLock())
        self._woken = False

    def deliver(self, data: bytes, at: datetime, folder: str = "INBOX") -> int:
        """A new mail with CRLF line ends; its UID."""
        with self._changed:
            uid = self._boxes.setdefault(folder, _Box()).add(data, at)
            self._changed.notify_all()
            return uid

    def expunge(self, folder: str, uid: int) -> None:
        """Another client removes the mail."""
        self._boxes[folder].mails.pop(uid, None)

    def copy(self, folder: str = "INBOX") -> object:
        """The folder as it is now, for `put_back`."""
        return deepcopy(self._boxes[folder])

    def put_back(self, copy: object, folder: str = "INBOX") -> None:
        """A provider puts the folder back from a copy: the same UIDVALIDITY, and UIDs are given out once more."""
        assert isinstance(copy, _Box)
        self._boxes[folder] = deepcopy(copy)
        self._copies += 1  # no connection lives through that

    def renumber(self, folder: str, uidvalidity: int) -> None:
        """The folder was rebuilt: a new UIDVALIDITY, the mails counted from 1 again."""
        old = self._boxes[folder]
        new = _Box(uidvalidity)
        for kept in old.mails.values():
            new.add(kept.data, kept.received_at, kept.flags)
        self._boxes[folder] = new

    def fail(self, error: CsmailError, at: int = 1) -> None:
        """Raise `error` at the `at`-th call from now."""
        self._failures[self.calls + at] = error

    def messages(self, folder: str = "INBOX") -> list[tuple[frozenset[str], bytes]]:
        """Flags and bytes of every mail in `folder`, for tests to look at."""
        box = self._boxes.get(folder, _Box())
        return [(kept.flags, kept.data) for kept in box.mails.values()]

    def open_folder(self, name: str) -> Folder:
        box = self._called(name)
        box.seen_next = box.seen_next or box.uidnext
        return Folder(
            name, box.uidvalidity, box.uidnext, self.permits_keywords, exists=len(box.mails), connection=self._copies
        )

    def status(self, name: str) -> Folder:
        box = self._called(name)
        return Folder(name, box.uidvalidity, box.uidnext, exists=len(box.mails))

    def role_folder(self, role: Role, remembered: str = "") -> str:
        return remembered or (role.title() if role.title() in self._boxes else "")

    def uids(self, folder: str, above: int, since: datetime | None = None) -> Sequence[int]:
        box = self._called(folder)
        box.seen_next = box.uidnext
        day = since.date() if since else None
        return [uid for uid, kept in box.mails.items() if uid > above and (not day or kept.received_at.date() >= day)]

    def fetch(self, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
        box = self._called(folder)
        for uid in uids:
            if uid in box.mails:
                yield raw(box.mails[uid], Place(folder, box.uidvalidity, uid), need)

    def look(self, folder: str, uids: Sequence[int]) -> Mapping[int, Look]:
        box = self._boxes[folder]  # fails with the call before it: it is always made beside one
        there = (box.mails[uid] for uid in uids if uid in box.mails)
        return {kept.uid: Look(kept.message_id, len(kept.data), kept.received_at) for kept in there}

    def listing(self) -> Sequence[FolderUse]:
        return [FolderUse(name, folder_uses.named(name)) for name in self._boxes]

    def find(self, folder: str, wanted: Sequence[Look]) -> Sequence[int]:
        box = self._called(folder)
        return [
            kept.uid
            for kept in box.mails.values()
            if "deleted" not in kept.flags and any(is_meant(one, kept.message_id, len(kept.data)) for one in wanted)
        ]

    def headers(self, folder: str, uids: Sequence[int], names: Sequence[str]) -> Mapping[int, bytes]:
        box = self._called(folder)
        there = (box.mails[uid] for uid in uids if uid in box.mails)
        return {kept.uid: fields(kept, names) for kept in there if "deleted" not in kept.flags}

    def flags(self, folder: str, uids: Sequence[int], since: int = 0) -> Mapping[int, frozenset[str]]:
        box = self._called(folder)
        there = (box.mails[uid] for uid in uids if uid in box.mails)
        return {kept.uid: frozenset(map(str.lower, kept.flags - SYSTEM_FLAGS.keys())) for kept in there}

    def mark(self, folder: str, marks: Sequence[SetKeywords | SetFlags]) -> Sequence[Collection[int]]:
        box = self._called(folder)
        for one in marks:
            if isinstance(one, SetKeywords):
                if self.permits_keywords:
                    _mark(box, one.uids, keywords(one.add), keywords(one.remove))
                continue
            for name in (*one.add, *one.remove):
                system_flag(name)
            _mark(box, one.uids, set(one.add), set(one.remove))
        return [[uid for uid in one.uids if uid in box.mails] for one in marks]

    def claim(self, at: Place, keyword: str) -> Claim:
        try:
            box = self._called(at.folder)
        except NotFound:
            return "gone"
        kept = box.mails.get(at.uid)
        if kept is None or box.uidvalidity != at.uidvalidity:
            return "gone"
        if not self.permits_keywords:
            return "unavailable"
        words = keywords((keyword,))
        if words <= kept.flags:
            return "lost"
        _mark(box, (at.uid,), words, set())
        return "won"

    def move(self, folder: str, uid: int, target: str, message_id: str) -> Place | None:
        box, there = self._called(folder), self._boxes.get(target, _Box())
        kept = box.mails.get(uid)
        if kept is not None and is_of(message_id, kept.message_id):
            if folder == target:
                return Place(folder, box.uidvalidity, uid)
            del box.mails[uid]
            there = self._boxes.setdefault(target, there)
            return Place(target, there.uidvalidity, there.add(kept.data, kept.received_at, kept.flags))
        alike = [one.uid for one in there.mails.values() if message_id and is_of(message_id, one.message_id)]
        if not alike:
            raise NotFound(*gone(folder, target)).at(self.name)
        return Place(target, there.uidvalidity, alike[-1])

    def file(self, role: Role, mail: Mail, at: datetime) -> None:
        box = self._called(role.title(), create=True)
        if role == "sent" and not self._settings.file_sent:
            return
        if not any(kept.has_id(mail.message_id) for kept in box.mails.values()):
            box.add(mail.data, at, frozenset({"draft" if role == "drafts" else "seen"}))

    def file_all(self, role: Role, mails: Sequence[tuple[Mail, datetime]]) -> None:
        for mail, at in mails:
            self.file(role, mail, at)

    def unfile(self, role: Role, message_id: str, upto: Place | None = None) -> None:
        box = self._called(role.title(), create=True)
        last = None if upto is None else upto.uid if upto.uidvalidity == box.uidvalidity else 0
        out = {uid for uid, kept in box.mails.items() if kept.has_id(message_id) and (last is None or uid <= last)}
        box.mails = {uid: kept for uid, kept in box.mails.items() if uid not in out}

    def holds(self, role: Role, message_id: str) -> bool:
        box = self._called(role.title(), create=True)
        return any(kept.has_id(message_id) for kept in box.mails.values())

    def wait(self, folder: str, timeout: timedelta) -> bool:
        box = self._called(folder)
        with self._changed:
            self._changed.wait_for(lambda: self._woken or box.uidnext > (box.seen_next or 1), timeout.total_seconds())
            self._woken = False
            return box.uidnext > (box.seen_next or 1)

    def wake(self) -> None:
        """End a `wait` of another thread, or the next one."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def report(self) -> Report:
        kept = Reason("folder_mirrors_tags" if self.permits_keywords else "folder_no_keywords")
        return {"mailbox": "memory", "keywords": kept, "folders": ", ".join(self._boxes)}

    def close(self) -> None:
        self.wake()

    def _called(self, folder: str, *, create: bool = False) -> _Box:
        self.calls += 1
        if self.calls in self._failures:
            raise self._failures.pop(self.calls)
        if create:
            self._boxes.setdefault(folder, _Box())
        if folder not in self._boxes:
            raise NotFound(Reason.of("folder_not_there", folder=folder), Reason("advice_folders")).at(self.name)
        return self._boxes[folder]


def _mark(box: _Box, uids: Sequence[int], add: set[str], remove: set[str]) -> None:
    for uid in uids:
        if uid in box.mails:
            kept = box.mails[uid]
            box.mails[uid] = replace(kept, flags=(kept.flags | add) - remove)
