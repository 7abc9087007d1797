"""What a person does with a draft: approve, reject, edit, send; what is sent is exactly what was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from csmail import outbox
from csmail.desk.by_hand import approval
from csmail.desk.by_hand.act import worked_off
from csmail.desk.by_hand.approval import NOTHING, Despite, mail_of
from csmail.desk.effects import receipts
from csmail.desk.effects.letters import answered, as_message
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, NotFound
from csmail.mail import compose, identity
from csmail.mail.compose import attachments
from csmail.mail.recipients import Wanted, replaced
from csmail.model.changes import Changes
from csmail.model.effects import Letter, Purpose
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import StepRecord
from csmail.model.task import Draft, FileMail, Mail, SendMail, Task, UnfileMail, Work
from csmail.ports import FactTable
from csmail.tone.checks.about import Finding

FACT = re.compile(r"⟦(?P<name>[a-z0-9_]+)(?: (?P<value>[^⟦⟧\n:]+?))?\.(?P<field>[a-z0-9_]+)(?::[^⟦⟧\n]*)?⟧")


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft as it came back from the editor; the recipients as they were written; `files` None keeps its files."""

    to: str
    cc: str
    bcc: str
    subject: str
    text: str
    files: tuple[compose.File, ...] | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The draft as it is now; `sending` is what an approved one leaves by, `worked` is None when nothing was worked
    off, `found` is what the courtesy lint says of an approved one."""

    draft: Draft
    mail: Mail
    sending: Task | None = None
    worked: outbox.Worked | None = None
    found: tuple[Finding, ...] = ()


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


def approve(workspace: Workspace, id: str, by: str, despite: Despite = NOTHING) -> Decided:
    """Queue exactly these bytes; they leave with the next pass. Raises Refused as `approval.checked` does."""
    draft = waiting(workspace, id)
    approvable = approval.checked(workspace, draft, despite)
    mail, promise = approvable.mail, approvable.promise
    approved = replace(draft, state="approved", decided_by=by, changed_at=workspace.now())
    sending = _task(workspace, approved, SendMail(mail.key, draft.purpose, draft.id, promise=promise, by=by))
    tasks = (sending, _unfile(workspace, approved, mail))
    said = _message(workspace, approved, mail)
    changes = Changes(tasks=tasks, messages=(said,))
    _commit(workspace, approved, "approve", changes, approvable.passed)
    return Decided(approved, mail, sending, found=approvable.found)


def send(workspace: Workspace, id: str, by: str, despite: Despite = NOTHING) -> Decided:
    """Approve, and send at once."""
    decided = approve(workspace, id, by, despite)
    return replace(decided, worked=worked_off(workspace))


def reject(workspace: Workspace, id: str, by: str, reason: str = "") -> Decided:
    """Put the draft aside; it stays in the store, its copy leaves the Drafts mailbox."""
    draft = waiting(workspace, id)
    mail = mail_of(workspace, draft)
    rejected = replace(draft, state="rejected", decided_by=by, reason=reason, changed_at=workspace.now())
    _commit(workspace, rejected, "reject", Changes(tasks=(_unfile(workspace, rejected, mail),)))
    return Decided(rejected, mail, worked=worked_off(workspace))


def edit(workspace: Workspace, id: str, edited: Edited, by: str) -> Decided:
    """Write the draft anew from what came back from the editor: new bytes, a new version, the filed copy replaced.

    Raises UsageError naming the field that cannot be read, Refused when the bytes gate says no.
    """
    draft = waiting(workspace, id)
    old = mail_of(workspace, draft)
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
        attachments=attachments.files(old.data) if edited.files is None else edited.files,
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
    situation = by_hand(workspace, draft.conversation, by, draft.audience.parent)
    facts = workspace.facts(situation, draft.audience, ())

    def filled(gap: re.Match[str]) -> str:
        sheet = facts.get("lookup" if gap["value"] else gap["name"])
        if isinstance(sheet, FactTable):
            sheet = sheet.ask(gap["name"], gap["value"] or "")
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


def _task(workspace: Workspace, draft: Draft, work: Work) -> Task:
    cause = f"{draft.desk}/draft/{draft.id}/{draft.version}/{draft.state}/{type(work).__name__}"
    return identity.new_task(draft.desk, cause, work, workspace.now(), draft.conversation)


def _unfile(workspace: Workspace, draft: Draft, mail: Mail) -> Task:
    return _task(workspace, draft, UnfileMail(mail.message_id, "drafts"))


def _commit(workspace: Workspace, draft: Draft, what: str, changes: Changes, passed: tuple[Reason, ...] = ()) -> None:
    became = Reason.of("draft_became", draft=draft.id, state=draft.state)
    step = StepRecord("", f"drafts {what}", draft.id, did=(became, *passed))
    about = receipts.About(draft.desk, draft.conversation, draft.answers)
    deed = receipts.Deed(f"draft/{draft.id}/{draft.version}/{what}", draft.decided_by or draft.author, workspace.now())
    receipt = receipts.of_deed(about, step, deed)
    workspace.store.commit(replace(changes, drafts=(draft,), receipts=(receipt,)))
