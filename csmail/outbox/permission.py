"""Whether a mail whose envelope was taken may be transmitted."""

from __future__ import annotations

from collections.abc import Callable

from csmail.errors import CsmailError, Stopping, StoreError, Unreachable
from csmail.model.reason import Reason
from csmail.model.task import Task
from csmail.outbox import draft_gate, mailbox_claim
from csmail.outbox.context import Context
from csmail.outbox.overtaken import overtaken
from csmail.outbox.transitions import addressed, settled


def asked(heard: Task, context: Context, before_mailbox: Callable[[], None]) -> Task:
    """The task about to be transmitted, or what becomes of it instead; `before_mailbox` is called before the mailbox
    is, which may take its time. Raises StoreError."""
    if not addressed(heard):
        return settled(heard, context.now())
    if overtaken(heard, context.store):
        return heard.moved("dropped", context.now(), Reason("overtaken"))
    if back := draft_gate.refusal(heard, context.store, context.ways.drafts):
        return heard.moved("dropped", context.now(), back)
    if mailbox_claim.asked(heard):
        before_mailbox()
        try:
            heard = mailbox_claim.passed(heard, context.ways.mailbox(), context.store, context.now())
        except StoreError:
            raise
        except Stopping as error:  # the claim may have been made: a later look at it must know that
            return context.failed(heard, "mailbox", error).amended(reason=Reason(mailbox_claim.INTERRUPTED))
        except CsmailError as error:
            # A wrong certificate too says nothing against this mail: it waits until the mailbox answers again.
            closed = Unreachable(error.reason, error.advice, code=error.code).at(error.about)
            return context.failed(heard, "mailbox", closed)
        except Exception as error:
            return context.failed(heard, "mailbox", error)
    if heard.state == "held":
        return heard
    why = context.bulks.refusal(heard)
    return heard.moved("dropped", context.now(), why) if why else heard.moved("transmitting", context.now())
