"""The way of a pass through one folder."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from csmail.desk import numbering
from csmail.desk.intake.report import PassReport
from csmail.desk.mirror.watched import NEWEST
from csmail.desk.workspace import Workspace
from csmail.model.changes import Cursor
from csmail.model.message import Message, RawMessage

if TYPE_CHECKING:
    from csmail.desk.intake.batch import Batch
    from csmail.desk.intake.sent_mail import SentBatch


@dataclass(frozen=True, slots=True)
class Walk:
    """Through one folder, from its cursor on; `backlog` says whether these mails lay there before the desk began.

    Of a folder that is listed anew those were there that came before the moment `began`. `last` are mails taken in.
    `sent`: it is the folder of sent mail. `placed` are UIDs with the content keys of what was taken in last there.
    """

    cursor: Cursor
    backlog: bool
    report: PassReport
    uidnext: int
    began: datetime | None = None
    sent: bool = False
    last: deque[RawMessage] = field(default_factory=lambda: deque(maxlen=numbering.KEPT))
    placed: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=NEWEST))

    def parts(self, raws: Sequence[RawMessage]) -> Iterator[tuple[RawMessage, ...]]:
        """The mails in their order, those of the backlog apart from the others."""
        return (tuple(some) for _, some in groupby(raws, lambda raw: self.is_backlog((raw,))))

    def is_backlog(self, raws: Sequence[RawMessage]) -> bool:
        """Whether these mails, all of one part, lay there before."""
        return self.backlog or (self.began is not None and bool(raws) and raws[0].received_at < self.began)

    def note(self, raws: Sequence[RawMessage]) -> None:
        """These mails were read; their bodies are let go of."""
        self.last.extend(replace(raw, body=b"") for raw in raws[-numbering.KEPT :])

    def keep(self, messages: Iterable[Message]) -> None:
        """These messages were committed; of those of this folder it is known now where they lie."""
        here = (one for one in messages if one.place is not None and one.place.folder == self.cursor.folder)
        self.placed.extend((one.place.uid, one.key) for one in here if one.place is not None)

    def batch(self, workspace: Workspace, backlog: bool) -> Batch | SentBatch:
        """What takes in mails of this folder; a pass that finds none does without what reads them (100 ms)."""
        if self.sent:
            from csmail.desk.intake.sent_mail import SentBatch

            return SentBatch(workspace, backlog)
        from csmail.desk.intake.batch import Batch

        return Batch(workspace, backlog)
