"""What lies in the folders of a mailbox beside what we put there, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from csmail.model.assist import is_assist
from csmail.model.reason import Reason

MAILPROGRAM = "mailprogram"
"""Who did what was found in a mailbox: never a person, so it gives no approval and is no second pair of eyes."""
JUNKED = Reason("junk_in_mail_program")
THROWN_AWAY = Reason("newest_thrown_away")
SENT_MAYBE = "sent_maybe"
"""The code of what is asked of a mail in Sent that may be an answer."""
BACK = (JUNKED, THROWN_AWAY)
"""What is asked no more when the mail lies in a folder of the desk again."""
Kind = Literal[
    "unchanged", "copied", "edited", "editing", "refused", "maybe", "held", "queued", "refile", "ask", "gone",
    "deleted", "foreign", "unknown", "ignored", "tagged", "untagged", "spam_suggested",
    "followed", "trashed", "vanished",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MirrorTerms:
    """What a desk follows of what people do with other mail programs. `labels` are tags for keywords of theirs."""

    drafts: bool = True
    keywords: bool = True
    moves: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copy:
    """A draft as it was seen in the folder of drafts; `uid` 0: not seen yet.

    `missing_since` is the first look without it, of `looks` so far.
    """

    draft: str
    conversation: str
    message_id: str
    uidvalidity: int
    uid: int
    missing_since: datetime | None = None
    looks: int = 0


@dataclass(frozen=True, slots=True)
class DraftLook:
    """The fields by which a mail in the folder of drafts is recognised; its text is read only after that.

    `conversation` is the one that its ids or its Reply-To name, "" for none. `authors` and `recipients` are addresses
    as they are compared. `first_seen` is when its UID was first met. `theirs`: another csmail filed it.
    """

    uid: int
    message_id: str
    first_seen: datetime
    conversation: str = ""
    authors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    subject: str = ""
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """What a draft says: its text, and its files by name and checksum."""

    text: str
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`uid` is the mail it was drawn from, 0 for none, `message_id` its id where that is not ours.

    `drafts` are those that one conclusion is about, where it is about several; `why` is the code of a reason.
    `folder` is where a mail lies now that somebody moved, "" for nowhere.
    """

    kind: Kind
    draft: str = ""
    conversation: str = ""
    uid: int = 0
    why: str = ""
    drafts: tuple[str, ...] = ()
    tag: str = ""
    keyword: str = ""
    message_id: str = ""
    folder: str = ""


def is_machine(name: str) -> bool:
    """Whether that is what a mail program or a model is called: neither stands behind a mail."""
    return name.strip().casefold() == MAILPROGRAM or is_assist(name)
