"""Follows what people did with our drafts in a mail program.

| concluded | what becomes of the draft |
| --- | --- |
| edited | theirs is the text, ours the thread: written anew, theirs replaced in the folder by what would leave |
| edited, but it cannot be read or addressed | as it was; `todo` says why |
| copied under another id, refile | filed anew, theirs taken out |
| deleted | rejected, to be restored |
| an approved one gone | put off by a pass, so that Sent is read first |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.take_back import taken_back
from csmail.desk.mirror.look import look, raw_of
from csmail.desk.mirror_state import UNSENT, recalled
from csmail.desk.workspace import Workspace
from csmail.errors import Refused, UsageError
from csmail.mail import identity
from csmail.mail.address import key
from csmail.mail.compose import attachments
from csmail.mail.parse import parse
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.message import Message, Place, RawMessage
from csmail.model.mirror import MAILPROGRAM, Conclusion
from csmail.model.reason import Reason
from csmail.model.task import Draft, FileMail, SendMail, UnfileMail
from csmail.wording.reasons import words

A_PASS = timedelta(minutes=1)


def follow(workspace: Workspace, waiting: Sequence[Draft]) -> list[Reason]:
    """Look at the folder of drafts and follow; what could not be taken in.

    Raises what the mailbox raises, and StoreError.
    """
    drafts_by_id = {one.id: one for one in waiting}
    found = (_follow(workspace, one, drafts_by_id) for one in look(workspace, waiting))
    return [reason for reason in found if reason is not None]


def _follow(workspace: Workspace, one: Conclusion, waiting: Mapping[str, Draft]) -> Reason | None:
    draft = waiting.get(one.draft)
    if draft is None:
        return None
    match one.kind:
        case "edited":
            return take_in(workspace, draft, one)
        case "deleted":
            drafts.reject(workspace, draft.id, MAILPROGRAM, words(Reason("copy_deleted"), workspace.desk.language))
        case "held":
            _put_off(workspace, draft)
        case "refile":
            _file_anew(workspace, draft, one)
        case "copied" if one.message_id:
            _file_anew(workspace, draft, one)
            _take_out(workspace, draft, one.message_id, _lying_at(workspace, one))
    return None


def take_in(workspace: Workspace, draft: Draft, one: Conclusion) -> Reason | None:
    """Make of the mail that was found the next edition of the draft; why that cannot be. Raises what the mailbox
    raises, StoreError, Conflict."""
    at = workspace.ways.mailbox().open_folder(recalled(workspace.store, workspace.desk.name).folder)
    raw = raw_of(workspace, at, one.uid)
    if raw is None:
        return None  # saved once more meanwhile: the next look finds that
    if draft.state == "approved" and not taken_back(workspace, draft, Reason("copy_edited"), ""):
        return None  # it is about to leave
    theirs = parse(raw, workspace.desk)
    try:
        drafts.edit(workspace, draft.id, _edited(theirs, raw, draft), MAILPROGRAM)
    except (UsageError, Refused) as error:
        return Reason.of("copy_not_taken_in", draft=draft.id, said=error.detail)
    _take_out(workspace, draft, theirs.message_id, raw.place)
    return None


def _edited(theirs: Message, raw: RawMessage, draft: Draft) -> drafts.Edited:
    """Their words, people, files, the address of ours they chose; blind copies stay, which stood in no copy."""
    blind = {key(one.spec): one for one in (*draft.audience.bcc, *theirs.bcc)}
    seen = {key(one.spec) for one in (*theirs.to, *theirs.cc)}
    bcc = tuple(one for spec, one in blind.items() if spec not in seen)
    files = attachments.files(raw.header + raw.body)
    sender = theirs.originators[0].spec if theirs.originators else ""
    people = _list(theirs.to), _list(theirs.cc), _list(bcc)
    return drafts.Edited(*people, theirs.subject, theirs.text, files, sender=sender, lay_at=raw.place)


def _file_anew(workspace: Workspace, draft: Draft, one: Conclusion) -> None:
    """Our bytes lie there again; where the program saved them under another id, theirs go."""
    cause = f"{draft.desk}/mirror/{draft.id}/{draft.version}/{one.uid}/{workspace.now().isoformat()}"
    task = identity.new_task(draft.desk, cause, FileMail(draft.mail, "drafts"), workspace.now(), draft.conversation)
    workspace.store.commit(Changes(tasks=(task,)))


def _put_off(workspace: Workspace, draft: Draft) -> None:
    """Somebody may be sending it from a mail program: Sent is read before it leaves."""
    for task in workspace.store.tasks_of((draft.conversation,)):
        if isinstance(task.work, SendMail) and task.work.draft == draft.id and task.state in UNSENT:
            later = task.amended(state="deferred", due_at=workspace.now() + A_PASS, reason=Reason("copy_gone"))
            workspace.store.advance(later, task.state)


def _lying_at(workspace: Workspace, one: Conclusion) -> Place | None:
    """Where the mail lies that the last look concluded from."""
    state = recalled(workspace.store, workspace.desk.name)
    return Place(state.folder, state.seen[0], one.uid) if one.uid else None


def _take_out(workspace: Workspace, draft: Draft, message_id: str, upto: Place | None) -> None:
    """Take the mail of the other program out of the folder, for ours lies there instead."""
    mail = workspace.store.mail(draft.mail)
    if not message_id or (mail is not None and mail.message_id == message_id):
        return  # the copy of before is taken out by its id anyway
    cause = f"{draft.desk}/mirror/{draft.id}/{message_id}"
    work = UnfileMail(message_id, "drafts", upto)
    task = identity.new_task(draft.desk, cause, work, workspace.now(), draft.conversation)
    workspace.store.commit(Changes(tasks=(task,)))


def _list(people: Iterable[Address]) -> str:
    return ", ".join(one.spec for one in people)
