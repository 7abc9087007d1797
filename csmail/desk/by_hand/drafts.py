"""What a person does with a draft: approve, reject, edit, send; what is sent is exactly what was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csmail import outbox
from csmail.desk.by_hand import approval, claims, editions, overtaken, rights, signing
from csmail.desk.by_hand.act import worked_off
from csmail.desk.by_hand.approval import NOTHING, Despite
from csmail.desk.by_hand.draft_mail import Words, body, mail_of, message_of, rewritten_mail
from csmail.desk.by_hand.editing import Seen, written_at
from csmail.desk.effects import receipts
from csmail.desk.mirror_state import lying
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict, NotFound
from csmail.mail import compose, identity
from csmail.mail.address import is_own
from csmail.mail.recipients import Wanted, replaced
from csmail.model.assist import is_assist
from csmail.model.changes import Changes
from csmail.model.message import Place
from csmail.model.mirror import MAILPROGRAM, is_machine
from csmail.model.reason import Reason
from csmail.model.receipt import StepRecord
from csmail.model.task import Draft, DraftFormat, FileMail, Mail, SendMail, Task, UnfileMail, Work
from csmail.model.team import Right
from csmail.tone.checks.about import Finding

SETTLES = frozenset({"approve", "edit", "reject", "revert", "attach", "detach"})


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft as it came back from the editor, in the format in which it was shown there; the recipients as they were
    written; `files` None keeps its files.

    `seen` is what was there when the editor was opened, None when it was written in one moment.
    `sender` is the address of the desk under which it was written, "" for the one of before. `lay_at` is where among
    the drafts it was read; what was saved there later is none of it.
    """

    to: str
    cc: str
    bcc: str
    subject: str
    text: str
    files: tuple[compose.File, ...] | None = None
    seen: Seen | None = None
    sender: str = ""
    lay_at: Place | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The draft as it is now; `sending` is what an approved one leaves by, `worked` is None when nothing was worked
    off, `found` is what the courtesy lint says of an approved one."""

    draft: Draft
    mail: Mail
    sending: Task | None = None
    worked: outbox.Worked | None = None
    found: tuple[Finding, ...] = ()


def known(workspace: Workspace, id: str) -> Draft:
    """The draft, whatever became of it. Raises NotFound."""
    draft = workspace.store.draft(id)
    if draft is None or draft.desk != workspace.desk.name:
        raise NotFound(Reason.of("no_draft_of_this_id", id=id), "csmail drafts list")
    return draft


def waiting(workspace: Workspace, id: str) -> Draft:
    """The draft, if it still waits. Raises NotFound, or Conflict when it was decided upon already."""
    draft = known(workspace, id)
    if draft.state != "waiting":
        raise overtaken.decided(draft)
    return draft


def at_hand(workspace: Workspace, id: str, by: str, right: Right = "draft", edition: int = 0) -> Draft:
    """The draft for somebody who changes it: it waits, nobody else has it, here or in a mail program, and it is the
    edition that he saw.

    Raises NotFound, Refused (his role), Conflict.
    """
    draft = known(workspace, id)
    rights.check(workspace.desk, by, right)
    draft = waiting(workspace, id)
    if error := _held(workspace, draft, by) or overtaken.conflict(draft, edition):
        raise error
    return draft


def _held(workspace: Workspace, draft: Draft, by: str) -> Conflict | None:
    """What a mail program saved is taken in whoever has it in hand here."""
    if by == MAILPROGRAM:
        return None
    taken = claims.taken(draft, by, workspace.now(), workspace.desk.timezone)
    return taken or overtaken.edited_elsewhere(workspace, draft)


def approve(
    workspace: Workspace, id: str, by: str, despite: Despite = NOTHING, terms: approval.Terms = approval.AT_ONCE
) -> Decided:
    """Stand behind exactly these bytes; when enough people do they are queued, and leave when their time has come. What
    leaves bears the Date of that moment.

    Raises what `approval.checked` raises.
    """
    draft, now = known(workspace, id), workspace.now()
    found = approval.checked(workspace, draft, by, despite, terms)
    mail = found.mail
    stood = replace(draft, approvals=found.approvals, claim=None, rearranged=draft.rearranged and not despite.news)
    if not found.enough:
        commit(workspace, stood, Deed("approve in part", by), Changes(), found.passed)
        return Decided(stood, mail, found=found.found)
    leaves = terms.send_at or now + workspace.desk.drafts.undo
    approved = replace(stood, state="approved", mail=mail.key, decided_by=by, send_at=terms.send_at)
    work = SendMail(mail.key, draft.purpose, draft.id, promise=found.promise, by=by)
    sending = _task(workspace, approved, work)
    if leaves > now:
        sending = sending.amended(due_at=leaves, not_before=leaves)
    approved = replace(approved, task=sending.id)
    said = message_of(workspace, approved, mail)
    changes = Changes(tasks=(sending, _unfile(workspace, approved, mail)), messages=(said,), mails=(mail,))
    commit(workspace, approved, Deed("approve", by), changes, found.passed)
    return Decided(approved, mail, sending, found=found.found)


def send(
    workspace: Workspace, id: str, by: str, despite: Despite = NOTHING, terms: approval.Terms = approval.AT_ONCE
) -> Decided:
    """Approve, and send at once what is to leave at once."""
    decided = approve(workspace, id, by, despite, terms)
    if decided.sending is None or decided.sending.not_before is not None:
        return decided
    return replace(decided, worked=worked_off(workspace))


def reject(workspace: Workspace, id: str, by: str, reason: str = "") -> Decided:
    """Put the draft aside; it stays in the store, its copy leaves the Drafts mailbox."""
    draft = at_hand(workspace, id, by, "approve")
    mail = mail_of(workspace, draft)
    rejected = replace(draft, state="rejected", decided_by=by, reason=reason, claim=None, approvals=())
    commit(workspace, rejected, Deed("reject", by), Changes(tasks=(_unfile(workspace, rejected, mail),)))
    return Decided(rejected, mail, worked=worked_off(workspace))


def edit(workspace: Workspace, id: str, edited: Edited, by: str, edition: int = 0) -> Decided:
    """Write the draft anew from what came back from the editor; `edition` is the one that was opened.

    Raises UsageError naming the field that cannot be read, Conflict when somebody was faster, Refused when the bytes
    gate says no.
    """
    draft = at_hand(workspace, id, by, edition=edition)
    audience = replaced(draft.audience, Wanted(edited.to, edited.cc, edited.bcc), by, workspace.desk)
    if edited.sender and is_own(edited.sender, workspace.desk):
        audience = replace(audience, sender=replace(audience.sender, spec=edited.sender))
    format: DraftFormat = "text" if by == MAILPROGRAM else draft.format
    words = Words(audience, edited.subject, edited.text, edited.files, format, edited.seen, edited.lay_at)
    return rewritten(workspace, draft, words, by)


def rewritten(workspace: Workspace, draft: Draft, words: Words, by: str, what: str = "edit") -> Decided:
    """A new edition: new bytes, the filed copy replaced. It answers the newest question that its author saw, and nobody
    approved it yet.

    Raises Conflict when somebody was faster, or writes on its copy in a mail program; Refused by the bytes gate.
    """
    if by != MAILPROGRAM and (error := overtaken.edited_elsewhere(workspace, draft)):
        raise error
    old, now = mail_of(workspace, draft), workspace.now()
    situation = by_hand(workspace, draft.conversation, by, words.audience.parent)
    said = body(workspace, draft, words)
    mail = rewritten_mail(workspace, draft, words, said, situation)
    newest = situation.message.key if situation.message else draft.answers
    changed = replace(
        draft,
        mail=mail.key,
        audience=words.audience,
        subject=words.subject,
        text=said.text,
        source=said.source,
        format=words.format,
        closing=_closing(workspace, draft, words.text, by),
        author=by,
        person=not is_machine(by),
        changed_at=written_at(workspace, draft, words.seen),
        answers=words.seen.answers if words.seen else newest,
        edition=draft.edition + 1,
        editions=editions.more(draft),
        approvals=(),
        rearranged=False,
        claim=draft.claim if is_assist(by) else claims.after_edition(draft, by, now, workspace.desk.drafts.claim),
    )
    tasks = (_task(workspace, changed, FileMail(mail.key, "drafts")), _unfile(workspace, changed, old, words.lay_at))
    commit(workspace, changed, Deed(what, by, draft.edition), Changes(tasks=tasks, mails=(mail,)))
    return Decided(changed, mail, worked=worked_off(workspace))


def _closing(workspace: Workspace, draft: Draft, text: str, by: str) -> str:
    """The closing that stands at its end now: that of before, or that of who wrote it."""
    closings = (draft.closing, signing.signed(workspace, draft, by).closing if draft.closing else "")
    return next((one for one in closings if signing.ends_with(text, one)), "")


def _task(workspace: Workspace, draft: Draft, work: Work) -> Task:
    cause = f"{draft.desk}/draft/{draft.id}/{draft.version}/{draft.state}/{type(work).__name__}"
    return identity.new_task(draft.desk, cause, work, workspace.now(), draft.conversation)


def _unfile(workspace: Workspace, draft: Draft, mail: Mail, lay_at: Place | None = None) -> Task:
    """Take its copy out as far as it was seen: what a mail program saves meanwhile is news."""
    seen = lying(workspace.store, draft.desk, mail.message_id)
    below = seen and lay_at and (seen.folder, seen.uidvalidity) == (lay_at.folder, lay_at.uidvalidity)
    upto = seen if below and seen and lay_at and seen.uid > lay_at.uid else lay_at or seen
    return _task(workspace, draft, UnfileMail(mail.message_id, "drafts", upto))


def refile(workspace: Workspace, draft: Draft, mail: Mail) -> Task:
    """Its copy in the Drafts mailbox again."""
    return _task(workspace, draft, FileMail(mail.key, "drafts"))


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a draft; `read` is the edition before it, 0 where it stays the same."""

    what: str
    by: str
    read: int = 0


def commit(workspace: Workspace, draft: Draft, deed: Deed, changes: Changes, also: tuple[Reason, ...] = ()) -> None:
    """Write the draft with its receipt; what its conversation asked for because of it is settled.

    In a dry run nothing. Raises Conflict when somebody changed it since it was read: with what he made of it.
    """
    if workspace.dry_run:
        return
    became = Reason.of("draft_became", draft=draft.id, state=draft.state)
    step = StepRecord("", f"drafts {deed.what}", draft.id, did=(became, *also))
    about = receipts.About(draft.desk, draft.conversation, draft.answers)
    done = receipts.Deed(f"draft/{draft.id}/{draft.version}/{deed.what}", deed.by, workspace.now())
    conversation = workspace.store.conversation(draft.conversation)
    asked = [one for one in conversation.needs if is_about(one, draft)] if conversation and deed.what in SETTLES else []
    settled = (conversation.calmed(asked),) if conversation and asked else ()
    receipt = receipts.of_deed(about, step, done)
    try:
        workspace.store.commit(replace(changes, conversations=settled, drafts=(draft,), receipts=(receipt,)))
    except Conflict as error:
        raise _faster(workspace, draft, deed.read or draft.edition) or error from None


def _faster(workspace: Workspace, draft: Draft, edition: int) -> Conflict | None:
    """What somebody else made of it meanwhile; None when only its conversation is another."""
    now = workspace.store.draft(draft.id)
    return overtaken.overtaken(replace(draft, state="waiting", edition=edition), now) if now else None


def is_about(need: Reason, draft: Draft) -> bool:
    """Whether a conversation asks for a person because this draft was pulled back."""
    return need.code == "draft_pulled_back" and need.fact("draft") == draft.id
