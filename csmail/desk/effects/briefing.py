"""What a specialist finds in his mail beside the original: the matter in short, how late it is, what to type."""

from __future__ import annotations

from collections.abc import Iterator

from csmail.clocks import calendar, reckoned
from csmail.mail.new_words import shown_words
from csmail.mail.transcript import is_shown
from csmail.model.situation import Situation
from csmail.tone.asked import mood
from csmail.wording import briefing

LAST = 3
SHORT = 160
COMMANDS = ("conversations show {id}", "why {id}", "reply {id}")


def variables(situation: Situation, language: str) -> dict[str, str]:
    """`summary`, `receipt`, `commands` and `last_messages`, for templates that only our own people read."""
    conversation, felt = situation.conversation, mood(situation)
    known = briefing.Briefing(
        language, sorted(conversation.tags), next(iter(felt.tags), "neutral"), felt.seen, conversation.assignee
    )
    return {
        "summary": briefing.summary(known),
        "receipt": briefing.receipt(tuple(_counted(situation)), language),
        "last_messages": "\n".join(_last(situation, language)),
        "commands": "\n".join(f"    csmail {one.format(id=conversation.id)}" for one in COMMANDS),
    }


def line(situation: Situation, language: str) -> str:
    """One conversation of many: what, from whom, how late, what to type."""
    conversation = situation.conversation
    customer = conversation.customer
    who = (customer.name or customer.spec) if customer else ""
    late = briefing.receipt(tuple(_counted(situation))[:1], language)
    about = ": ".join(filter(None, (who, " ".join(conversation.subject.split())[:SHORT])))
    return "\n".join((f"{conversation.id}  {about}", f"    {late}", f"    csmail conversations show {conversation.id}"))


def _counted(situation: Situation) -> Iterator[briefing.Counted]:
    zone = calendar(situation.desk.hours).zone
    for one in reckoned(situation.conversation, situation.desk, situation.now):
        if one.due_at is not None:
            moments = one.started_at.astimezone(zone), one.due_at.astimezone(zone)
            yield briefing.Counted(one.name, one.used, one.promised, *moments, one.state == "overdue")


def _last(situation: Situation, language: str) -> Iterator[str]:
    """What was said last before the message that stands in the mail itself, a line each."""
    said = [one for one in situation.history if is_shown(one)][-LAST:]
    for one in said:
        words = " ".join(shown_words(one).split())
        cut = words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]} …"
        yield f"{briefing.speaker(one.direction, language)}: {cut}"
