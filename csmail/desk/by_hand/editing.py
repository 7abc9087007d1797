"""What somebody saw who began to edit a draft: what is said meanwhile he has not read, and it stays news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.model.task import Draft


@dataclass(frozen=True, slots=True)
class Seen:
    """`answers` is the content key of the newest question when the editor was opened, which was `at`."""

    answers: str
    at: datetime


def begun(workspace: Workspace, draft: Draft, by: str) -> Seen:
    """What is there now, before the editor is opened. Raises NotFound, StoreError."""
    asked = by_hand(workspace, draft.conversation, by, draft.audience.parent).message
    return Seen(asked.key if asked else draft.answers, workspace.now())


def written_at(workspace: Workspace, draft: Draft, seen: Seen | None) -> datetime:
    """The moment up to which the author knew what was said: that of the opening where something came since."""
    newest = next(iter(workspace.store.newest(draft.conversation)), None)
    return seen.at if seen and newest and newest.received_at > seen.at else workspace.now()
