"""Walks the conversations whose time has come: a promise half gone or over, a step of the ladder, an apology.

| what happens | what follows |
| --- | --- |
| the sweep dies in the middle | each conversation is one commit; its cause names run and step: none goes twice |
| nobody looked for hours | the highest step that is due is told, the lower ones are passed over, so is a half |
| many go up to one person | one mail tells him of all of them (`digest`) |
| the clock is more than a day ahead of the last pass | only what lies within that day is done (`believed_clock`) |
| somebody answers meanwhile | the conversation changed: it is decided anew, or nothing is due any more |
| something cannot be done (a template, a loop) | its moment has passed, the conversation asks for a person |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from csmail.desk.believed_clock import believed
from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.intake import schedule
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, CsmailError, StoreError
from csmail.model.changes import Changes

MOST = 500
"""Conversations looked at in one sweep; the next pass takes the others."""
MANY = 10
"""So many steps to one person in one sweep are one mail: nobody reads a dozen (glpi #1996: hundreds)."""


@dataclass(slots=True)
class Swept:
    """How many conversations went up the ladder, and whether anything is to be worked off now."""

    escalated: int = 0
    queued: bool = False


def sweep(workspace: Workspace) -> Swept:
    """Do what is due. Raises StoreError.

    Hold the lease of the pass. A conversation that keeps changing under us is left to the next pass.
    """
    schedule.renewed(workspace)
    until = believed(workspace)
    swept = Swept()
    ids: Sequence[str] = schedule.due(workspace, MOST, until)
    for id in _together(workspace, ids, until, swept) if len(ids) >= MANY else ids:
        _commit(workspace, partial(_decided, workspace, id, until), swept)
    return swept


def _together(workspace: Workspace, ids: Sequence[str], until: datetime, swept: Swept) -> Sequence[str]:
    """Do what tells one person of many; the ids that are left."""
    from csmail.desk.intake import digest

    found = digest.gathered(workspace, ids, until, MANY)
    if not found.whom:
        return ids
    try:
        _commit(workspace, partial(digest.decided, workspace, found, until), swept)
    except StoreError:
        raise
    except CsmailError:  # the mail cannot be written: each conversation is told of by itself
        return ids
    return [id for id in ids if id not in found.ids]


def _commit(workspace: Workspace, decide: Callable[[], Changes], swept: Swept) -> None:
    try:
        changes = committed(decide, workspace.store.commit, KEEPS_CHANGING, KEEPS_CHANGING)
    except Conflict:
        return
    swept.escalated += _went_up(changes)
    swept.queued = swept.queued or bool(changes.tasks)


def _decided(workspace: Workspace, id: str, until: datetime) -> Changes:
    from csmail.desk.intake.due_conversation import Course  # with it comes all that decides: 100 ms for most passes

    return Course(workspace, id, until).changes()


def _went_up(changes: Changes) -> int:
    did = (
        (receipt.conversation, reason.code)
        for receipt in changes.receipts
        for step in receipt.steps
        for reason in step.did
    )
    return len({id for id, code in did if code == "escalated"})
