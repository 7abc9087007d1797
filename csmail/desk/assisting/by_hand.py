"""A suggestion that a person asks for: the draft of the template first, then the model's words as an edition of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csmail.actions.draft import Draft as WriteAnswer
from csmail.desk.assisting import edition, suggest
from csmail.desk.assisting.material import Material, gathered
from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.overtaken import decided
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError, CsmailError, Refused, StoreError
from csmail.model.task import Draft
from csmail.ports.assistant import Assist, Assistant, Heard
from csmail.reason import Reason
from csmail.rules.rule import ActionCall

EXAMPLE = "{kind: openai, url: http://127.0.0.1:11434/v1, model: llama3.1}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be asked, of whom, for which draft (one that waits, or would be written). `why` nothing can be."""

    draft: Draft
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
    known = workspace.store.drafts(conversation)
    if approved := next((one for one in known if one.purpose == "reply" and one.state == "approved"), None):
        raise decided(approved)
    waiting = _waiting(workspace, conversation)
    if waiting is not None:
        drafts.at_hand(workspace, waiting.id, by)
    draft = waiting or _plain(workspace, conversation, by, dry_run=True)
    assistant = assist.open()
    try:
        material = gathered(workspace, draft, assist.terms, named)
    except Refused as error:
        if error.code == "article_internal":
            raise
        return Prepared(draft, assist, assistant, why=error.reason)
    return Prepared(draft, assist, assistant, material)


def suggest_for(workspace: Workspace, ready: Prepared, by: str, heard: Heard) -> Outcome:
    """Write the draft where none waits, and ask; whatever comes of that, the draft waits.

    Raises StoreError, Conflict when a colleague took it in hand meanwhile.
    """
    conversation = ready.draft.conversation
    # A colleague who asks at the same moment may have written it meanwhile.
    waiting = _waiting(workspace, conversation)
    draft = drafts.at_hand(workspace, waiting.id, by) if waiting else _plain(workspace, conversation, by)
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


def _waiting(workspace: Workspace, conversation: str) -> Draft | None:
    known = [one for one in workspace.store.drafts(conversation, waiting=True) if one.purpose == "reply"]
    return known[-1] if known else None


def _plain(workspace: Workspace, conversation: str, by: str, dry_run: bool = False) -> Draft:
    """The draft of the template `answer`, as `csmail draft` writes it."""
    acted = act(workspace, conversation, ActionCall("draft", WriteAnswer()), by, dry_run)
    if acted.step.withheld:
        raise Refused(acted.step.withheld, code=acted.step.withheld.code)
    made = next(one for one in acted.drafts if one.state == "waiting")  # others may step aside for it
    return made if dry_run else workspace.store.draft(made.id) or made
