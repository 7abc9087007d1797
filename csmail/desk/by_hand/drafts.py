"""What a person does with a draft: approve, reject, edit, send; what is sent is exactly what was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from csmail import outbox
from csmail.desk.by_hand.act import worked_off
from csmail.desk.effects import receipts
from csmail.desk.effects.given_word import still_said
from csmail.desk.effects.letters import answered, as_message, gaps
from csmail.desk.history import lately
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, NotFound, Refused
from csmail.mail import compose, identity
from csmail.mail.compose import attachments
from csmail.mail.recipients import Wanted, replaced, seen_by
from csmail.mail.transcript import why_stale
from csmail.model.changes import Changes
from csmail.model.effects import Letter, Purpose
from csmail.model.message import Message
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.receipt import StepRecord
from csmail.model.task import Draft, FileMail, Mail, SendMail, Task, UnfileMail, Work

FACT = re.compile(r"⟦(?P<name>[a-z0-9_]+)\.(?P<field>[a-z0-9_]+)[^⟦⟧\n]*⟧")


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft as it came back from the editor; the recipients as they were written."""

    to: str
    cc: str
    bcc: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The draft as it is now; `sending` is what an approved one leaves by, `worked` is None when nothing was worked
    off."""

    draft: Draft
    mail: Mail
    sending: Task | None = None
    worked: outbox.Worked | None = None


def waiting(workspace: Workspace, id: str) -> Draft:
    """The draft, if it still waits. Raises NotFound, or Conflict when it was decided upon already."""
    draft = workspace.store.draft(id)
    if draft is None or draft.desk != workspace.desk.name:
        raise NotFound(Reason.of("no_draft_of_this_id", id=id), "csmail drafts list")
    if draft.state != "waiting":
        raise Conflict(
            Reason.of("draft_decided", id=id, state=draft.state, decided_by=draft.decided_by),
            f"csmail drafts show {id}",
        )
    return draft


def approve(workspace: Workspace, id: str, by: str, anyway: bool = False) -> Decided:
    """Queue exactly these bytes; they leave with the next pass.

    Raises Refused for a draft without recipients, or that promises a moment which has passed, and, unless `anyway`,
    for a stale one or one with gaps.
    """
    draft = waiting(workspace, id)
    stale = why_stale(draft, lately(workspace.store, draft))
    if stale and not anyway:
        late = Reason.of("draft_out_of_date", id=id).because(stale)
        raise Refused(late, Reason("advice_read_or_anyway"), code="draft_stale")
    left = gaps(draft.text)
    if left and not anyway:
        raise Refused(Reason.of("draft_has_gaps", id=id, left=", ".join(left)), f"csmail drafts edit {id}")
    if not draft.audience.envelope:
        raise Refused(Reason.of("draft_without_recipients", id=id), f"csmail drafts edit {id}")
    promise = _promise(workspace, draft)
    mail = _mail(workspace, draft)
    approved = replace(draft, state="approved", decided_by=by, changed_at=workspace.now())
    sending = _task(workspace, approved, SendMail(mail.key, draft.purpose, draft.id, promise=promise, by=by))
    tasks = (sending, _unfile(workspace, approved, mail))
    conversation = by_hand(workspace, draft.conversation, by).conversation
    readers = conversation.participants | seen_by(draft.audience)
    shown = conversation.amended(participants=readers, changed_at=workspace.now())
    said = _message(workspace, approved, mail)
    _commit(workspace, approved, "approve", Changes(conversations=(shown,), tasks=tasks, messages=(said,)))
    return Decided(approved, mail, sending)


def _promise(workspace: Workspace, draft: Draft) -> Promise | None:
    """What its words promise still. Raises Refused when that moment has passed: it would arrive broken."""
    if draft.promise is None or not still_said(draft.promise, draft.text, workspace.desk):
        return None
    if draft.promise.due_at <= workspace.now():
        why = Reason.of("draft_promise_passed", id=draft.id)
        raise Refused(why, f"csmail drafts edit {draft.id}", code="promise_passed")
    return replace(draft.promise, mail=draft.mail)


def send(workspace: Workspace, id: str, by: str, anyway: bool = False) -> Decided:
    """Approve, and send at once."""
    decided = approve(workspace, id, by, anyway)
    return replace(decided, worked=worked_off(workspace))


def reject(workspace: Workspace, id: str, by: str, reason: str = "") -> Decided:
    """Put the draft aside; it stays in the store, its copy leaves the Drafts mailbox."""
    draft = waiting(workspace, id)
    mail = _mail(workspace, draft)
    rejected = replace(draft, state="rejected", decided_by=by, reason=reason, changed_at=workspace.now())
    _commit(workspace, rejected, "reject", Changes(tasks=(_unfile(workspace, rejected, mail),)))
    return Decided(rejected, mail, worked=worked_off(workspace))


def edit(workspace: Workspace, id: str, edited: Edited, by: str) -> Decided:
    """Write the draft anew from what came back from the editor: new bytes, a new version, the filed copy replaced.

    Raises UsageError naming the field that cannot be read, Refused when the bytes gate says no.
    """
    draft = waiting(workspace, id)
    old = _mail(workspace, draft)
    audience = replaced(draft.audience, Wanted(edited.to, edited.cc, edited.bcc), by, workspace.desk)
    situation = by_hand(workspace, draft.conversation, by, audience.parent)
    unique = f"draft/{draft.id}/{draft.version + 1}"
    domain = audience.sender.spec.rpartition("@")[2]
    purpose: Purpose = "reply" if draft.purpose == "reply" else "forward"
    key = workspace.store.key()
    answering = identity.tokened(audience, workspace.desk, key, draft.conversation) if purpose == "reply" else audience
    outgoing = compose.Outgoing(
        audience=answering,
        subject=edited.subject,
        text=edited.text,
        message_id=identity.outgoing_message_id(key, draft.conversation, unique, domain),
        date=workspace.now(),
        purpose=purpose,
        parent=answered(situation, Letter(purpose, audience)),
        original=attachments.original(old.data),
        attachments=attachments.files(old.data),
    )
    mail = compose.as_mail(outgoing, workspace.desk)
    changed = replace(
        draft,
        mail=mail.key,
        audience=audience,
        subject=edited.subject,
        text=edited.text,
        author=by,
        changed_at=workspace.now(),
        answers=situation.message.key if situation.message else draft.answers,
    )
    tasks = (_task(workspace, changed, FileMail(mail.key, "drafts")), _unfile(workspace, changed, old))
    _commit(workspace, changed, "edit", Changes(tasks=tasks, mails=(mail,)))
    return Decided(changed, mail, worked=worked_off(workspace))


def refreshed(workspace: Workspace, draft: Draft, by: str) -> str:
    """Its text with the facts that it lacks, as far as they are there by now; what was edited stays."""
    facts = workspace.facts(by_hand(workspace, draft.conversation, by, draft.audience.parent))

    def filled(gap: re.Match[str]) -> str:
        sheet = facts.get(gap["name"])
        return (sheet.values.get(gap["field"]) if sheet else None) or gap[0]

    return FACT.sub(filled, draft.text)


def _message(workspace: Workspace, draft: Draft, mail: Mail) -> Message:
    situation = by_hand(workspace, draft.conversation, draft.decided_by, draft.audience.parent)
    purpose: Purpose = "reply" if draft.purpose == "reply" else "forward"
    parent = answered(situation, Letter(purpose, draft.audience))
    outgoing = compose.Outgoing(
        audience=draft.audience,
        subject=draft.subject,
        text=draft.text,
        message_id=mail.message_id,
        date=workspace.now(),
        purpose=purpose,
        parent=parent,
    )
    return as_message(mail, outgoing, situation)


def _mail(workspace: Workspace, draft: Draft) -> Mail:
    mail = workspace.store.mail(draft.mail)
    if mail is None:
        raise NotFound(Reason.of("draft_mail_missing", id=draft.id), "csmail store info")
    return mail


def _task(workspace: Workspace, draft: Draft, work: Work) -> Task:
    cause = f"{draft.desk}/draft/{draft.id}/{draft.version}/{draft.state}/{type(work).__name__}"
    return identity.new_task(draft.desk, cause, work, workspace.now(), draft.conversation)


def _unfile(workspace: Workspace, draft: Draft, mail: Mail) -> Task:
    return _task(workspace, draft, UnfileMail(mail.message_id, "drafts"))


def _commit(workspace: Workspace, draft: Draft, what: str, changes: Changes) -> None:
    became = Reason.of("draft_became", draft=draft.id, state=draft.state)
    step = StepRecord("", f"drafts {what}", draft.id, did=(became,))
    about = receipts.About(draft.desk, draft.conversation, draft.answers)
    deed = receipts.Deed(f"draft/{draft.id}/{draft.version}/{what}", draft.decided_by or draft.author, workspace.now())
    receipt = receipts.of_deed(about, step, deed)
    workspace.store.commit(replace(changes, drafts=(draft,), receipts=(receipt,)))
