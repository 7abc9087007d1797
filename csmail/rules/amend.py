"""Applies effects to the situation they were decided in, so that the next step sees what they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from csmail.model.clock import Turn, TurnKind
from csmail.model.conversation import REMINDER, Conversation, Escalation, Status
from csmail.model.effects import (
    AddNote,
    AskPerson,
    Assign,
    Effect,
    Escalate,
    Inquire,
    Mark,
    Move,
    Notify,
    Plan,
    PutOff,
    Remind,
    Send,
    SetMood,
    SetPriority,
    SetStatus,
    SetTarget,
    Snooze,
    StateEffect,
    Tag,
    Transfer,
    WriteDraft,
)
from csmail.model.situation import Situation
from csmail.model.survey import Survey

TURNS: Mapping[Status, TurnKind] = {"closed": "closed", "spam": "spam", "open": "reopened"}


def amend(situation: Situation, effects: Iterable[Effect]) -> Situation:
    """The situation as these effects leave it."""
    before = conversation = situation.conversation
    queued = sent = 0
    for effect in effects:
        conversation = _amended(conversation, effect, situation)
        spends = isinstance(effect, Send) and effect.spends
        queued += spends
        sent += spends and not (isinstance(effect, Send) and effect.hold)
    if conversation is before:
        return situation
    if conversation.changed_at != situation.now:
        conversation = conversation.amended(changed_at=situation.now)
    if conversation.served_by != before.served_by:
        situation = situation.amended(desk=situation.desk.served(conversation.served_by))
    if not queued:
        return situation.amended(conversation=conversation)
    return situation.amended(
        conversation=conversation,
        acknowledged_lately=situation.acknowledged_lately + queued,
        acknowledged_domain=situation.acknowledged_domain + queued,
        acknowledged_hour=situation.acknowledged_hour + queued,
        acknowledged_sent=situation.acknowledged_sent + sent,
    )


def _amended(conversation: Conversation, effect: Effect, situation: Situation) -> Conversation:
    match effect:
        case Tag(add, remove):
            return conversation.amended(tags=(conversation.tags | add) - remove)
        case SetStatus() | SetPriority() | SetTarget() | SetMood() | Assign() | Transfer():
            return _in_state(conversation, effect, situation)
        case Snooze() | Remind() | Plan():
            return _put_off(conversation, effect, situation)
        case Escalate(to, due_at, by, step, run, passed_over):
            up = Escalation(to, situation.now, due_at, by, step, run, passed_over)
            return conversation.amended(escalations=(*conversation.escalations, up))
        case Inquire(inquiry):
            others = (one for one in conversation.inquiries if not (one.waits and one.department == inquiry.department))
            return conversation.amended(inquiries=(*others, inquiry))
        case AskPerson(reason):
            return conversation.needing(reason)
        case Send():
            return _written_to(conversation, effect, situation)
        case WriteDraft(reminds=True):
            return conversation.amended(reminded=(*conversation.reminded, situation.now))
        case AddNote() | WriteDraft() | Notify() | Mark() | Move():
            return conversation
        case _:
            assert_never(effect)


def _in_state(conversation: Conversation, effect: StateEffect, situation: Situation) -> Conversation:
    match effect:
        case SetStatus():
            return _in_status(conversation, effect, situation)
        case SetPriority(priority):
            return conversation.amended(priority=priority).turned(Turn(situation.now, "priority", priority))
        case SetTarget(clock, span):
            return conversation.turned(Turn.target(situation.now, clock, span))
        case SetMood(mood):
            return conversation.amended(mood=mood)
        case Assign(to):
            return conversation.given(to, situation.now)
        case Transfer(to):
            served_by = "" if to == conversation.desk else to
            return conversation.amended(served_by=served_by).turned(Turn(situation.now, "transferred", to))
        case _:
            assert_never(effect)


def _put_off(conversation: Conversation, effect: PutOff, situation: Situation) -> Conversation:
    """What has a moment of its own is to be looked at soon: the sweep finds out when it is."""
    match effect:
        case Snooze(until=None):
            return conversation.listed()
        case Snooze(until):
            return conversation.amended(snoozed_until=until, snoozed_at=situation.now, next_moment=situation.now)
        case Remind(reminder=None):
            come = [reason for reason in conversation.needs if reason.code == REMINDER]
            return conversation.amended(reminders=()).calmed(come)
        case Remind(reminder):
            return conversation.amended(reminders=(*conversation.reminders, reminder), next_moment=situation.now)
        case Plan(follow_up):
            return conversation.amended(follow_ups=(*conversation.follow_ups, follow_up), next_moment=situation.now)
        case _:
            assert_never(effect)


def _in_status(conversation: Conversation, effect: SetStatus, situation: Situation) -> Conversation:
    """A person who closes has looked; a rule that closes has not, and what asks for a person stays."""
    shut = effect.status in ("closed", "spam")
    turn = TURNS.get(effect.status)
    if turn is not None and effect.status != conversation.status:
        conversation = conversation.turned(Turn(situation.now, turn))
    return conversation.listed().amended(
        status=effect.status,
        closed_at=situation.now if shut else None,
        needs=() if shut and situation.person else conversation.needs,
    )


def _written_to(conversation: Conversation, effect: Send, situation: Situation) -> Conversation:
    """A letter that is held counts as written: a person decides about it, no second one is queued beside it."""
    match effect.letter.purpose:
        case "acknowledgement":
            return conversation.amended(acknowledged_at=situation.now)
        case "reply" if not effect.letter.automatic:
            # It is an answer, and brings its readers in, when it leaves (outbox.transitions).
            return conversation.amended(status="open") if conversation.status in ("closed", "spam") else conversation
        case "reply":
            return _shown(conversation, effect)
        case "reminder":
            return _shown(conversation, effect).amended(reminded=(*conversation.reminded, situation.now))
        case "closing":
            return _shown(conversation, effect)
        case "survey":
            asked = (*conversation.surveys, Survey(situation.now))
            return _shown(conversation, effect).amended(surveys=asked)
        case _:
            return conversation  # an automatic answer stops no clock (peers.md, complaint 26)


def _shown(conversation: Conversation, effect: Send) -> Conversation:
    """Whoever sees our mail is a participant: his answer is no stranger's (correct-mail A-10)."""
    from csmail.mail.recipients import seen_by  # a command that writes no mail does without it

    return conversation.amended(participants=conversation.participants | seen_by(effect.letter.audience))
