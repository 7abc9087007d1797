"""Walks the conversations whose time has come: a promise half gone or over, a step of the ladder, an apology.

| what happens | what follows |
| --- | --- |
| the sweep dies in the middle | each conversation is one commit; its cause names run and step: none goes twice |
| nobody looked for hours | the highest step that is due is told, the lower ones are passed over, so is a half |
| somebody answers meanwhile | the conversation changed: it is decided anew, or nothing is due any more |
| something cannot be done (a template, a loop) | its moment has passed, the conversation asks for a person |
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.intake import schedule
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model.changes import Changes

MOST = 500
"""Conversations looked at in one sweep; the next pass takes the others."""


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
    swept = Swept()
    for id in schedule.due(workspace, MOST):
        try:
            decide = partial(_decided, workspace, id)
            changes = committed(decide, workspace.store.commit, KEEPS_CHANGING, KEEPS_CHANGING)
        except Conflict:
            continue
        swept.escalated += _went_up(changes)
        swept.queued = swept.queued or bool(changes.tasks)
    return swept


def _decided(workspace: Workspace, id: str) -> Changes:
    from csmail.desk.intake.due_conversation import decided  # with it comes all that decides: 100 ms for most passes

    return decided(workspace, id)


def _went_up(changes: Changes) -> bool:
    did = (reason.code for receipt in changes.receipts for step in receipt.steps for reason in step.did)
    return "escalated" in did
