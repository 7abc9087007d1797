"""What an approval stands for: these bytes to these people, after all that was said; a hash of it.

Tags, priority, assignee and times are not in it: they change nothing that the customer reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from csmail.mail.order import SKEW
from csmail.mail.transcript import ASKING, is_shown, is_spoken
from csmail.model.draft_life import Approval
from csmail.model.message import Message
from csmail.model.task import Draft, Mail
from csmail.ports import Messages

MARK = "csmail-seal-1"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a conversation, as far back as a draft is old: what customers saw, the newest of it first, of
    which there is always one; and notes of colleagues since then."""

    shown: tuple[Message, ...]
    notes: tuple[Message, ...]

    def without_notes(self, by: str, since: Approval) -> Heard:
        """As if `by` had written no note after that approval."""
        left = (one for one in self.notes if one.author != by or one.received_at <= since.at)
        return Heard(self.shown, tuple(left))


def heard(store: Messages, draft: Draft, notes: bool = True) -> Heard:
    """Read what was said, the draft's own mail aside; without `notes` none counts. Raises StoreError.

    Walks back to the time of the draft only: a conversation may be 10,000 messages long.
    """
    shown: list[Message] = []
    told: list[Message] = []
    for message in store.newest(draft.conversation):
        old = message.received_at < draft.changed_at - SKEW
        if message.direction == "note":
            if notes and message.author and message.received_at >= draft.changed_at:
                told.append(message)
        elif _counts(message) and message.key != draft.mail and not (old and shown):
            shown.append(message)
        if old and shown:
            break
    return Heard(tuple(shown), tuple(told))


def _counts(message: Message) -> bool:
    """A person wrote in, or an answer of ours left: no absence note, no bounce, nothing automatic."""
    return is_spoken(message) if message.direction == "out" else is_shown(message) and message.kind in ASKING


def seal(draft: Draft, mail: Mail, said: Heard, approvers: Collection[str]) -> str:
    """SHA-256 over length-prefixed fields, in hexadecimal."""
    audience = draft.audience
    whom = (("to", audience.to), ("cc", audience.cc), ("bcc", audience.bcc))
    groups: tuple[Iterable[str], ...] = (
        (MARK, draft.desk, draft.conversation, draft.answers),
        sorted(one.key for one in said.shown),
        sorted(one.key for one in said.notes if one.author not in approvers),
        sorted(f"{role}:{one.spec}" for role, some in whom for one in some),
        (mail.sender, mail.key),
    )
    digest = hashlib.sha256()
    for group in map(tuple, groups):
        digest.update(len(group).to_bytes(8, "big"))
        for field in group:
            octets = field.encode("utf-8", "surrogateescape")
            digest.update(len(octets).to_bytes(8, "big") + octets)
    return digest.hexdigest()


def counting(draft: Draft, mail: Mail, said: Heard) -> tuple[Approval, ...]:
    """Those of its approvals that stand for what would leave now."""
    now = seal(draft, mail, said, approvers(draft))
    return tuple(one for one in draft.approvals if one.edition == draft.edition and one.seal == now)


def approvers(draft: Draft) -> frozenset[str]:
    """Who approved the edition."""
    return frozenset(one.by for one in draft.approvals)


def renewed(draft: Draft, mail: Mail, said: Heard, by: str) -> tuple[Approval, ...]:
    """Its approvals that count still, under the seal that holds once `by` is an approver too: from then on his notes
    are those of an approver, and nothing that the others would have to read again."""
    before, after = approvers(draft), approvers(draft) | {by}
    new = seal(draft, mail, said, after)
    kept = (
        one
        for one in draft.approvals
        if one.edition == draft.edition and one.seal == seal(draft, mail, said.without_notes(by, one), before)
    )
    return tuple(Approval(one.by, one.at, one.edition, new) for one in kept)
