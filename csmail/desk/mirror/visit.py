"""What a pass asks of the folder of drafts: nothing where no draft waits, nothing where the folder is as it was.

| what goes wrong | what happens |
| --- | --- |
| the mailbox is away, or the folder cannot be read | nothing is concluded; the report says so once |
| what somebody wrote cannot be taken in | the draft stays as it was; the report says why |
"""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.mirror.state import MirrorState, numbers, recalled, remember
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, StoreError
from csmail.model.reason import Reason
from csmail.model.task import Draft


def visit(workspace: Workspace) -> list[Reason]:
    """Follow what became of our drafts; what people should know of it. Raises StoreError."""
    store, desk = workspace.store, workspace.desk
    if not desk.mirror.drafts:
        return []
    before = recalled(store, desk.name)
    waiting = [one for one in store.drafts(waiting=True) if one.desk == desk.name] if store.waiting(desk.name) else []
    if not waiting:
        if before.copies or before.told:
            remember(store, desk.name, MirrorState(before.folder))
        return []
    try:
        if _is_still(workspace, before, waiting):
            return []
        from csmail.desk.mirror.take_in import follow  # with it comes what reads mail

        return follow(workspace, waiting)
    except StoreError:
        raise
    except CsmailError as error:
        if before.fault == error.code:
            return []
        remember(store, desk.name, replace(before, fault=error.code))
        return [Reason.of("drafts_unseen", said=error.detail)]


def _is_still(workspace: Workspace, before: MirrorState, waiting: list[Draft]) -> bool:
    """Whether nothing can be different: no mail came or went, no draft is new, nothing waits for time to pass."""
    waits = any(one.missing_since for one in before.copies) or any(one.kind == "editing" for one in before.told)
    known = {one.draft for one in before.copies if one.uid}
    if waits or not before.folder or not known.issuperset(one.id for one in waiting):
        return False
    return before.seen == numbers(workspace.ways.mailbox().status(before.folder))
