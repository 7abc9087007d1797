"""A suggestion that a person asks for: the draft of the template first, then the model's words as an edition of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csmail.actions.draft import Draft as WriteAnswer
from csmail.desk.assisting import edition, suggest
from csmail.desk.assisting.material import Material, gathered
from csmail.desk.by_hand import approval, drafts
from csmail.desk.by_hand.act import act
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError, CsmailError, Refused, StoreError
from csmail.model.task import Draft
from csmail.ports.assistant import Assist, Assistant, Heard
from csmail.reason import Reason
from csmail.rules.rule import ActionCall

EXAMPLE = "{kind: openai, url: http://127.0.0.1:11434/v1, model: llama3.1}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be asked, of whom, for which draft; `waits`: the draft is there already. `why` nothing can be."""

    draft: Draft
    waits: bool
    assist: Assist
    assistant: Assistant
    material: Material | None = None
    why: Reason | None = None

    @property
    def request(self) -> bytes:
        """What would be sent."""
        return self.assistant.written(self.material.request) if self.material else b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The draft as it waits now; `why` there is no suggestion in it."""

    draft: Draft
    why: Reason | None = None


def prepared(workspace: Workspace, conversation: str, by: str, named: Sequence[str]) -> Prepared:
    """Nothing is written or sent. Raises ConfigurationError when no model is named, Refused when nobody may be
    answered, Conflict when an answer is approved or in a colleague's hand, NotFound and UsageError for `named`."""
    assist = workspace.assist
    if assist is None:
        hint = Reason.of("advice_assist_on", example=EXAMPLE)
        raise ConfigurationError(Reason.of("assist_off", desk=workspace.desk.name), hint, code="assist_off")
    known = [one for one in workspace.store.drafts(conversation) if one.purpose == "reply"]
    if approved := next((one for one in known if one.state == "approved"), None):
        raise approval.decided(approved)
    waiting = next((one for one in reversed(known) if one.state == "waiting"), None)
    if waiting is not None:
        drafts.at_hand(workspace, waiting.id, by)
    draft = waiting or _plain(workspace, conversation, by, dry_run=True)
    found = Prepared(draft, waiting is not None, assist, assist.open())
    try:
        material = gathered(workspace, draft, assist.terms, named)
    except Refused as error:
        if error.code == "article_internal":
            raise
        return Prepared(draft, found.waits, assist, found.assistant, why=error.reason)
    return Prepared(draft, found.waits, assist, found.assistant, material)


def suggest_for(workspace: Workspace, ready: Prepared, by: str, heard: Heard) -> Outcome:
    """Write the draft where none waits, and ask; whatever comes of that, the draft waits. Raises StoreError."""
    draft = ready.draft if ready.waits else _plain(workspace, ready.draft.conversation, by, dry_run=False)
    if ready.material is None:
        return Outcome(draft, ready.why)
    asking = suggest.Asking(ready.assistant, ready.material, ready.assist.terms.timeout, heard)
    try:
        found = suggest.suggested(workspace, asking)
        return Outcome(edition.written(workspace, draft, found, ready.material, ready.assistant.model).draft)
    except StoreError:
        raise
    except CsmailError as error:
        return Outcome(workspace.store.draft(draft.id) or draft, error.reason)


def _plain(workspace: Workspace, conversation: str, by: str, dry_run: bool) -> Draft:
    """The draft of the template `answer`, as `csmail draft` writes it."""
    acted = act(workspace, conversation, ActionCall("draft", WriteAnswer()), by, dry_run)
    if acted.step.withheld:
        raise Refused(acted.step.withheld, code=acted.step.withheld.code)
    (made,) = acted.drafts
    return made if dry_run else workspace.store.draft(made.id) or made
