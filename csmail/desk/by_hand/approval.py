"""Whether a draft may leave: nothing was said since, no gap, somebody to read it, nothing that the lint stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from csmail.desk import mirror_state
from csmail.desk.by_hand import courtesy
from csmail.desk.effects.given_word import still_said
from csmail.desk.effects.leaks import quotes_a_note
from csmail.desk.effects.letters import gaps
from csmail.desk.history import lately
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, NotFound, Refused
from csmail.mail.transcript import why_stale
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.task import Draft, Mail
from csmail.tone.checks.about import Finding


@dataclass(frozen=True, slots=True)
class Despite:
    """What a person saw and lets pass: that something was said since, that the courtesy lint stops it."""

    news: bool = False
    lint: bool = False


NOTHING = Despite()


@dataclass(frozen=True, slots=True)
class Approvable:
    """A draft that may leave: its bytes, what its words promise, what the lint says, what was let pass."""

    mail: Mail
    promise: Promise | None
    found: tuple[Finding, ...]
    passed: tuple[Reason, ...]


def checked(workspace: Workspace, draft: Draft, despite: Despite = NOTHING) -> Approvable:
    """What would leave, when nothing speaks against it.

    Raises Refused for a draft with gaps, without recipients, that promises a moment which has passed, or that quotes
    what was said inside; for a stale one, and for one that the courtesy lint stops, unless that very thing was allowed.
    """
    if mirror_state.recalled(workspace.store, workspace.desk.name).of(draft.id) == "editing":
        why = Reason.of("being_edited_elsewhere", draft=draft.id)
        raise Conflict(why, f"csmail drafts show {draft.id}", code="edited_elsewhere")
    stale = why_stale(draft, lately(workspace.store, draft))
    if stale and not despite.news:
        late = Reason.of("draft_out_of_date", id=draft.id).because(stale)
        raise Refused(late, Reason.of("advice_read_or_despite", option="--despite-news"), code="draft_stale")
    left = _gaps(workspace, draft)
    if left:
        why = Reason.of("draft_has_gaps", id=draft.id, left=", ".join(left))
        raise Refused(why, f"csmail drafts edit {draft.id}", code="gaps")
    if not draft.audience.envelope:
        raise Refused(Reason.of("draft_without_recipients", id=draft.id), f"csmail drafts edit {draft.id}")
    if leak := quotes_a_note(draft.text, workspace.store.newest(draft.conversation)):
        raise Refused(leak, f"csmail drafts edit {draft.id}", code="quotes_a_note")
    mail = mail_of(workspace, draft)
    found = courtesy.findings(workspace, draft, mail)
    stopped = courtesy.stopping(found, workspace.desk)
    if stopped and not despite.lint:
        raise Refused(
            Reason.of("draft_stopped_by_lint", id=draft.id, found=_listed(stopped)),
            Reason.of("advice_edit_or_despite", id=draft.id, option="--despite-lint"),
            code="lint",
        )
    passed = [Reason.of("draft_despite_lint", found=_listed(stopped))] if stopped else []
    passed += [Reason("draft_despite_news").because(stale)] if stale else []
    return Approvable(mail, _promise(workspace, draft), found, tuple(passed))


def _listed(found: Iterable[Finding]) -> str:
    """`3: apology.missing, 5: blame.customer "salah anda"`."""
    return ", ".join(f"{one.line}: {one.code}" + (f' "{one.found}"' if one.found else "") for one in found)


def _gaps(workspace: Workspace, draft: Draft) -> tuple[str, ...]:
    """Gaps of ours; what stands in the subject of the conversation was written by the customer."""
    conversation = workspace.store.conversation(draft.conversation)
    theirs = conversation.subject if conversation else ""
    return (*gaps(draft.text), *(gap for gap in gaps(draft.subject) if gap not in theirs))


def _promise(workspace: Workspace, draft: Draft) -> Promise | None:
    """What its words promise still. Raises Refused when that moment has passed: it would arrive broken."""
    if draft.promise is None or not still_said(draft.promise, draft.text, workspace.desk):
        return None
    if draft.promise.due_at <= workspace.now():
        why = Reason.of("draft_promise_passed", id=draft.id)
        raise Refused(why, f"csmail drafts edit {draft.id}", code="promise_passed")
    return replace(draft.promise, mail=draft.mail)


def mail_of(workspace: Workspace, draft: Draft) -> Mail:
    """The bytes of a draft. Raises NotFound."""
    mail = workspace.store.mail(draft.mail)
    if mail is None:
        raise NotFound(Reason.of("draft_mail_missing", id=draft.id), "csmail store info")
    return mail
