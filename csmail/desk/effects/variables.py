"""What a template may use of a situation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from csmail.model.effects import Letter
from csmail.model.situation import Situation


def variables(situation: Situation, letter: Letter, language: str) -> Mapping[str, str | date]:
    """What a template may use. An acknowledgement gets no words of the sender (reflected spam, threat 10)."""
    from zoneinfo import ZoneInfo

    from csmail.desk.effects.given_word import answer_by, promised_span
    from csmail.mail.new_words import shown_words
    from csmail.wording import dates_and_money

    conversation, desk, message = situation.conversation, situation.desk, situation.message
    acknowledging = letter.purpose == "acknowledgement"
    customer = conversation.customer
    span = promised_span(situation, letter)
    common: dict[str, str | date] = {
        "conversation": conversation.id,
        "customer_name": situation.known_name if acknowledging else customer.name if customer else "",
        "desk_name": desk.display_name or desk.name,
        "desk_address": desk.address,
        "agent": desk.people.display_name(situation.by) if situation.person else "",
        "signature": _signature(situation),
        "today": situation.now.astimezone(ZoneInfo(desk.timezone)).date(),
        "answer_by": answer_by(situation, letter, language),
        "answer_within": dates_and_money.span(span.nominal, language) if span else "",
    }
    if acknowledging:
        return {**common, **letter.variables}
    said = shown_words(message) if message else ""
    own: dict[str, str | date] = {"subject": conversation.subject, "text": said}
    own["customer"] = customer.spec if customer else ""
    if message:
        own["received_at"] = message.received_at.astimezone(ZoneInfo(desk.timezone))
    if letter.purpose == "escalation":
        from csmail.desk.effects import briefing

        own.update(briefing.variables(situation, language))
    return {**situation.captures, **common, **own, **letter.variables}


def _signature(situation: Situation) -> str:
    """That of the person who writes, where he has one of his own and the desk lets him; else the desk's."""
    desk = situation.desk
    own = desk.people.signature(situation.by) if situation.person and desk.drafts.signature == "agent" else ""
    return own or desk.signature
