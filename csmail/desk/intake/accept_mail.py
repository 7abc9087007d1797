"""Says of a mail that another program left in Sent or Drafts that it belongs to a conversation, or that it does not.

| what can fail | what the user sees | what is kept |
| --- | --- | --- |
| nothing is asked of this mail or draft | NotFound, with those of which something is | everything |
| it does not lie there any more | NotFound | the question, until somebody says that it is none |
| the mailbox is away | one line, exit 75 | everything |
"""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.by_hand.rearrange import Rearranged, carried_out, found, receipt
from csmail.desk.intake import perhaps
from csmail.desk.intake.sent_mail import SentBatch
from csmail.desk.mirror_state import forget_told, recalled
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail.parse import content_key, parse
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.message import RawMessage
from csmail.model.mirror import Conclusion
from csmail.model.reason import Reason
from csmail.ports import Need


def accept_sent(workspace: Workspace, id: str, mail: str, by: str, dry_run: bool = False) -> Rearranged:
    """Join a mail from Sent, by the beginning of its key: an answer of ours, as if its ids had led there.

    Raises NotFound, Busy and Conflict (try again), what the mailbox raises, StoreError.
    """
    if dry_run:
        conversation = found(workspace, id)
        _asked(conversation, mail)
        return Rearranged(conversation, (Reason("sent_mail_accepted"),))
    return carried_out(workspace, lambda: _joined(workspace, id, mail, by), dry_run)


def refuse_sent(workspace: Workspace, id: str, mail: str, by: str, dry_run: bool = False) -> Rearranged:
    """Ask of this mail no more: it belongs elsewhere. Raises like `accept_sent`."""
    return carried_out(workspace, lambda: _refused(workspace, id, mail, by), dry_run)


def accept_draft(workspace: Workspace, id: str, draft: str, by: str, dry_run: bool = False) -> Rearranged:
    """Take in the mail among the drafts that has lost its thread as this draft, edited. Raises like `accept_sent`."""
    conversation = found(workspace, id)
    said = _perhaps_edited(workspace, conversation)
    one = next((one for one in said if one.draft.lower().startswith(draft.lower())), None)
    kept = workspace.store.draft(one.draft) if one else None
    if one is None or kept is None:
        raise _unasked(conversation, draft, [one.draft for one in said])
    did = (Reason.of("draft_taken_in", draft=one.draft),)
    if dry_run:
        return Rearranged(conversation, did, Changes(drafts=(kept,)))
    from csmail.desk.mirror.take_in import take_in  # with it comes what writes mail

    why = take_in(workspace, kept, replace(one, kind="edited"))
    after = workspace.store.draft(one.draft) or kept
    if after.version == kept.version:
        raise NotFound(why or Reason.of("mail_gone_from", folder=recalled(workspace.store, workspace.desk.name).folder))
    told = receipt(workspace, "accept", conversation, by, did)
    workspace.store.commit(Changes(receipts=(told,)))
    forget_told(workspace.store, workspace.desk.name, one)
    return Rearranged(conversation, did, Changes(drafts=(after,)))


def is_draft(workspace: Workspace, id: str, draft: str) -> bool:
    """Whether something is asked of a draft of the conversation whose id begins so."""
    said = _perhaps_edited(workspace, found(workspace, id))
    return any(one.draft.lower().startswith(draft.lower()) for one in said)


def _perhaps_edited(workspace: Workspace, conversation: Conversation) -> list[Conclusion]:
    told = recalled(workspace.store, workspace.desk.name).told
    return [one for one in told if one.kind == "maybe" and one.conversation == conversation.id]


def _joined(workspace: Workspace, id: str, mail: str, by: str) -> Rearranged:
    conversation = found(workspace, id)
    why = _asked(conversation, mail)
    raw = _fetched(workspace, why)
    if raw is None:
        raise NotFound(Reason.of("mail_gone_from", folder=dict(why.evidence).get("folder", "")))
    message = parse(raw, workspace.desk)
    batch = SentBatch(workspace, backlog=False)
    batch.accept(message, conversation.calmed((why,)))
    changes = batch.collected()
    did = (Reason.of("sent_mail_accepted", subject=message.subject),)
    told = receipt(workspace, "accept", conversation, by, did)
    after = next((one for one in changes.conversations if one.id == conversation.id), conversation)
    return Rearranged(after, did, replace(changes, receipts=(*changes.receipts, told)))


def _refused(workspace: Workspace, id: str, mail: str, by: str) -> Rearranged:
    conversation = found(workspace, id)
    after = conversation.calmed((_asked(conversation, mail),)).amended(changed_at=workspace.now())
    did = (Reason("sent_mail_refused"),)
    told = receipt(workspace, "accept", conversation, by, did)
    return Rearranged(after, did, Changes(conversations=(after,), receipts=(told,)))


def _asked(conversation: Conversation, mail: str) -> Reason:
    every = dict(perhaps.asked(conversation.needs))
    meant = [why for key, why in every.items() if key.startswith(mail.lower()) or mail.lower().startswith(key)]
    if len(meant) != 1 or not mail:
        raise _unasked(conversation, mail, list(every))
    return meant[0]


def _unasked(conversation: Conversation, mail: str, known: list[str]) -> NotFound:
    hint = (
        Reason.of("advice_waiting_to_be_accepted", known=", ".join(known)) if known else Reason("advice_nobody_waits")
    )
    return NotFound(Reason.of("nothing_asked_of_mail", mail=mail, id=conversation.id), hint)


def _fetched(workspace: Workspace, why: Reason) -> RawMessage | None:
    """The mail, if the one that was asked about still lies there."""
    said = dict(why.evidence)
    # To the end: a fetch that is given up costs the connection.
    for raw in list(workspace.ways.mailbox().fetch(said["folder"], (int(said["uid"]),), Need())):
        if content_key(raw, workspace.desk.name).startswith(said["mail"]):
            return raw
    return None
