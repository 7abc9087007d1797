"""The second fence: an acknowledgement is claimed on the message itself, in the mailbox, before it leaves.

The store knows what it sent. It cannot know what another installation on the same mailbox sent, nor, put back from
yesterday's copy, what it sent itself since then. The keyword on the message knows both.

| what happens | what the user sees | what is kept |
| --- | --- | --- |
| somebody claimed the message before | the acknowledgement is `held`, in `csmail todo` | a person's `retry` sends it |
| the message is where it was no more | the same, with that reason | the same |
| the server has no CONDSTORE, no keywords | a line of `csmail check`; it is sent as before | the promise of the store |
| the mailbox cannot be reached | `deferred`, as when the transport cannot | tried again, given up after five days |
| death between the claim and `transmitting` | `held`: perhaps already sent | a person's `retry` sends it |

An unreachable mailbox defers and does not let through: the message was read from it a moment ago, so it will be back,
and an acknowledgement that comes late does less harm than one that comes twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from csmail.mail.identity import task_id
from csmail.model.hold import CLAIMED_ELSEWHERE, MESSAGE_GONE, PUT_BACK
from csmail.model.message import Place
from csmail.model.reason import Reason
from csmail.model.task import SendMail, State, Task
from csmail.ports import Claim, Mailbox, Store

KEYWORD = "$CsmailAck"
INTERRUPTED = "interrupted"
"""Why a task is queued again that was in hand when its process died."""
CLAIMED_BY_ANOTHER = "claimed_by_another"
WAITING: frozenset[State] = frozenset({"queued", "deferred", "held"})


def asked(task: Task) -> bool:
    """Whether this task must be claimed before it is transmitted."""
    return isinstance(task.work, SendMail) and task.work.of is not None and not task.fence


def cause(desk: str, conversation: str) -> str:
    """Why there is an acknowledgement: the conversation, for life."""
    return f"{desk}/acknowledgement/{conversation}"


def passed(task: Task, mailbox: Mailbox, store: Store, now: datetime) -> Task:
    """The task with its claim, or held. Raises what the mailbox raises: then nothing was decided."""
    said: Claim = "gone"
    for at in _places(task, store):
        said = mailbox.claim(at, KEYWORD)
        if said != "gone":
            break
    if said == "unavailable":
        return task
    if said == "won":
        return replace(task, fence="won")
    return replace(task.held(now, _lost(task) if said == "lost" else Reason(MESSAGE_GONE)), fence="lost")


def _lost(task: Task) -> Reason:
    """Our own claim perhaps, made just before we were killed."""
    why = INTERRUPTED if task.reason and task.reason.code == INTERRUPTED else CLAIMED_BY_ANOTHER
    return Reason.of(CLAIMED_ELSEWHERE, why=why)


def put_back(task: Task, now: datetime) -> Task:
    """An unsent mail of a store that was put back: since the copy was made it may have left."""
    return task.held(now, Reason(PUT_BACK))


def before_move(move: Task, at: Place, mailbox: Mailbox, store: Store, now: datetime) -> Task | None:
    """The acknowledgement that still waits for the message which is about to be moved, claimed; None without one.

    Our own rule may move a mail while the transport is away; its claim must not look for it in vain afterwards.
    """
    waiting = store.task(task_id(cause(move.desk, move.conversation)))
    if waiting is None or waiting.state not in WAITING or waiting.fence:
        return None
    if not isinstance(waiting.work, SendMail) or waiting.work.of != at:
        return None
    claimed = passed(waiting, mailbox, store, now)
    return claimed if claimed != waiting else None


def _places(task: Task, store: Store) -> tuple[Place, ...]:
    """Where the message was, then where it was seen last: renumbered by the server, moved to another folder of ours."""
    if not isinstance(task.work, SendMail) or task.work.of is None:
        return ()
    message = store.message(task.work.answers) if task.work.answers else None
    seen = message.place if message and message.place else task.work.of
    return tuple(dict.fromkeys((task.work.of, seen)))
