"""Reads what an older csmail wrote: documents whose reasons were sentences."""

from __future__ import annotations

from typing import Any

from csmail.model import hold
from csmail.model.reason import Reason

KINDS = ("conversations", "receipts", "tasks", "drafts")


def upgraded(kind: str, document: dict[str, Any]) -> dict[str, Any]:
    """The document with its reasons as codes; as it is when it has no sentence."""
    match kind:
        case "conversations":
            return {**document, "needs": [_reason(need) for need in document.get("needs", ())]}
        case "receipts":
            notes = [_text(note) for note in document.get("notes", ())]
            return {**document, "steps": [_step(step) for step in document.get("steps", ())], "notes": notes}
        case "tasks":
            return _task(document)
        case "drafts":
            return {**document, "audience": _audience(document["audience"])}
        case _:
            return document


def _step(step: dict[str, Any]) -> dict[str, Any]:
    withheld = _reason(step["withheld"]) if step.get("withheld") else None
    return {**step, "withheld": withheld, "did": [_text(deed) for deed in step.get("did", ())]}


def _audience(audience: dict[str, Any]) -> dict[str, Any]:
    origins = [{**origin, "why": _text(origin["why"])} for origin in audience.get("origins", ())]
    return {**audience, "origins": origins}


def _text(said: Any) -> Any:
    """What only people read stays the text that it was."""
    return _plain(Reason.of("said", text=said)) if isinstance(said, str) else said


def _task(task: dict[str, Any]) -> dict[str, Any]:
    """A note and the code of a hold stood beside each other; before holds had codes the note alone said it."""
    kept = {name: value for name, value in task.items() if name not in ("note", "hold")}
    from csmail.stores.shared import older_sentences

    known = older_sentences.of_task(str(task.get("state", "")), str(task.get("note") or ""))
    code = task.get("hold") or ""
    if code in hold.CODES and (known is None or known.code != code):
        known = Reason(str(code))
    return {**kept, "reason": _plain(known) if known else None}


def _reason(said: Any) -> Any:
    if not isinstance(said, str):
        return said
    from csmail.stores.shared import older_sentences  # its patterns take 2 ms; most stores hold no sentence any more

    return _plain(older_sentences.reason(said))


def _plain(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "evidence": reason.evidence}
