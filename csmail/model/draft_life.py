"""What happens to a draft while it waits: its editions, who has it in hand, what colleagues say, who approved it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from csmail.model.assist import is_assist
from csmail.model.audience import Audience


@dataclass(frozen=True, slots=True)
class Edition:
    """The draft as it was: every change of bytes or recipients makes one, numbered from 1. `mail` is the key of its
    bytes, `source` its words in Markdown if it was written in that. `person`: a person wrote it, no rule and no mail
    program. `audience` is None, and the text let go, of those that lie too far back."""

    number: int
    mail: str
    author: str
    at: datetime
    subject: str = ""
    person: bool = False
    text: str = ""
    audience: Audience | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """`by` has the draft in hand until `until`: a lease, so that a dead laptop holds nothing for long. `editing`: it
    was taken by an open editor and ends when that is closed."""

    by: str
    until: datetime
    editing: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """What a colleague says of the draft; no customer ever sees it."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Approval:
    """`by` stands behind the edition; it counts while `seal` is the one reckoned from the store (`outbox.seal`)."""

    by: str
    at: datetime
    edition: int
    seal: str


def behind(author: str, person: bool, approvals: Iterable[Approval]) -> frozenset[str]:
    """The people who stand behind the bytes: who wrote them, if a person did, and who approved them."""
    approvers = frozenset(one.by for one in approvals)
    return approvers | {author} if person else approvers


class Undecided(Protocol):
    """What of a draft tells whether somebody touched it."""

    @property
    def state(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def editions(self) -> tuple[Edition, ...]: ...
    @property
    def person(self) -> bool: ...
    @property
    def comments(self) -> tuple[Comment, ...]: ...
    @property
    def approvals(self) -> tuple[Approval, ...]: ...
    @property
    def claim(self) -> Claim | None: ...


def is_untouched(draft: Undecided, now: datetime) -> bool:
    """A rule wrote it, and no person edited, commented, claimed or approved it; what a model suggested is no touch."""
    held = draft.claim is not None and now < draft.claim.until
    later = (*(one.author for one in draft.editions[1:]), draft.author) if draft.editions else ()
    edited = draft.person or any(one.person for one in draft.editions) or not all(map(is_assist, later))
    return draft.state == "waiting" and not (edited or draft.comments or draft.approvals or held)


def steps_aside(draft: Undecided, by: str, now: datetime) -> bool:
    """For a newer one that `by` writes, "" for a rule: a rule displaces what rules wrote and nobody touched, a person
    all that no colleague has in hand."""
    if not by:
        return is_untouched(draft, now)
    held = draft.claim is not None and now < draft.claim.until and draft.claim.by != by
    return draft.state == "waiting" and not held


def is_at_work(draft: Undecided, now: datetime) -> bool:
    """A person is at work on it, or approved it and it has not left."""
    return draft.state == "approved" or (draft.state == "waiting" and not is_untouched(draft, now))
