"""What the list and its preview say of an entry, read from the store when its page is first shown."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.desk.by_hand import approval, courtesy
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError
from csmail.mail.threading.subject import base
from csmail.mail.transcript import question
from csmail.model.conversation import Conversation
from csmail.model.draft_life import behind
from csmail.model.message import Message
from csmail.model.mirror import MAILPROGRAM
from csmail.model.reason import Reason
from csmail.model.task import Draft
from csmail.outbox import draft_gate
from csmail.review.entries import Entry
from csmail.tone.checks.about import Finding

ASSIST = "assist"
RULE = "rule"
BEGINNING = 400
PREVIEWED = 20
"""Of so many messages the newest question is looked for; behind them the preview stays empty."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `by` is a short name; `edition` is the one that is shown, 0 without a draft."""

    id: str
    who: str
    subject: str
    by: str = ""
    edition: int = 0
    customer: str = ""
    priority: str = ""
    tags: tuple[str, ...] = ()
    assisted: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What `approve` would say of a draft now: `refusal` is its code, "" when nothing speaks against it.

    `eyes` of `wanted` people stand behind it; `wanted` is 1 where one is enough. `reason` says why it would refuse.
    """

    refusal: str = ""
    reason: Reason | None = None
    eyes: int = 0
    wanted: int = 1
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Beside the row: what was asked, what the courtesy lint says, how the draft begins."""

    asked: str
    looked: Looked
    begins: str = ""


def row(workspace: Workspace, one: Entry) -> Row:
    """Raises StoreError."""
    conversation = surviving(workspace.store.conversation, one.conversation)
    draft = None if one.task else workspace.store.draft(one.id)
    who, customer = _customer(conversation)
    subject = base(conversation.subject) if conversation else ""
    if draft is None:
        return Row(one.id, who, subject or "", customer=customer)
    return Row(
        id=one.id,
        who=who or ", ".join(to.spec for to in draft.audience.to),
        subject=subject or base(draft.subject),
        by=short(workspace, draft),
        edition=draft.edition,
        customer=customer,
        priority=conversation.priority if conversation else "",
        tags=tuple(sorted(conversation.tags)) if conversation else (),
        assisted=draft.author.startswith(ASSIST),
    )


def looked(workspace: Workspace, draft: Draft, by: str) -> Looked:
    """Ask what approving it would say. Raises StoreError."""
    if draft.state != "waiting":
        return Looked()
    eyes, wanted = _eyes(workspace, draft)
    findings = courtesy.findings(workspace, draft, workspace.store.mail(draft.mail))
    try:
        found = approval.checked(workspace, draft, by, terms=approval.Terms(draft.edition))
    except CsmailError as error:
        return Looked(error.code, error.reason, eyes, wanted, findings)
    return Looked("", None, eyes, wanted, found.found)


def preview(workspace: Workspace, one: Entry, by: str) -> Preview:
    """What stands below the list. Raises StoreError."""
    draft = None if one.task else workspace.store.draft(one.id)
    asked = newest_question(workspace, one.conversation)
    words = asked.text if asked else ""
    return Preview(words, looked(workspace, draft, by), draft.text[:BEGINNING]) if draft else Preview(words, Looked())


def newest_question(workspace: Workspace, conversation: str) -> Message | None:
    """The mail that waits for an answer. Raises StoreError."""
    found = []
    for number, message in enumerate(workspace.store.newest(conversation)):
        found.append(message)
        if number == PREVIEWED or (message.direction == "in" and message.kind == "human"):
            break
    return question(found[::-1])


def short(workspace: Workspace, draft: Draft) -> str:
    """Who wrote the edition, in a word: a colleague's short name, `rule`, `assist`."""
    if draft.author.startswith(ASSIST):
        return ASSIST
    if draft.person or draft.author == MAILPROGRAM:
        return name_of(workspace, draft.author)
    return RULE


def name_of(workspace: Workspace, by: str) -> str:
    """What colleagues call somebody."""
    agent = workspace.desk.people.of(by)
    return agent.short if agent else by.partition("@")[0]


def _eyes(workspace: Workspace, draft: Draft) -> tuple[int, int]:
    conversation = surviving(workspace.store.conversation, draft.conversation)
    two = conversation is not None and draft_gate.needs_two(conversation, workspace.desk.drafts)
    if not two:
        return 0, 1
    try:
        counted = approval.counted(workspace, draft)
    except CsmailError:
        counted = ()
    return len(behind(draft.author, draft.person, counted)), draft_gate.EYES


def _customer(conversation: Conversation | None) -> tuple[str, str]:
    """Name and address with the name of the customer."""
    customer = conversation.customer if conversation else None
    if customer is None:
        return "", ""
    named = f"{customer.name} <{customer.spec}>" if customer.name else customer.spec
    return customer.name or customer.spec, named
