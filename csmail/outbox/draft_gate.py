"""Whether an approved draft may still leave: asked as its transmission begins, and in every pass before.

Nothing that was approved earlier is trusted at that moment; all of it is reckoned again from the store.
"""

from __future__ import annotations

from csmail.mail.transcript import said_since
from csmail.model.conversation import Conversation
from csmail.model.courtesy import DraftPolicy
from csmail.model.draft_life import behind
from csmail.model.reason import Reason
from csmail.model.task import Draft, SendMail, Task
from csmail.outbox.seal import Heard, counting, heard
from csmail.ports import Store

EYES = 2


def refusal(task: Task, store: Store, policy: DraftPolicy) -> Reason | None:
    """Why the mail of a draft must not leave, for `csmail todo`; None when it may, or comes from no draft.

    Raises StoreError.
    """
    work = task.work
    if not isinstance(work, SendMail) or not work.draft or any(each.state == "sent" for each in task.deliveries):
        return None  # who else is in it has it already
    draft = store.draft(work.draft)
    if draft is None or (draft.state == "approved" and not draft.approvals):
        return None  # approved before approvals were sealed
    why = _refusal(task, draft, store, policy)
    return Reason.of("draft_pulled_back", draft=draft.id).because(why) if why else None


def _refusal(task: Task, draft: Draft, store: Store, policy: DraftPolicy) -> Reason | None:
    if draft.state != "approved" or draft.task != task.id:
        return Reason("draft_not_approved")
    conversation, mail = store.conversation(draft.conversation), store.mail(draft.mail)
    if conversation is None or mail is None:
        return Reason("draft_not_approved")
    if conversation.status == "spam":
        return Reason("draft_in_spam")
    if draft.rearranged:
        return Reason("conversation_rearranged")
    said = heard(store, draft, policy.notes != "ignore")
    counted = counting(draft, mail, said)
    if len(counted) < len(draft.approvals):
        return news(draft, said)
    if needs_two(conversation, policy) and len(behind(draft.author, draft.person, counted)) < EYES:
        return Reason("four_eyes_wanted")
    return None


def news(draft: Draft, said: Heard) -> Reason:
    """What came since it was approved."""
    note = next((one for one in said.notes if one.author not in {each.by for each in draft.approvals}), None)
    why = said_since(draft.answers, draft.changed_at, said.shown[::-1], draft.mail)
    return why or (Reason.of("note_since", by=note.author) if note else Reason("approval_outdated"))


def needs_two(conversation: Conversation, policy: DraftPolicy) -> bool:
    """Whether two people must stand behind an answer to it."""
    return not conversation.tags.isdisjoint(tag.casefold() for tag in policy.four_eyes)
