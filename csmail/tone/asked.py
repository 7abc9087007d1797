"""The mood of a message or of a situation: the one answer that rules, actions and commands ask for."""

from __future__ import annotations

from csmail.mail.new_words import own_words
from csmail.mail.text.quotes import split
from csmail.mail.threading import subject
from csmail.model.desk import Desk, MoodWords
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.tone.judge import NEUTRAL, Mood, judge


def mood_of(message: Message, desk: Desk) -> Mood:
    """What the sender's own words and a subject of his own say. Only when somebody asks: it costs 0.1 ms."""
    own = "" if subject.is_prefixed(message.subject) else message.subject
    text = f"{own}\n\n{own_words(message)}" if own else own_words(message)
    return judge(text, desk.mood_words.upset, desk.mood_words.calm)


def mood_of_text(text: str, words: MoodWords) -> Mood:
    """The mood of a text that came without a mail around it: quotes and signature count for nothing there either."""
    return judge(split(text).own or text, words.upset, words.calm)


def mood(situation: Situation) -> Mood:
    """The mood of the customer: what a person said of the conversation stands, else what the message shows."""
    said = situation.conversation.mood
    if said:
        return Mood(said, () if said == "neutral" else (said,), said=True)
    return mood_of(situation.message, situation.desk) if situation.message else NEUTRAL


def why_a_person(situation: Situation) -> Reason | None:
    """Why no machine answers beyond the acknowledgement: the customer is upset. None when he is not."""
    found = mood(situation)
    if "upset" not in found.tags:
        return None
    return Reason.of("upset", words=found.seen)
