"""What a mail in the Sent mailbox says of our drafts: which of them somebody sent with another program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csmail.desk.by_hand.take_back import taken_back
from csmail.desk.mirror_state import lying, recalled
from csmail.desk.workspace import Workspace
from csmail.mail import identity
from csmail.mail.likeness import likeness
from csmail.mail.transcript import question
from csmail.model.message import Message
from csmail.model.mirror import MAILPROGRAM
from csmail.model.reason import Reason
from csmail.model.task import Draft, Task, UnfileMail

BEFORE = frozenset({"waiting", "approved"})
LEFT = frozenset({"sent", "approved"})
ELSEWHERE = Reason("sent_elsewhere")


def draft_of(workspace: Workspace, conversation: str, message: Message) -> Draft | None:
    """The draft of the conversation that `message` is: by its id, or by its words where our copy is gone from Drafts.

    None when it is none of them, or when several may be meant. Raises StoreError.
    """
    drafts = [one for one in workspace.store.drafts(conversation) if one.state in BEFORE or _is_believed_deleted(one)]
    mails = {one.id: workspace.store.mail(one.mail) for one in drafts}
    for one in drafts:
        mail = mails[one.id]
        if mail is not None and mail.message_id == message.message_id:
            return one
    gone = {one.draft for one in recalled(workspace.store, workspace.desk.name).copies if one.missing_since}
    alike = [one for one in drafts if one.id in gone and likeness(one.text, message.text) != "other"]
    return alike[0] if len(alike) == 1 else None


def _is_believed_deleted(draft: Draft) -> bool:
    """Whether a look rejected it, because its copy was gone: who has it in hand may still send it."""
    return draft.state == "rejected" and draft.decided_by == MAILPROGRAM


def is_unsent(workspace: Workspace, conversation: str, message_id: str) -> bool:
    """Whether this is the id of an edition that never left csmail: what bears it in Sent, a mail program sent.

    Of a mail that was rejected, replaced or written anew a colleague may have had the copy open. Raises StoreError.
    """
    for draft in workspace.store.drafts(conversation):
        keys = [one.mail for one in draft.editions] + ([] if draft.state in LEFT else [draft.mail])
        mails = (workspace.store.mail(key) for key in keys)
        if any(mail is not None and mail.message_id == message_id for mail in mails):
            return True
    return False


def sent_elsewhere(workspace: Workspace, draft: Draft, message: Message) -> tuple[Draft, Task] | None:
    """The draft as one that somebody sent, with what takes its copy out; None when our own mail is about to leave.

    Who approved it stands behind it still where these very words left.
    """
    same = likeness(draft.text, message.text) == "same"
    if draft.state == "approved" and not taken_back(workspace, draft, ELSEWHERE, "", standing=same):
        return None
    now, found, mail = workspace.now(), workspace.store.draft(draft.id), workspace.store.mail(draft.mail)
    if found is None or mail is None:
        return None
    cause = f"{draft.desk}/draft/{draft.id}/sent elsewhere"
    work = UnfileMail(mail.message_id, "drafts", lying(workspace.store, draft.desk, mail.message_id))
    out = identity.new_task(draft.desk, cause, work, now, draft.conversation)
    stood = found.approvals if same else ()
    return replace(found, state="sent", decided_by=MAILPROGRAM, changed_at=now, approvals=stood), out


def is_second(workspace: Workspace, message: Message, history: Sequence[Message]) -> bool:
    """Whether an answer of ours left csmail after the very question that `message` answers too."""
    asked = question(history)
    key = workspace.store.key()
    return asked is not None and any(
        one.direction == "out" and not one.automatic and one.visibility == "customer"
        and one.received_at > asked.received_at and identity.signed_conversation(key, one.message_id)
        for one in history
        if one.key != message.key
    )  # fmt: skip
