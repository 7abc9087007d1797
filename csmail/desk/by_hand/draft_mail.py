"""What a draft becomes when it is written anew: its words in both forms, its bytes, its message in the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.desk.by_hand.editing import Seen
from csmail.desk.effects.letters import answered, as_message
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound, UsageError
from csmail.mail import compose, identity
from csmail.mail.compose import attachments
from csmail.model.audience import Audience
from csmail.model.effects import Letter, Purpose
from csmail.model.message import Message, Place
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.task import Draft, DraftFormat, Mail
from csmail.reason import BadValue


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition says and to whom, as its author writes it in `format`; `files` None keeps those of the edition
    before; `seen` is what was there when the editor was opened, None when it was written in one moment; `lay_at` is
    where among the drafts it was read, None when it was not."""

    audience: Audience
    subject: str
    text: str
    files: tuple[compose.File, ...] | None = None
    format: DraftFormat = "text"
    seen: Seen | None = None
    lay_at: Place | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The words of a draft as they leave; `source` is what they were made of, "" where that is the text itself."""

    text: str
    html: str = ""
    source: str = ""


def body(workspace: Workspace, draft: Draft, words: Words) -> Body:
    """The words in the forms that leave. Raises UsageError for Markdown that grows too large."""
    if words.format == "text":
        return Body(words.text)
    from csmail import markdown

    conversation = workspace.store.conversation(draft.conversation)
    language = (conversation.language if conversation else "") or workspace.desk.language
    try:
        page = markdown.page(words.text, language)
    except BadValue as error:
        raise UsageError(error.reason) from None
    return Body(page.text, page.html, words.text)


def rewritten_mail(workspace: Workspace, draft: Draft, words: Words, said: Body, situation: Situation) -> Mail:
    """The bytes of its next edition. Raises Refused when the bytes gate says no, NotFound."""
    old, audience = mail_of(workspace, draft), words.audience
    unique = f"draft/{draft.id}/{draft.version + 1}"
    domain = audience.sender.spec.rpartition("@")[2]
    key, purpose = workspace.store.key(), _purpose(draft)
    answering = identity.tokened(audience, workspace.desk, key, draft.conversation) if purpose == "reply" else audience
    outgoing = compose.Outgoing(
        audience=answering,
        subject=words.subject,
        text=said.text,
        html=said.html,
        message_id=identity.outgoing_message_id(key, draft.conversation, unique, domain),
        date=workspace.now(),
        purpose=purpose,
        parent=answered(situation, Letter(purpose, audience)),
        original=attachments.original(old.data),
        attachments=attachments.files(old.data) if words.files is None else words.files,
    )
    return compose.as_mail(outgoing, workspace.desk)


def message_of(workspace: Workspace, draft: Draft, mail: Mail) -> Message:
    """The mail of an approved draft as a message of its conversation, which no customer sees before it leaves."""
    situation = by_hand(workspace, draft.conversation, draft.decided_by, draft.audience.parent)
    purpose = _purpose(draft)
    outgoing = compose.Outgoing(
        audience=draft.audience,
        subject=draft.subject,
        text=draft.text,
        message_id=mail.message_id,
        date=workspace.now(),
        purpose=purpose,
        parent=answered(situation, Letter(purpose, draft.audience)),
    )
    return as_message(mail, outgoing, situation)


def mail_of(workspace: Workspace, draft: Draft) -> Mail:
    """The bytes of a draft. Raises NotFound."""
    mail = workspace.store.mail(draft.mail)
    if mail is None:
        raise NotFound(Reason.of("draft_mail_missing", id=draft.id), "csmail store info")
    return mail


def _purpose(draft: Draft) -> Purpose:
    return "reply" if draft.purpose == "reply" else "forward"
