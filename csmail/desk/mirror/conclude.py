"""What became of our drafts in the folder of drafts, where people edit, send and delete with any mail program.

A mail never changes in IMAP: an edit is another mail, under the same Message-ID (Thunderbird) or another (Gmail, K-9,
Apple Mail), and a draft may vanish long before it is sent (mutt). So absence proves little, and is believed late.

| what is seen | concluded |
| --- | --- |
| our id under the same UID | unchanged |
| our id under another UID, with the same words, people, files | copied |
| the same with others | edited; editing while the program still saves |
| our id gone, one copy of the conversation gone, a mail of it that we did not file | its successor: the same |
| written under an address that is not the desk's | refused |
| our id gone, nothing threads, words, subject and people alike | maybe: asked, never taken in |
| an edition of before, with other words, beside ours | maybe: asked, never taken in |
| the copy of another csmail | unknown, whatever it says: never touched |
| our id gone after the folder was renumbered | refile |
| an approved one gone before we took it out | held for one look, then queued again |
| three and more, half of all, gone at once | ask |
| gone | gone; deleted after two looks and a quarter of an hour |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from csmail.mail.likeness import Likeness, likeness
from csmail.mail.threading.subject import base
from csmail.model.mirror import Conclusion, Contents, Copy, DraftLook

MANY, LOOKS = 3, 2
SETTLE = timedelta(minutes=2)
"""A mail program saves again and again while somebody types."""
GRACE = timedelta(minutes=15)
"""mutt takes a draft away when it is opened, long before it is sent."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that we filed, as it is in the store. `approved`: it is on its way; its copy should be there still.

    `earlier` are the copies of its editions of before by their Message-IDs: mail programs that opened one save under
    its id.
    """

    copy: Copy
    contents: Contents
    recipients: frozenset[str]
    subject: str
    approved: bool = False
    authors: frozenset[str] = frozenset()
    earlier: Mapping[str, Contents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the folder holds now; `own` says whether an address is the desk's, `read` fetches the contents of a UID."""

    uidvalidity: int
    mails: Sequence[DraftLook]
    now: datetime
    own: Callable[[str], bool]
    read: Callable[[int], Contents]


def conclude(kept: Sequence[Kept], scene: Scene) -> list[Conclusion]:
    """One conclusion for each draft, one for each other mail."""
    return list(_Reading(kept, scene).conclusions())


class _Reading:
    def __init__(self, kept: Sequence[Kept], scene: Scene) -> None:
        self._kept, self._scene = kept, scene
        self._present = {one.copy.draft: found for one in kept if (found := self._found(one)) is not None}
        self._missing = [one for one in kept if one.copy.draft not in self._present]
        self._gone_of = Counter(one.copy.conversation for one in self._missing)
        ours = {one.copy.message_id for one in kept}
        self._others = sorted((one for one in scene.mails if one.message_id not in ours), key=lambda one: -one.uid)
        self._taken: set[int] = set()

    def conclusions(self) -> Iterator[Conclusion]:
        for one in self._kept:
            found = self._present.get(one.copy.draft)
            if found is not None:
                yield self._compared(one, found)
        asked = self._asked()
        if asked:
            yield Conclusion("ask", drafts=tuple(one.copy.draft for one in asked))
        for one in self._missing:
            if one not in asked:
                yield self._absent(one)
        yield from self._late()
        yield from self._foreign()

    def _late(self) -> Iterator[Conclusion]:
        """What somebody saved over an edition of before, when ours was written anew already: a person decides. The
        same words are our own copy, or one that was taken in, about to be taken out."""
        for one in self._kept:
            for mail in self._others:
                before = one.earlier.get(mail.message_id)
                if before is None or mail.uid in self._taken or one.approved:
                    continue
                there = self._scene.read(mail.uid)
                known = (each for each in (before, one.contents) if each.files == there.files)
                if not any(likeness(each.text, there.text) == "same" for each in known):
                    self._taken.add(mail.uid)
                    about = one.copy.draft, one.copy.conversation, mail.uid
                    yield Conclusion("maybe", *about, why="elsewhere_maybe")

    def _found(self, one: Kept) -> DraftLook | None:
        same = [mail for mail in self._scene.mails if mail.message_id and mail.message_id == one.copy.message_id]
        return max(same, key=lambda mail: mail.uid, default=None)

    def _compared(self, one: Kept, found: DraftLook) -> Conclusion:
        about = one.copy.draft, one.copy.conversation, found.uid
        theirs = found.message_id if found.message_id != one.copy.message_id else ""
        if (found.uid, self._scene.uidvalidity) == (one.copy.uid, one.copy.uidvalidity):
            return Conclusion("unchanged", *about)
        if self._is_same(one, found):
            return Conclusion("copied", *about, message_id=theirs)
        if not found.authors or not all(map(self._scene.own, found.authors)):
            return Conclusion("refused", *about)
        settled = self._scene.now - found.first_seen >= SETTLE
        return Conclusion("edited" if settled else "editing", *about)

    def _is_same(self, one: Kept, found: DraftLook) -> bool:
        if found.recipients != one.recipients or _plain(found.subject) != _plain(one.subject):
            return False
        if one.authors and found.authors and found.authors != one.authors:
            return False
        there = self._scene.read(found.uid)
        return there.files == one.contents.files and self._alike(one, found) == "same"

    def _alike(self, one: Kept, found: DraftLook) -> Likeness:
        return likeness(one.contents.text, self._scene.read(found.uid).text)

    def _asked(self) -> list[Kept]:
        """Those that vanished in one look with so many others that no person deleted them one by one."""
        if self._renumbered():
            return []
        moments = Counter(one.copy.missing_since for one in self._missing)
        many = [when for when, count in moments.items() if count >= MANY and 2 * count >= len(self._kept)]
        return [one for one in self._missing if one.copy.missing_since in many and self._successor(one) is None]

    def _renumbered(self) -> bool:
        return any(one.copy.uidvalidity != self._scene.uidvalidity for one in self._kept)

    def _absent(self, one: Kept) -> Conclusion:
        about = one.copy.draft, one.copy.conversation
        if one.copy.uidvalidity != self._scene.uidvalidity:
            return Conclusion("refile", *about)
        successor = self._successor(one)
        if successor is not None:
            self._taken |= {mail.uid for mail in self._others if mail.conversation == one.copy.conversation}
            return self._compared(one, successor)
        resembling = self._resembling(one)
        if resembling is not None:
            self._taken.add(resembling.uid)
            return Conclusion("maybe", *about, resembling.uid, why="elsewhere_maybe")
        if one.approved:
            held = one.copy.looks < LOOKS
            why = "copy_gone" if held else ""
            return Conclusion("held" if held else "queued", *about, why=why)
        return Conclusion("deleted" if self._is_believed(one.copy) else "gone", *about)

    def _is_believed(self, copy: Copy) -> bool:
        since = copy.missing_since or self._scene.now
        return copy.looks >= LOOKS and self._scene.now - since >= GRACE

    def _successor(self, one: Kept) -> DraftLook | None:
        """The newest mail of the conversation that came after the copy, when no other copy of it is gone."""
        if self._gone_of[one.copy.conversation] != 1:
            return None
        later = (mail for mail in self._others if mail.uid > one.copy.uid)
        return next((mail for mail in later if mail.conversation == one.copy.conversation), None)

    def _resembling(self, one: Kept) -> DraftLook | None:
        for mail in self._others:
            alike = mail.recipients == one.recipients and _plain(mail.subject) == _plain(one.subject)
            free = mail.uid > one.copy.uid and mail.uid not in self._taken
            if free and alike and not (mail.conversation or mail.theirs):
                return mail if self._alike(one, mail) != "other" else None
        return None

    def _foreign(self) -> Iterator[Conclusion]:
        for mail in self._others:
            if mail.uid in self._taken:
                continue
            if mail.conversation:
                yield Conclusion("foreign", conversation=mail.conversation, uid=mail.uid)
            else:
                yield Conclusion("unknown", uid=mail.uid)


def _plain(subject: str) -> str:
    return " ".join(base(subject).split()).casefold()
