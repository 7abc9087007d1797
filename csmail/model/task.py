"""A task: one outward deed that was decided and written down before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from csmail.model.assist import Assisted
from csmail.model.audience import Audience
from csmail.model.draft_life import Approval, Claim, Comment, Edition
from csmail.model.message import Place
from csmail.model.notice import NoticeReason
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.replacing import copied

State = Literal[
    "queued", "claimed", "transmitting", "sent", "done", "deferred", "refused", "in_doubt", "held", "dropped"
]
OPEN: frozenset[State] = frozenset({"queued", "deferred", "claimed", "transmitting", "in_doubt", "held"})
DUE: frozenset[State] = frozenset({"queued", "deferred"})
DraftFormat = Literal["text", "markdown"]
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=60)
LONGEST_COUNTED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mail:
    """An outgoing mail as it will be transmitted: bytes, envelope, Date and Message-ID are fixed and never remade.

    `key` is the SHA-256 of `content`; `content` is the transmitted message decoded as latin-1, CRLF line ends.
    `sender` is the envelope sender, "" for the null reverse-path; `fallback_sender` stands in for that one at a server
    that takes no mail without a sender.
    """

    key: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    content: str
    smtputf8: bool = False
    fallback_sender: str = ""

    @property
    def data(self) -> bytes:
        """The bytes to transmit."""
        return self.content.encode("latin-1")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one recipient; `reply` is the server's last word about it, code first, `reason` ours."""

    recipient: str
    state: Literal["queued", "sent", "deferred", "refused", "in_doubt"] = "queued"
    reply: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class SendMail:
    """Transmit the mail whose key this is. `purpose` is that of the letter; `draft` the draft it came from.

    An acknowledgement names the message it acknowledges: `of` is where it was, `answers` its content key (see `fence`).
    `automatic`: no person asked for it; else `by` is who did. `promise` is what its words promise; it binds when the
    mail leaves.
    """

    mail: str
    purpose: str
    draft: str = ""
    of: Place | None = None
    answers: str = ""
    automatic: bool = False
    promise: Promise | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class SetKeywords:
    """Mirror tags as IMAP keywords on these UIDs. Idempotent."""

    folder: str
    uidvalidity: int
    uids: tuple[int, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetFlags:
    """Set or clear system flags (lower case, no backslash) on these UIDs. Idempotent."""

    folder: str
    uidvalidity: int
    uids: tuple[int, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveMessage:
    """Move one message; `message_id` lets a repeat find out that it already happened.

    `message` is its content key: when an earlier move was done, the store knows where it is.
    """

    folder: str
    uidvalidity: int
    uid: int
    target: str
    message_id: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class FileMail:
    """APPEND the mail to the folder with this role; the Message-ID is searched first, so a repeat files nothing."""

    mail: str
    role: Literal["drafts", "sent"]


@dataclass(frozen=True, slots=True)
class UnfileMail:
    """Remove the mail with this Message-ID from the folder with this role (an edited, sent or rejected draft).

    With `upto` only as far as it was seen there: what a mail program saved later under the same id is news.
    """

    message_id: str
    role: Literal["drafts", "sent"]
    upto: Place | None = None


@dataclass(frozen=True, slots=True)
class SendNotice:
    """Tell the chat `channel` of the conversation: at least once, so twice after a death. `why` and `due` are what is
    told; the words are made when it is."""

    channel: str
    why: NoticeReason
    due: str = ""


Work = SendMail | SetKeywords | SetFlags | MoveMessage | FileMail | UnfileMail | SendNotice


@dataclass(frozen=True, slots=True)
class Task:
    """`id` is the hash of `cause`, so that one cause cannot queue twice. `due_at` is the next moment to try.

    For a `SendMail` the states are those of the design's section 2; a row that reached "transmitting" is never
    sent again by a machine. Deeds on a mailbox end "done". `reason` is why it is in its state, as far as there is more
    to say: why it is held, what a server replied, who decided. `fence` says what became of the claim on the message.
    `waited` is how long it is tried already: of the time between two tries a day at most counts, so that neither a
    clock that jumps nor a week in which nobody polled is taken for patience. `not_before` is when somebody wants it to
    leave, or may take it back until: unlike `due_at` it holds however far it lies ahead.
    """

    id: str
    desk: str
    cause: str
    work: Work
    created_at: datetime
    changed_at: datetime
    due_at: datetime
    conversation: str = ""
    state: State = "queued"
    attempt: int = 0
    deliveries: tuple[Delivery, ...] = ()
    reason: Reason | None = None
    fence: Literal["", "won", "lost", "waived"] = ""
    waited: timedelta = timedelta(0)
    not_before: datetime | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """`partial_delivery`: some recipients of a mail have it, others were refused for good (correct-mail B-7)."""
        ends = {each.state for each in self.deliveries}
        return ("partial_delivery",) if {"sent", "refused"} <= ends else ()

    @property
    def purpose(self) -> str:
        """That of the mail it sends, "" for a deed."""
        return self.work.purpose if isinstance(self.work, SendMail) else ""

    @property
    def hold(self) -> str:
        """The code of why it is held (`model.hold`), "" when it is not."""
        return self.reason.code if self.state == "held" and self.reason else ""

    def moved(self, state: State, now: datetime, reason: Reason | None = None) -> Task:
        """A copy in another state."""
        return self.amended(state=state, changed_at=now, reason=reason or self.reason)

    def amended(self, **changes: Any) -> Task:
        """A copy with these fields changed: a mail on its way out makes eight of them."""
        return copied(self, changes)

    def held(self, now: datetime, reason: Reason) -> Task:
        """A copy that waits for a person."""
        return self.moved("held", now, reason)

    def claimed(self, now: datetime) -> Task:
        """A copy in hand, with one more attempt."""
        since = min(max(now - self.changed_at, timedelta(0)), LONGEST_COUNTED)
        more = {"attempt": self.attempt + 1, "waited": self.waited + since}
        return self.amended(state="claimed", changed_at=now, **more)

    def given_back(self, now: datetime) -> Task:
        """A copy in nobody's hand, due as before: the attempt was none."""
        return self.amended(state="queued", changed_at=now, attempt=max(0, self.attempt - 1))

    def deferred(self, now: datetime, reason: Reason) -> Task:
        """A copy to be tried again after 1, 2, 4 ... 60 minutes."""
        wait = min(FIRST_WAIT * 2 ** min(max(self.attempt - 1, 0), 6), LONGEST_WAIT)
        return self.amended(state="deferred", changed_at=now, due_at=now + wait, reason=reason)


class Tried(NamedTuple):
    """How far a task is: its state, how often it was claimed."""

    state: State
    attempt: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A full mail that waits for a person. `mail` names fixed bytes: what is sent is exactly what was shown.

    `answers` is the content key of the newest incoming message when it was written: a newer one makes it stale.
    `changed_at` is when this `edition` was written, by `author`, who is a `person` or not; `editions` are those before.
    `promise` is what its words promise. `source` are its words in the `format` in which they were written, where it is
    not the text itself; `closing` is the closing as it was filled in, `wording` are the files it was made of,
    `sources` what its words rest on, `assisted` the sentences that a model ever wrote into it. `assist_wanted`: a rule
    asked for a suggestion, and none came yet. An approved one leaves by `task`, not before `send_at`.
    `rearranged`: its conversation was split since it was written. `version` counts commits.
    """

    id: str
    desk: str
    conversation: str
    mail: str
    author: str
    created_at: datetime
    changed_at: datetime
    audience: Audience
    subject: str = ""
    text: str = ""
    template: str = ""
    purpose: str = "reply"
    state: Literal["waiting", "approved", "rejected", "sent", "replaced"] = "waiting"
    decided_by: str = ""
    reason: str = ""
    answers: str = ""
    promise: Promise | None = None
    wording: tuple[str, ...] = ()
    edition: int = 1
    editions: tuple[Edition, ...] = ()
    person: bool = False
    source: str = ""
    format: DraftFormat = "text"
    closing: str = ""
    sources: tuple[str, ...] = ()
    assisted: tuple[Assisted, ...] = ()
    assist_wanted: bool = False
    claim: Claim | None = None
    comments: tuple[Comment, ...] = ()
    approvals: tuple[Approval, ...] = ()
    send_at: datetime | None = None
    task: str = ""
    rearranged: bool = False
    version: int = 0

    @property
    def written(self) -> str:
        """What its author wrote and its editor shows: Markdown, or the text itself."""
        return self.source if self.format == "markdown" else self.text
