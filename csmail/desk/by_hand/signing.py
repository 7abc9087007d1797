"""Who signs a draft: the closing of whoever takes it in hand, while it still ends with the one that was filled in."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.effects.letters import language_for
from csmail.desk.effects.variables import variables
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError
from csmail.model.effects import Letter
from csmail.model.task import Draft


def signed(workspace: Workspace, draft: Draft, by: str) -> Draft:
    """The draft as the editor shows it to `by`; the very same where it ends with other words, or with his already."""
    if not ends_with(draft.written, draft.closing):
        return draft
    own = _closing(workspace, draft, by)
    if not own or own == draft.closing:
        return draft
    written = draft.written.rstrip().removesuffix(draft.closing.strip()) + own
    if draft.format == "markdown":
        return replace(draft, closing=own, source=written)
    return replace(draft, closing=own, text=written)


def ends_with(written: str, closing: str) -> bool:
    """Whether the closing stands at the end, whole and as it was filled in."""
    return bool(closing.strip()) and written.rstrip().endswith(f"\n{closing.strip()}")


def _closing(workspace: Workspace, draft: Draft, by: str) -> str:
    """His, "" where it cannot be filled in any more."""
    situation = by_hand(workspace, draft.conversation, by, draft.audience.parent)
    letter = Letter("reply", draft.audience, template=draft.template)
    language = language_for(situation, letter)
    said = variables(situation, letter, language)
    try:
        return workspace.templates.closing(language, said, draft.wording, draft.format == "markdown")
    except CsmailError:
        return ""
