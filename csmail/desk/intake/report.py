"""What a pass tells while it goes on, what it reports at its end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt
from csmail.model.task import Draft, Mail, Task


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message was taken in. `conversation` is None for a report about a mail we do not know."""

    message: Message
    conversation: Conversation | None
    receipt: Receipt
    mails: tuple[Mail, ...] = ()
    drafts: tuple[Draft, ...] = ()
    tasks: tuple[Task, ...] = ()


class Tidings(list[Arrived]):
    """What a batch took in, in order; only the newest of each conversation names its people.

    Each mail makes them anew, and 500 sets of 20,000 were 500 MB.
    """

    def __init__(self) -> None:
        super().__init__()
        self._newest: dict[str, int] = {}

    def tell(self, arrived: Arrived) -> None:
        """Add one that was just taken in."""
        if arrived.conversation is not None:
            at = self._newest.get(arrived.conversation.id)
            older = self[at].conversation if at is not None else None
            if at is not None and older is not None:
                self[at] = replace(self[at], conversation=older.amended(participants=frozenset()))
            self._newest[arrived.conversation.id] = len(self)
        self.append(arrived)


@dataclass(slots=True)
class PassReport:
    """Counts of one pass over one desk; `worked` counts what became of tasks, by their state.

    `escalated` counts the conversations that went up because nobody answered in time.
    `exit_code` is that of the worst way out that was closed, 0 when none was. `remarks` are told as problems are, but
    nothing is amiss because of them.
    """

    desk: str
    taken_in: int = 0
    known_already: int = 0
    vanished: int = 0
    quarantined: int = 0
    started: tuple[str, ...] = ()
    worked: dict[str, int] = field(default_factory=dict)
    problems: list[Reason] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)
    exit_code: int = 0
    escalated: int = 0
