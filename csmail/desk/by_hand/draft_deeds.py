"""What people do with a draft beside writing and approving: hold it, talk about it, put files to it, take it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from csmail.desk.by_hand import claims, editions, rights
from csmail.desk.by_hand.act import worked_off
from csmail.desk.by_hand.attached import attachable, together
from csmail.desk.by_hand.draft_mail import Words, mail_of
from csmail.desk.by_hand.drafts import Decided, Deed, at_hand, commit, known, refile, rewritten, waiting
from csmail.desk.by_hand.overtaken import decided
from csmail.desk.by_hand.refresh import refreshed
from csmail.desk.by_hand.take_back import taken_back
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, NotFound, UsageError
from csmail.mail.compose import File, attachments
from csmail.model.changes import Changes
from csmail.model.draft_life import Comment
from csmail.model.reason import Reason
from csmail.model.task import Draft

LONGEST_COMMENT = 4096
RESTORABLE = frozenset({"rejected", "replaced"})


def claim(workspace: Workspace, id: str, by: str, span: timedelta | None = None, take: bool = False) -> Draft:
    """Take it in hand, from whoever has it with `take`. Raises NotFound, Refused, Conflict."""
    known(workspace, id)
    rights.check(workspace.desk, by, "draft")
    draft, now = waiting(workspace, id), workspace.now()
    if not take and (error := claims.taken(draft, by, now, workspace.desk.timezone)):
        raise error
    held = claims.holder(draft, now)
    from_whom = (Reason.of("draft_taken_from", by=held.by),) if held and held.by != by else ()
    mine = claims.claimed(draft, by, now, span or workspace.desk.drafts.claim)
    commit(workspace, mine, Deed("claim", by), Changes(), from_whom)
    return mine


def opened(workspace: Workspace, id: str, by: str, take: bool = False) -> Draft:
    """It is open in the editor of `by`. Raises as `claim` does."""
    draft = known(workspace, id) if take else at_hand(workspace, id, by)
    if take and (held := claims.holder(draft, workspace.now())) and held.by != by:
        return claim(workspace, id, by, take=True)
    mine = claims.opened(waiting(workspace, id), by, workspace.now(), workspace.desk.drafts.claim)
    if mine is not draft:
        commit(workspace, mine, Deed("open", by), Changes())
    return mine


def closed(workspace: Workspace, id: str, by: str) -> None:
    """The editor was closed and nothing was written."""
    draft = known(workspace, id)
    if draft.state == "waiting" and draft.claim and draft.claim.by == by and draft.claim.editing:
        commit(workspace, replace(draft, claim=None), Deed("close", by), Changes())


@contextmanager
def in_hand(workspace: Workspace, draft: Draft, by: str, take: bool = False) -> Iterator[None]:
    """Claimed while the editor is open. Raises Conflict when another one is open already, whoever's."""
    if not take and (error := claims.open_already(draft, workspace.now(), workspace.desk.timezone)):
        raise error
    opened(workspace, draft.id, by, take)
    try:
        yield
    finally:
        closed(workspace, draft.id, by)


def release(workspace: Workspace, id: str, by: str) -> Draft:
    """Let others have it. Raises Conflict when somebody else holds it."""
    draft = at_hand(workspace, id, by)
    free = replace(draft, claim=None)
    if free != draft:
        commit(workspace, free, Deed("release", by), Changes())
    return free


def comment(workspace: Workspace, id: str, by: str, text: str) -> Draft:
    """Say something to colleagues, also while another has it in hand. Raises UsageError."""
    draft = known(workspace, id)
    rights.check(workspace.desk, by, "draft")
    said = text.strip()
    if not said:
        raise UsageError(Reason("comment_empty"))
    if len(said.encode("utf-8", "replace")) > LONGEST_COMMENT:
        raise UsageError(Reason.of("comment_too_long", limit=LONGEST_COMMENT))
    commented = replace(draft, comments=(*draft.comments, Comment(by, workspace.now(), said)))
    commit(workspace, commented, Deed("comment", by), Changes())
    return commented


def revert(workspace: Workspace, id: str, by: str, to: int) -> Decided:
    """Write an earlier edition again, as a new one; its files stay those of now. Raises NotFound."""
    draft = at_hand(workspace, id, by)
    return rewritten(workspace, draft, as_it_is(editions.as_it_was(draft, to)), by, "revert")


def attach(workspace: Workspace, id: str, by: str, paths: Sequence[Path]) -> tuple[Decided, tuple[Reason, ...]]:
    """Put files to it; beside what a person should know of them. Raises UsageError for one that cannot be."""
    draft = at_hand(workspace, id, by)
    before = attachments.files(mail_of(workspace, draft).data)
    new = tuple(map(attachable, paths))
    files, remarks = together(before, new)
    return rewritten(workspace, draft, as_it_is(draft, files), by, "attach"), remarks


def detach(workspace: Workspace, id: str, by: str, name: str) -> Decided:
    """Take a file off it. Raises NotFound."""
    draft = at_hand(workspace, id, by)
    before = attachments.files(mail_of(workspace, draft).data)
    left = tuple(one for one in before if one.name != name)
    if len(left) == len(before):
        names = ", ".join(one.name for one in before)
        raise NotFound(Reason.of("no_such_attachment", id=draft.id, name=name, names=names))
    return rewritten(workspace, draft, as_it_is(draft, left), by, "detach")


def as_it_is(draft: Draft, files: tuple[File, ...] | None = None) -> Words:
    """What it says, to whom it says it; other files when they are given."""
    return Words(draft.audience, draft.subject, draft.written, files, draft.format)


def refresh(workspace: Workspace, id: str, by: str) -> Decided | None:
    """Fill in what it lacks and is known by now; None when there is nothing."""
    draft = at_hand(workspace, id, by)
    text = refreshed(workspace, draft, by)
    if text == draft.written:
        return None
    return rewritten(workspace, draft, replace(as_it_is(draft), text=text), by, "refresh")


def undo(workspace: Workspace, id: str, by: str) -> Decided:
    """Take an approval back before the mail leaves. Raises Conflict when it is too late, or there is none."""
    draft = known(workspace, id)
    rights.check(workspace.desk, by, "approve")
    if draft.state != "approved":
        raise decided(draft)
    back = taken_back(workspace, draft, Reason.of("approval_undone", by=by), by)
    if back is None:
        raise Conflict(Reason.of("undo_too_late", id=id), f"csmail drafts show {id}", code="too_late")
    return Decided(back, mail_of(workspace, back), worked=worked_off(workspace))


def restore(workspace: Workspace, id: str, by: str) -> Decided:
    """Let one that was rejected or replaced wait again. Raises Conflict for any other."""
    draft = known(workspace, id)
    rights.check(workspace.desk, by, "draft")
    if draft.state not in RESTORABLE:
        raise decided(draft)
    mail = mail_of(workspace, draft)
    back = replace(draft, state="waiting", decided_by="", reason="", claim=None)
    commit(workspace, back, Deed("restore", by), Changes(tasks=(refile(workspace, back, mail),)))
    return Decided(back, mail, worked=worked_off(workspace))
