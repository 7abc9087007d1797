"""What a task becomes by what was heard of it, or by a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from csmail.errors import UsageError
from csmail.mail.address import key
from csmail.mail.identity import new_task
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Draft, FileMail, Mail, SendMail, State, Task
from csmail.outbox import unasked
from csmail.outbox.shown import Shown

PATIENCE = timedelta(days=5)  # RFC 5321 section 4.5.4.1: give up after four to five days
NOWHERE = Shown()
SETTLED = frozenset({"sent", "deferred", "refused"})
LEFT = frozenset({"transmitting", "sent", "in_doubt"})
"""States of a task or of a delivery in which somebody may have the mail."""
BEFORE_DATA: frozenset[State] = frozenset({"queued", "deferred", "held", "refused"})


def claimed(task: Task, mail: Mail | None, now: datetime) -> Task:
    """The task in hand: one more attempt, every recipient still to be tried "queued", each once."""
    kept = {each.recipient: each for each in task.deliveries}
    everyone = (kept.get(spec, Delivery(spec)) for spec in dict.fromkeys(mail.recipients if mail else ()))
    again = tuple(replace(each, state="queued") if each.state == "deferred" else each for each in everyone)
    return task.claimed(now).amended(deliveries=again)


def addressed(task: Task) -> tuple[str, ...]:
    """The recipients to ask for now."""
    return tuple(each.recipient for each in task.deliveries if each.state == "queued")


def answered(task: Task, deliveries: Sequence[Delivery]) -> Task:
    """The task with what the server said to each RCPT."""
    said = {each.recipient: each for each in deliveries}
    return task.amended(deliveries=tuple(said.get(each.recipient, each) for each in task.deliveries))


def ended(task: Task, outcome: Delivery, now: datetime) -> Task:
    """The task when `outcome` befell all that was still "queued". An outcome we do not know is in doubt."""
    known = outcome if outcome.state in SETTLED else replace(outcome, state="in_doubt")
    if not isinstance(task.work, SendMail):
        if known.state == "deferred":
            return _deferred(task, now, _told("deferred", known))
        return _moved(task, "refused", now, _told("refused", known))
    everyone = task.deliveries or (Delivery(""),)
    heard = tuple(replace(known, recipient=each.recipient) if each.state == "queued" else each for each in everyone)
    return settled(task.amended(deliveries=heard), now)


def settled(task: Task, now: datetime) -> Task:
    """The state that the deliveries amount to. One in doubt holds back the deferred ones beside it."""
    for state in ("in_doubt", "deferred", "refused"):
        worst = next((each for each in task.deliveries if each.state == state), None)
        if worst is None:
            continue
        reason = _told(state, worst)
        if state == "deferred":
            return _deferred(task, now, reason)
        if state == "refused" and any(each.state == "sent" for each in task.deliveries):
            return _moved(task, "sent", now, reason)
        return _moved(task, state, now, reason)
    return _moved(task, "sent", now, None)


def aftermath(
    task: Task,
    before: Conversation | None,
    now: datetime,
    draft: Draft | None = None,
    message: Message | None = None,
) -> Changes:
    """What the end of a task changes beside it: what the conversation shows, its message, the draft, the copy in Sent.

    Commit it with the task in it.
    """
    if not isinstance(task.work, SendMail):
        return Changes(updated=(task,))
    after = _shown(task, task.work, before, now) if before else None
    placed = standing(message, task, now) if message else None
    became = _draft(task, draft, now) if draft else None
    filed = () if became is None or became.state != "waiting" else (_copy(task, became.mail, now, "drafts"),)
    return Changes(
        conversations=(after,) if after else (),
        messages=(placed,) if placed and placed is not message else (),
        updated=(task,),
        drafts=(became,) if became else (),
        tasks=(_copy(task, task.work.mail, now, "sent"),) if _gone(task) else filed,
    )


def resolve(
    task: Task, how: Literal["sent", "again", "drop"], by: str, now: datetime, shown: Shown = NOWHERE
) -> Changes:
    """A person's word on a task in doubt: "sent" believes that it arrived, "again" risks that it arrives twice,
    "drop" that it never does. The call for a person of its conversation goes too.

    Hold the outbox lease while reading, resolving, committing. Raises UsageError when the task is not in doubt.
    """
    _only(task, frozenset({"in_doubt"}), "resolve")
    word = Reason.of("marked_sent" if how == "sent" else "sent_again", by=by)
    became: Delivery = Delivery("", "sent" if how == "sent" else "queued", reason=word)
    decided = replace(task, deliveries=_heard(task, "in_doubt", became))
    if how == "sent":
        decided = settled(decided, now)
    elif how == "again":
        decided, shown = _due(decided, now, word), replace(shown, message=None)  # somebody may have it already
    else:
        decided = _moved(task, "dropped", now, Reason.of("dropped", by=by))
    return _settled(decided, _calmed(shown, doubt(task), now), now)


def proven(task: Task, proof: Reason, now: datetime, shown: Shown) -> Changes:
    """A task in doubt of which something proves that it arrived.

    Hold the outbox lease while reading, proving, committing. Raises UsageError when the task is not in doubt.
    """
    _only(task, frozenset({"in_doubt"}), "settle")
    decided = settled(replace(task, deliveries=_heard(task, "in_doubt", Delivery("", "sent", reason=proof))), now)
    decided = replace(decided, reason=decided.reason or Reason("proven").because(proof))
    return _settled(decided, _calmed(shown, doubt(task), now), now)


def retry(task: Task, by: str, now: datetime) -> Changes:
    """Try again now, refused recipients too. Hold the outbox lease. Raises UsageError after DATA was sent."""
    _only(task, BEFORE_DATA, "retry")
    # A person who releases what the fence held has looked; asked again, the mailbox would say the same.
    fence: Literal["", "won", "lost", "waived"] = "waived" if task.fence == "lost" else task.fence
    again = replace(task, deliveries=_heard(task, "refused", Delivery("")), fence=fence)
    return Changes(updated=(_due(again, now, Reason.of("tried_again", by=by)),))


def drop(task: Task, by: str, now: datetime, shown: Shown = NOWHERE) -> Changes:
    """Never try again. Hold the outbox lease. Raises UsageError after DATA was sent (then `resolve` decides)."""
    _only(task, BEFORE_DATA, "drop")
    return _settled(_moved(task, "dropped", now, Reason.of("dropped", by=by)), shown, now)


def standing(message: Message, task: Task, now: datetime) -> Message:
    """The message of a mail as it stands by what became of its task: customers see it once it may have reached any of
    them; before that it is in nobody's history, and no next answer is given to it."""
    having = {"sent"} if task.state == "dropped" else LEFT  # of one in doubt that is dropped somebody knows
    may_have_left = task.state in LEFT or any(each.state in having for each in task.deliveries)
    if may_have_left and message.visibility == "unsent":
        return replace(message, visibility="customer", received_at=now)
    if not may_have_left and message.visibility == "customer":
        return replace(message, visibility="unsent")
    return message


def leaving(task: Task, message: Message | None, conversation: Conversation | None, now: datetime) -> Changes:
    """What is committed with the task that is about to be transmitted: its message joins the conversation, and whoever
    sees it takes part from now on. A conversation that changed since it was read keeps it from leaving."""
    if message is None or message.visibility == "internal":
        return Changes()
    shown = standing(message, task, now)
    seen = frozenset(key(one.spec) for one in (*shown.originators, *shown.to, *shown.cc))
    if conversation is None or shown.automatic:
        return Changes(messages=(shown,))
    readers = conversation.participants | seen
    return Changes(messages=(shown,), conversations=(conversation.amended(participants=readers, changed_at=now),))


def doubt(task: Task) -> Reason:
    """How a conversation says that a mail of its is in doubt."""
    return Reason.of("arrival_in_doubt", **_named(task, "in_doubt"), task=task.id[:8])


def _only(task: Task, states: frozenset[State], verb: str) -> None:
    if task.state not in states:
        raise UsageError(Reason.of("task_not_so", verb=verb, id=task.id, state=task.state), Reason("advice_show_state"))


def _heard(task: Task, state: str, said: Delivery) -> tuple[Delivery, ...]:
    return tuple(replace(said, recipient=each.recipient) if each.state == state else each for each in task.deliveries)


def _moved(task: Task, state: State, now: datetime, reason: Reason | None) -> Task:
    return task.amended(state=state, changed_at=now, reason=reason)


def _due(task: Task, now: datetime, reason: Reason) -> Task:
    return replace(_moved(task, "queued", now, reason), due_at=now, attempt=0, waited=timedelta(0))


def _deferred(task: Task, now: datetime, reason: Reason) -> Task:
    if task.waited < PATIENCE:
        return task.deferred(now, reason)
    last = _given_up(task, reason)
    if not isinstance(task.work, SendMail):
        return _moved(task, "refused", now, last)
    given_up = tuple(
        replace(each, state="refused", reason=_given_up(task, _told("deferred", replace(each, recipient=""))))
        if each.state == "deferred"
        else each
        for each in task.deliveries
    )
    return replace(settled(replace(task, deliveries=given_up), now), reason=last)


def _told(code: str, one: Delivery) -> Reason:
    """`code` with our own reason for it, else with the last words of the server."""
    if one.reason:
        return Reason.of(code, to=one.recipient).because(one.reason)
    return Reason.of(code, to=one.recipient, reply=one.reply)


def _given_up(task: Task, last: Reason) -> Reason:
    return Reason("given_up", (("tries", str(task.attempt)), *last.evidence))


def _shown(task: Task, work: SendMail, conversation: Conversation, now: datetime) -> Conversation:
    after = conversation
    if task.state == "in_doubt":
        after = after.needing(doubt(task))
    if task.state == "dropped" and task.reason is not None and task.reason.code == "draft_pulled_back":
        after = after.needing(task.reason)
    if task.state in ("sent", "refused") and any(each.state == "refused" for each in task.deliveries):
        after = after.needing(_refusal(task))
    if _gone(task) and work.purpose == "reply":
        # A customer who wrote again after this reply was written waits for the next one: the ball is with us.
        crossed = after.last_in_at is not None and after.last_in_at > task.created_at
        status = "waiting" if after.status == "open" and not crossed else after.status
        # Only a person's answer makes a customer known: a robot that our rules answer must not pass for one.
        answered_at = after.answered_at if work.automatic else after.answered_at or now
        after = after.amended(answered_at=answered_at, status=status)
        if not work.automatic:
            after = after.answered().turned(Turn(now, "answered", work.mail, work.by))
    after = unasked.conversation(after, task)
    if work.promise is not None and (_gone(task) or task.state == "in_doubt"):
        after = after.promised(work.promise, now)
    return conversation if after == conversation else after.amended(changed_at=now)


def _gone(task: Task) -> bool:
    return any(each.state == "sent" for each in task.deliveries)


def _settled(task: Task, shown: Shown, now: datetime) -> Changes:
    changes = aftermath(task, shown.conversation, now, shown.draft, shown.message)
    return replace(changes, customers=unasked.customers(task, shown.conversation, shown.customer))


def _draft(task: Task, draft: Draft, now: datetime) -> Draft | None:
    """The draft after what became of its mail, None when it stays: what did not leave waits for a person again."""
    if _gone(task):
        return replace(draft, state="sent", changed_at=now) if draft.state != "sent" else None
    if task.state in ("dropped", "refused") and draft.state == "approved" and draft.mail == _mail(task):
        return replace(draft, state="waiting", decided_by="", approvals=(), send_at=None, task="")
    return None


def _mail(task: Task) -> str:
    return task.work.mail if isinstance(task.work, SendMail) else ""


def _calmed(shown: Shown, reason: Reason, now: datetime) -> Shown:
    calmed = shown.conversation and shown.conversation.calmed((reason,)).amended(changed_at=now)
    return replace(shown, conversation=calmed)


def _refusal(task: Task) -> Reason:
    said = task.reason or Reason("refused")
    reply = (("recipient", said.fact("to")), ("tries", said.fact("tries")), ("reply", said.fact("reply")))
    need = Reason.of("mail_refused", **_named(task, "refused"), **dict(reply))
    return need.because(said.behind) if said.behind else need


def _named(task: Task, state: str) -> dict[str, str]:
    to = ", ".join(each.recipient for each in task.deliveries if each.state == state)
    return {"purpose": task.purpose, "to": to}


def _copy(task: Task, mail: str, now: datetime, role: Literal["sent", "drafts"]) -> Task:
    """The copy in a folder, queued once however often the task settles; the mailbox skips one that is there already."""
    return new_task(task.desk, f"{task.cause}/{role}", FileMail(mail, role), now, task.conversation)
