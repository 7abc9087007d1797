"""The situation that rules and actions look at: of a mail that arrives, or as a person finds it who acts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from csmail.desk.acquaintance import STRANGER, acquaintance
from csmail.desk.customers.find import facts, keys_of
from csmail.desk.history import History, read
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail import address
from csmail.mail.order import ordered
from csmail.mail.transcript import is_shown, question
from csmail.model.conversation import Conversation
from csmail.model.draft_life import is_at_work
from csmail.model.message import Message, RawMessage
from csmail.model.receipt import Arrival
from csmail.model.situation import Situation
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.desk.context import Context
    from csmail.mail import threading


def of_arrival(
    conversation: Conversation, message: Message, joined: threading.ThreadMatch, raw: RawMessage, context: Context
) -> Situation:
    """What a rule finds: the conversation with the message in it, what was said before, what limits leave.

    Whom a machine may not answer costs no question to the store. Raises StoreError.
    """
    # What reads mail takes 60 ms to load, which a command that acts by hand does without.
    from csmail.desk.limits import Spent, addressee
    from csmail.mail.autoreply import trust

    desk = context.workspace.desk.served(conversation.served_by)
    new = not joined.conversation or joined.begins
    authors = trust.authors(message, desk)
    sender = address.key(authors[0].spec) if authors else ""
    asking = message.verdict.allowed and bool(sender) and not context.backlog
    spent = context.budget.spent(addressee(message, desk)) if asking else Spent()
    earlier = context.acquaintances.of(sender) if asking and new else STRANGER
    return Situation(
        desk,
        conversation,
        message,
        context.now,
        _kind_of(message, new),
        history=() if new else context.history(conversation.id, message.key),
        acknowledged_lately=spent.sender,
        acknowledged_domain=spent.domain,
        acknowledged_hour=spent.hour,
        acknowledged_sent=spent.sent,
        acknowledged_just_now=spent.lately,
        returned=context.echoes.returned(message, raw) if asking and new else "",
        known_customer=asking and (not new or bool(earlier.conversations)),
        known_name=earlier.name,
        wordings=(*earlier.wordings, *context.collector.read_by.get(sender, ())),
        answered_before=asking and _answered_before(conversation, message, new, context),
        quarantined=joined.quarantined,
        customer=context.records.facts(conversation),
        at_work=not new and at_work(context.workspace, conversation.id, context.now),
    )


def by_hand(workspace: Workspace, conversation: str, by: str, answered: str = "") -> Situation:
    """What a person finds: the newest message somebody wrote to us, and what was said. Raises NotFound.

    `answered` is the key of a message that an older draft answers: it is there, however much was said since.
    """
    found = surviving(workspace.store.conversation, conversation)
    if found is None or found.desk != workspace.desk.name:
        raise NotFound(Reason.of("no_conversation_any_more", conversation=conversation), "csmail conversations list")
    kept = History(read(workspace.store, found.id))
    older = workspace.store.message(answered) if answered else None
    if older is not None and older.conversation == found.id and is_shown(older):
        kept.put(older)
    said = ordered(kept.messages)
    newest = question(said)
    history = tuple(one for one in said if newest is None or one.key != newest.key)
    keys = keys_of(workspace.store, found.customer.spec) if found.customer else ()
    earlier = acquaintance(workspace.store, workspace.desk.name, keys, but=found.id)
    return Situation(
        workspace.desk.served(found.served_by), found, newest, workspace.now(), "hand", by, True, history,
        known_customer=bool(earlier.conversations), known_name=earlier.name, wordings=earlier.wordings,
        customer=facts(workspace.store, found),
    )  # fmt: skip


def at_work(workspace: Workspace, conversation: str, now: datetime) -> bool:
    """Whether a person has a draft of it in hand, or approved one that has not left. Raises StoreError."""
    return any(is_at_work(one, now) for one in workspace.store.drafts(conversation))


def _kind_of(message: Message, new: bool) -> Arrival:
    from csmail.mail import bounce

    if bounce.failed(message):
        return "bounce"
    return "arrival" if new else "reply"


def _answered_before(conversation: Conversation, message: Message, new: bool, context: Context) -> bool:
    """Whether a person of ours wrote to whom an automatic answer would go to."""
    if not new and conversation.answered_at is not None:
        return True
    from csmail.desk.limits import addressee

    return context.acquaintances.of(addressee(message, context.workspace.desk)).answered
