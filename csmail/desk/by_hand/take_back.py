"""Takes an approved draft back while its mail has not left: because a person says so, or because something is new."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.effects import receipts
from csmail.desk.workspace import Workspace
from csmail.model.query import Among, Condition, fields_of
from csmail.model.reason import Reason
from csmail.model.receipt import StepRecord
from csmail.model.task import Draft, Task
from csmail.outbox import draft_gate, shown
from csmail.outbox.transitions import BEFORE_DATA, aftermath
from csmail.ports import Advance

APPROVED = (Condition(fields_of(Draft)["state"], Among(frozenset({"approved"}))),)
TRIES = 8  # a conversation that changes while it is read is read again


def pull_back(workspace: Workspace) -> int:
    """Take back every approved draft of the desk that must not leave any more; how many. Raises StoreError.

    The outbox asks the same once more before each of them leaves; whoever waits for tomorrow is told today.
    """
    store, policy = workspace.store, workspace.desk.drafts
    if not store.tally(workspace.desk.name, BEFORE_DATA):
        return 0  # conditions on drafts take 20 ms to load
    pulled = 0
    for draft in tuple(store.drafts(where=APPROVED)):
        task = store.task(draft.task) if draft.desk == workspace.desk.name and draft.task else None
        why = draft_gate.refusal(task, store, policy) if task and task.state in BEFORE_DATA else None
        pulled += why is not None and taken_back(workspace, draft, why, "") is not None
    return pulled


def taken_back(workspace: Workspace, draft: Draft, why: Reason, by: str, standing: bool = False) -> Draft | None:
    """Drop the mail and let the draft wait again; None when it is about to leave. Raises StoreError.

    `standing`: who approved it stands behind it still, for it left another way. In a dry run nothing is written.
    """
    for _ in range(TRIES):
        task = workspace.store.task(draft.task)
        if task is None or task.state not in BEFORE_DATA:
            return None
        if back := _dropped(workspace, task, why, by, standing):
            return back
    return None


def _dropped(workspace: Workspace, task: Task, why: Reason, by: str, standing: bool) -> Draft | None:
    store, now = workspace.store, workspace.now()
    beside = shown.of(task, store)
    dropped = task.moved("dropped", now, why)
    changes = aftermath(dropped, beside.conversation, now, beside.draft, beside.message)
    if not changes.drafts:
        return None
    (draft,) = changes.drafts
    if standing and beside.draft is not None:
        draft = replace(draft, approvals=beside.draft.approvals)
    if workspace.dry_run:
        return draft
    step = StepRecord("", "drafts undo" if by else "drafts pulled back", draft.id, did=(why,))
    deed = receipts.Deed(f"draft/{draft.id}/{draft.version}/back", by or "csmail", now)
    told = receipts.of_deed(receipts.About(draft.desk, draft.conversation, draft.answers), step, deed)
    with_it = replace(changes, drafts=(draft,), updated=(), receipts=(told,))
    # In one step with the look at its state: the outbox may claim it now.
    return draft if store.advance_all((Advance(dropped, task.state, with_it),)) else None
