"""Draft: write an answer that waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csmail.actions._letters import Whom, answering, reply_letter, with_more
from csmail.actions.base import param
from csmail.model.effects import AskPerson, Effect, WriteDraft
from csmail.model.reason import Reason
from csmail.model.situation import Situation

ANSWERABLE = frozenset({"human", "calendar"})


@dataclass(frozen=True, slots=True)
class Draft:
    """Write an answer and keep it for a person to approve; nothing leaves."""

    template: str = param("name of the template", default="answer")
    text: str = param("the words, instead of a template", default="", cli="hand")
    whom: Whom = param("answer everybody addressed, or the sender alone", default="all")
    cc: tuple[str, ...] = param("further recipients, visible to everyone", default=())
    bcc: tuple[str, ...] = param("further recipients nobody else sees", default=())
    attach: tuple[Path, ...] = param("files to attach", default=(), cli="hand")
    assist: bool = param("whether a language model is asked for better words", default=False, cli="rule")

    def withheld(self, situation: Situation) -> Reason | None:
        if not situation.person and situation.message and situation.message.kind not in ANSWERABLE:
            return Reason.of("wrong_kind", kind=situation.message.kind)
        if situation.at_work and not situation.person:
            return Reason("person_at_work_on_draft")
        audience = answering(situation, self.whom)
        return Reason(audience.reason) if audience.outcome == "no_reply" else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        audience = with_more(answering(situation, self.whom), self.cc, self.bcc, situation)
        letter = reply_letter(audience, self.template, self.text, self.attach)
        draft = WriteDraft(letter, author=situation.by, assist=self.assist)
        if audience.outcome == "hold":
            return draft, AskPerson(Reason.of("check_draft_recipients", why=audience.reason))
        return (draft,)
