"""Writes a suggestion into a draft, as an edition of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from csmail.desk.assisting.grounding import Grounded
from csmail.desk.assisting.material import Material
from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.draft_mail import Words
from csmail.desk.by_hand.editing import Seen
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model.assist import Assisted, author
from csmail.model.reason import Reason
from csmail.model.task import Draft
from csmail.tone.checks.split import sentences

KEPT = 200


def written(workspace: Workspace, draft: Draft, found: Grounded, material: Material, model: str) -> drafts.Decided:
    """Recipients, subject and files stay. Raises Conflict when the customer wrote or a colleague edited meanwhile."""
    asked = by_hand(workspace, draft.conversation, "", draft.audience.parent).message
    if asked is None or asked.key != material.answers:
        raise Conflict(Reason("assist_overtaken"), f"csmail drafts show {draft.id}", code="assist_overtaken")
    signature = workspace.desk.signature.strip()
    below = "" if found.text.endswith(",\n") else "\n"
    text = f"{found.text}{below}{signature}\n" if signature else found.text
    new = tuple(_labelled(found, material))
    known = {one.text for one in new}
    cited = (one for id in found.used for one in material.cited[id])
    changed = replace(
        draft,
        sources=tuple(dict.fromkeys((*draft.sources, *cited))),
        assisted=(*(one for one in draft.assisted if one.text not in known), *new)[-KEPT:],
        assist_wanted=False,
    )
    words = Words(draft.audience, draft.subject, text, seen=Seen(material.answers, material.at))
    return drafts.rewritten(workspace, changed, words, author(model), "assist")


def _labelled(found: Grounded, material: Material) -> Iterator[Assisted]:
    """Sentence by sentence as the lint counts them; sources by the names that people know."""
    for one in found.assisted:
        for span in sentences(one.text):
            text = " ".join(one.text[span.start : span.end].split())
            yield Assisted(text, tuple(material.labels[id] for id in one.sources))
