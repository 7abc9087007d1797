"""What a pass asks of the folder of drafts: nothing where no draft waits, nothing where the folder is as it was.

| what goes wrong | what happens |
| --- | --- |
| the mailbox is away, or the folder cannot be read | nothing is concluded; the report says so once |
| what somebody wrote cannot be taken in | the draft stays as it was; the report says why |
"""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.by_hand.overtaken import overtaken
from csmail.desk.by_hand.take_back import APPROVED
from csmail.desk.mirror_state import UNSENT, MirrorState, numbers, recalled, remember
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, CsmailError, StoreError
from csmail.model.mirror import MAILPROGRAM
from csmail.model.reason import Reason
from csmail.model.task import Draft, FileMail, SendMail, UnfileMail


def visit(workspace: Workspace) -> list[Reason]:
    """Follow what became of our drafts; what people should know of it. Raises StoreError."""
    store, desk = workspace.store, workspace.desk
    if not desk.mirror.drafts:
        return []
    before, waiting = recalled(store, desk.name), store.waiting(desk.name)
    leaving = bool(store.tally(desk.name, UNSENT))
    if not waiting and not before.copies and not leaving:
        return []
    try:
        if _is_still(workspace, before, waiting):
            return []
        drafts = _drafts(workspace, before, leaving)
        if not drafts:
            remember(store, desk.name, MirrorState(before.folder))
            return []
        from csmail.desk.mirror.take_in import follow  # with it comes what reads mail

        return follow(workspace, drafts)
    except StoreError:
        raise
    except CsmailError as error:
        if before.fault == error.code:
            return []
        remember(store, desk.name, replace(before, fault=error.code))
        return [Reason.of("drafts_unseen", said=error.detail)]


def look_first(workspace: Workspace, draft: Draft) -> None:
    """Before a person changes a draft or lets it go: whether it is still what was shown to her.

    Raises Conflict that says what became of it: decided, another edition, changed in a mail program. Only a draft
    whose copy was seen in the folder, or filed there since, is looked for; where the mailbox is away the next pass
    looks.
    """
    before = recalled(workspace.store, workspace.desk.name)
    seen = any(one.draft == draft.id and one.uid for one in before.copies)
    if not (seen or _is_filed(workspace, draft)):
        return
    if not (seen and _is_still_there(workspace, before, draft)):
        visit(workspace)
    now = workspace.store.draft(draft.id)
    if now is None:
        return
    if now.edition > draft.edition and now.author == MAILPROGRAM:
        raise Conflict(Reason.of("edited_elsewhere", draft=draft.id), f"csmail drafts show {draft.id}")
    if error := overtaken(draft, now):
        raise error


def _is_still_there(workspace: Workspace, before: MirrorState, draft: Draft) -> bool:
    """Whether nothing can be different for this one draft: other drafts that nobody looked for yet do not matter."""
    waits = any(one.missing_since for one in before.copies if one.draft == draft.id)
    if waits or before.of(draft.id) or not before.folder or not workspace.desk.mirror.drafts:
        return False
    try:
        return before.seen == numbers(workspace.ways.mailbox().status(before.folder))
    except StoreError:
        raise
    except CsmailError:
        return False  # the visit tells it


def _is_filed(workspace: Workspace, draft: Draft) -> bool:
    filed = (one for one in workspace.store.tasks_of((draft.conversation,)) if one.state == "done")
    return any(isinstance(one.work, FileMail) and one.work.mail == draft.mail for one in filed)


def _is_still(workspace: Workspace, before: MirrorState, waiting: int) -> bool:
    """Whether nothing can be different: no mail came or went, no draft is new, nothing waits for time to pass."""
    waits = any(one.missing_since for one in before.copies) or any(one.kind == "editing" for one in before.told)
    if waits or not before.folder or waiting != len([one for one in before.copies if one.uid]):
        return False
    return before.seen == numbers(workspace.ways.mailbox().status(before.folder))


def _drafts(workspace: Workspace, before: MirrorState, leaving: bool) -> list[Draft]:
    """Those that wait, and approved ones whose copy nobody took out yet, while they can still be kept here: also those
    that were approved before a pass saw their copy."""
    store, desk = workspace.store, workspace.desk.name
    waiting = [one for one in store.drafts(waiting=True) if one.desk == desk]
    known = {one.id for one in waiting}
    others = [store.draft(one.draft) for one in before.copies if one.draft not in known]
    unseen = [one for one in store.drafts(where=APPROVED) if one.desk == desk] if leaving else []
    found = {one.id: one for one in (*others, *unseen) if one is not None and one.state == "approved"}
    return [*waiting, *(one for one in found.values() if _is_unsent(workspace, one))]


def _is_unsent(workspace: Workspace, draft: Draft) -> bool:
    tasks = workspace.store.tasks_of((draft.conversation,))
    sending = [one for one in tasks if isinstance(one.work, SendMail) and one.work.draft == draft.id]
    taking_out = [one for one in tasks if isinstance(one.work, UnfileMail) and one.state in UNSENT]
    return any(one.state in UNSENT for one in sending) and bool(taking_out)
