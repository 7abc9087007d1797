"""What is said inside and what is said to a customer, kept apart: a note leaves only when a person types it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from csmail.model.effects import INTERNAL, Letter
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.ports import Messages, Rendered

QUOTED = re.compile(r"^\s*(?:>\s?)+(.*)$", re.MULTILINE)
SHORTEST = 4
"""Letters: a shorter line says nothing that could be told apart."""


def question(situation: Situation, letter: Letter, language: str) -> Rendered:
    """To a department: in words of ours, so that nothing of the customer is in it but what one of us typed."""
    from csmail.wording import inquiry

    id, department = situation.conversation.id, letter.variables["department"]
    text = inquiry.words(letter.text, id, language, again=bool(letter.variables["again"]))
    return Rendered(text=text, subject=inquiry.subject(department, id, language))


def why_inside(store: Messages, letter: Letter, conversation: str) -> Reason | None:
    """Why words that a person gave may not go to a customer."""
    if letter.purpose in INTERNAL or ">" not in letter.text:
        return None
    return quotes_a_note(letter.text, store.newest(conversation))


def quotes_a_note(text: str, said: Iterable[Message]) -> Reason | None:
    """Why this text cannot go to a customer: it quotes what was said inside and the customer never saw."""
    quoted = {line for one in QUOTED.findall(text) if len(line := _folded(one)) >= SHORTEST}
    if not quoted:
        return None
    known = list(said)
    shown = [_folded(one.text) for one in known if one.visibility == "customer"]
    hidden = [one for one in known if one.visibility != "customer"]
    for line in sorted(quoted):
        if any(line in text for text in shown):
            continue
        note = next((one for one in hidden if line in _folded(one.text)), None)
        if note is not None:
            author = note.originators[0].spec if note.originators else ""
            return Reason.of("quotes_a_note", line=line[:60], author=author)
    return None


def _folded(text: str) -> str:
    return " ".join(re.sub(r"^\s*(?:>\s?)+", "", text, flags=re.MULTILINE).split()).casefold()
