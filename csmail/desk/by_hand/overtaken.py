"""What is said when somebody else was faster with a draft: what he did, or that he is still at it."""

from __future__ import annotations

from csmail.desk import mirror_state
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model.reason import Reason
from csmail.model.task import Draft


def decided(draft: Draft) -> Conflict:
    """It waits for nobody any more."""
    facts = {"id": draft.id, "state": draft.state, "decided_by": draft.decided_by}
    return Conflict(Reason.of("draft_decided", **facts), f"csmail drafts show {draft.id}", code="decided")


def conflict(draft: Draft, edition: int) -> Conflict | None:
    """Somebody changed it since it was shown; edition 0 asks for none."""
    if edition in (0, draft.edition):
        return None
    facts = {"id": draft.id, "edition": edition, "now": draft.edition, "by": draft.author}
    return Conflict(Reason.of("draft_other_edition", **facts), f"csmail drafts show {draft.id}", code="conflict")


def overtaken(read: Draft, now: Draft) -> Conflict | None:
    """What became of a draft since it was read, when it was decided upon or written anew."""
    if now.state != read.state and now.state != "waiting":
        return decided(now)
    return conflict(now, read.edition)


def edited_elsewhere(workspace: Workspace, draft: Draft) -> Conflict | None:
    """Somebody writes on its copy in a mail program: what he saves is lost to whoever changes it here meanwhile.

    Raises StoreError.
    """
    if mirror_state.recalled(workspace.store, workspace.desk.name).of(draft.id) != "editing":
        return None
    why = Reason.of("being_edited_elsewhere", draft=draft.id)
    return Conflict(why, f"csmail drafts show {draft.id}", code="edited_elsewhere")
