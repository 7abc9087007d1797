"""What the courtesy lint says of a draft, and which of it stops the draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csmail.desk import history
from csmail.desk.workspace import Workspace
from csmail.mail.compose import attachments
from csmail.mail.text.language import language
from csmail.mail.transcript import is_shown, is_spoken
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.task import Draft, Mail
from csmail.tone import lint
from csmail.tone.checks.about import About, Finding

# Tags of ours, in either language, that tell what a conversation is about.
CONTEXTS = {
    "complaint": "complaint", "keluhan": "complaint", "komplain": "complaint",
    "refund": "refund", "pengembalian-dana": "refund", "thanks": "thanks", "terima-kasih": "thanks",
}  # fmt: skip
GUARD = frozenset({"placeholder.left", "secret.asked", "attachment.forgotten"})
"""What stops a draft also where a desk has turned the lint off: such a mail does harm, courteous or not."""


def findings(workspace: Workspace, draft: Draft, mail: Mail | None) -> tuple[Finding, ...]:
    """What is to be said of a draft at this desk; `mail` are its bytes, which hold the files."""
    desk = workspace.desk
    found = lint.lint(draft.text, _about(workspace, draft, mail))
    return tuple(one for one in found if desk.drafts.lint != "off" or one.code in GUARD)


def stopping(found: Iterable[Finding], desk: Desk) -> tuple[Finding, ...]:
    """Those for which a draft does not leave: errors, and where the desk is strict warnings."""
    levels = ("error", "warning") if desk.drafts.lint == "strict" else ("error",)
    return tuple(one for one in found if one.level in levels)


def context_of(tags: Iterable[str]) -> str:
    """What a conversation is about for the lint, told by its tags; a complaint before all else."""
    found = {CONTEXTS[tag] for tag in tags if tag in CONTEXTS}
    return next((one for one in ("complaint", "refund", "thanks") if one in found), "question")


def _about(workspace: Workspace, draft: Draft, mail: Mail | None) -> About:
    conversation = workspace.store.conversation(draft.conversation)
    said = [one for one in history.read(workspace.store, draft.conversation) if one.key != draft.mail]
    spoken = language(draft.text, names=(workspace.desk.display_name,))
    return About(
        language=spoken or (conversation.language if conversation else "") or workspace.desk.language,
        purpose="answer" if draft.purpose == "reply" else draft.purpose,
        context=context_of(conversation.tags if conversation else ()),
        first=not any(one.direction == "out" and is_spoken(one) for one in said),
        attachments=_files(mail) if mail else 0,
        tone=workspace.desk.tone,
        earlier=_earlier(said),
    )


def _files(mail: Mail) -> int:
    return len(attachments.files(mail.data)) + (attachments.original(mail.data) is not None)


def _earlier(said: Sequence[Message]) -> tuple[str, ...]:
    """What customers have from us in this conversation, the automatic answers too."""
    return tuple(one.text for one in said if one.direction == "out" and is_shown(one) and one.text)
