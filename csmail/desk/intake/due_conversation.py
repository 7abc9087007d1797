"""What is done about one conversation when a moment of its clocks has come: rules, the ladder, an apology."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from csmail.actions.draft import Draft
from csmail.actions.escalate import Escalate
from csmail.clocks import (
    Ladder,
    Moment,
    Rise,
    calendar,
    moments,
    open_run,
    planned,
    reckoned,
    run_of,
    shown_at,
    stands,
    still_coming,
)
from csmail.desk import notices, put_back
from csmail.desk.believed_clock import BELIEVED
from csmail.desk.crew import Crew
from csmail.desk.customers.unsettled import Unsettled
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.intake import follow_ups
from csmail.desk.message_places import places
from csmail.desk.originals import whole
from csmail.desk.satisfaction import asked
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.model import effects
from csmail.model.changes import Changes
from csmail.model.clock import Clock
from csmail.model.conversation import REMINDER
from csmail.model.desk import Tier
from csmail.model.effects import Effect
from csmail.model.follow_up import FollowUp
from csmail.model.reason import Reason
from csmail.model.receipt import Arrival, Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.decide import decide
from csmail.rules.rule import ActionCall
from csmail.rules.steps import Veto, run_actions

BY = "clock"
ON: Mapping[str, Arrival] = {"half": "half", "silence": "silence", "closed": "closed"}
APOLOGY = ActionCall("draft", Draft(template="apology"), "template=apology")


@dataclass(frozen=True, slots=True)
class Told:
    """A step of the ladder that is taken: `to` is told of the conversation as `situation` has it."""

    to: str
    step: str
    situation: Situation


class Course:
    """Where a conversation stands while one thing after the other is done about it."""

    def __init__(
        self, workspace: Workspace, id: str, until: datetime, together: Collection[str] | None = frozenset()
    ) -> None:
        """What lies after `until` is not due yet. Whoever stands in `together` (None: anybody) is written no mail: he
        is told of it with others (`told`). `may_have_left`: what it tells was due before a copy of the store was put
        back. Raises NotFound, StoreError."""
        self.workspace = workspace
        self.situation = by_hand(workspace, id, BY).amended(person=False)
        self.until = until
        self.together = together
        self.told: list[Told] = []
        self.may_have_left = False
        self.collector = ChangeCollector(workspace.desk, self.situation.now)

    def changes(self) -> Changes:
        """Everything that is due, as one commit; nothing where nothing is."""
        before, desk, now = self.situation.conversation, self.situation.desk, self.situation.now
        self._come()
        self._follow_up()
        for one in moments(before, desk, now):
            if one.at <= self.until:
                self._reach(one.at)
                self._pass(one)
        clock = open_run(reckoned(self.situation.conversation, desk, now))
        if clock is not None:
            self._climb(clock)
        after = asked.noted(self.workspace.store, self.collector, self.situation.conversation)
        if after is not before:
            after = after.amended(passed=still_coming(after, desk, now), changed_at=now)
            self.collector.conversations[after.id] = after
        changes = self.collector.changes()
        if self.may_have_left:
            changes = replace(changes, tasks=tuple(put_back.held(one, self.situation.now) for one in changes.tasks))
        return self._soon(changes)

    def _reach(self, at: datetime) -> None:
        """A copy that was put back does not know what was written at a moment before that: its mails are held."""
        self.may_have_left = self.may_have_left or put_back.may_have_left(self.workspace.store, at)

    def _soon(self, changes: Changes) -> Changes:
        """By a clock that is not believed nothing is put off: the next pass looks again, whatever it says then."""
        if self.until >= self.situation.now:
            return changes
        again = tuple(one.amended(next_moment=self.until - BELIEVED) for one in changes.conversations)
        return replace(changes, conversations=again)

    def _come(self) -> None:
        """Moments that somebody named: the end of a snooze, what he wanted to be told of."""
        conversation, desk, now = self.situation.conversation, self.situation.desk, self.situation.now
        shown = shown_at(conversation, desk, now)
        listed = shown is not None and shown <= self.until
        steps = [Step("", "snooze", "", None, (effects.Snooze(None),))] if listed else []
        for one in conversation.reminders:
            if one.at <= self.until:
                why = Reason.of(REMINDER, by=one.by, text=one.text)
                steps.append(Step("", "remind", "", None, (effects.AskPerson(why),)))
        if not steps:
            return
        waiting = tuple(one for one in conversation.reminders if one.at > self.until)
        self.situation = self.situation.amended(conversation=conversation.amended(reminders=waiting))
        self._take_down(steps, self._writer(f"time/{conversation.id}/{conversation.version}"), "time")
        for step in steps:
            self.situation = amend(self.situation, step.effects)

    def _follow_up(self) -> None:
        """What was planned for now; what no longer stands is let go of."""
        conversation, desk, now = self.situation.conversation, self.situation.desk, self.situation.now
        come = {one: at for one, at in planned(conversation, desk, now) if at <= self.until}
        due = list(come)
        left = tuple(one for one in conversation.follow_ups if one not in due and stands(one, conversation))
        if left != conversation.follow_ups:
            self.situation = self.situation.amended(conversation=conversation.amended(follow_ups=left))
        for one in due:
            self._reach(come[one])
            cause = f"later/{conversation.id}/{one.action}/{one.parameters}/{one.set_at}/{one.rule}"
            self._carry_out(one, cause)

    def _carry_out(self, one: FollowUp, cause: str) -> None:
        call = follow_ups.call(one, self.workspace.rules)
        if call is None:
            why = Reason.of("follow_up_lost", rule=one.rule, action=one.action, parameters=one.parameters)
            steps = (Step(one.rule, one.action, one.parameters, None, (effects.AskPerson(why),)),)
            self._take_down(steps, self._writer(cause), "time")
            self.situation = amend(self.situation, steps[0].effects)
            return
        before = self.situation
        self.situation = before.amended(on="time", by=one.rule or before.by)
        self._act((call,), cause, "time")
        self.situation = self.situation.amended(on=before.on, by=before.by)

    def _pass(self, moment: Moment) -> None:
        conversation = self.situation.conversation
        self.situation = self.situation.amended(
            conversation=conversation.amended(passed=conversation.passed | {moment.mark})
        )
        cause = f"moment/{conversation.id}/{moment.mark}"
        if moment.kind == "apology":
            self._act((APOLOGY,), cause, "half")
        elif not moment.passed_over and moment.kind != "broken":
            self._ask_rules(moment, cause)
        self._tell_chats(moment)

    def _tell_chats(self, moment: Moment) -> None:
        if moment.kind == "overdue" or moment.kind == "broken":
            id = self.situation.conversation.id
            event = notices.Event(moment.kind, f"{id}/{moment.mark}", id, moment.at)
            self.collector.tasks.extend(notices.tasks(self.workspace.desk, event, self.situation.now))

    def _ask_rules(self, moment: Moment, cause: str) -> None:
        """One receipt says which rules hit and which missed."""
        on = ON.get(moment.kind, "overdue")
        writer = self._writer(cause)
        rules = self.workspace.rules
        found = Crew(self.workspace).informed(
            self.situation.amended(on=on, clock=moment.clock, silence=moment.silence), rules
        )
        found = Unsettled(self.workspace.store, {}).informed(found, rules)
        decision = decide(rules, found, self._veto(writer))
        if decision.asked:
            self._enter(decision.steps, writer)
            deed = receipts.Deed(cause, BY, found.now, on)
            self.collector.receipts.append(receipts.of_walk(self._about(), decision, deed, ()))
        self.situation = decision.situation.amended(on=self.situation.on, clock="", silence="")

    def _climb(self, clock: Clock) -> None:
        """Tell the step of the ladder that is due, if one is; whoever cannot be told is passed over."""
        conversation, desk, now = self.situation.conversation, self.situation.desk, self.situation.now
        run = run_of(clock)
        taken = [one for one in conversation.escalations if one.run == run]
        ladder = Ladder(desk.escalation, calendar(desk.hours))
        rise = ladder.rise(clock, taken, now, conversation.bounced)
        if rise is None or self._lies_ahead(rise, ladder, clock):
            return
        over = tuple(_over(tier, run) for tier in rise.passed_over)
        cause = f"ladder/{conversation.id}/{run}/{rise.tier.name if rise.tier else rise.passed_over[-1].name}"
        writer = self._writer(cause)
        if over:
            self.situation = amend(self.situation, over)
            self._take_down((Step("", "escalate", "", None, over),), writer, "overdue")
        if rise.tier is not None:
            self._reach(ladder.due_at(rise.tier, clock) or now)
            self._tell(rise.tier, run, writer)
        self._ask_if_alone(run)

    def _lies_ahead(self, rise: Rise, ladder: Ladder, clock: Clock) -> bool:
        """Whether a step is due only by a clock that is not believed yet: then none is taken, for only the highest of
        those that are due is told."""
        if self.until >= self.situation.now:
            return False
        due = (ladder.due_at(tier, clock) for tier in (*rise.passed_over, *((rise.tier,) if rise.tier else ())))
        return any(at is None or at > self.until for at in due)

    def _tell(self, tier: Tier, run: str, writer: LetterWriter) -> None:
        asked = ActionCall("escalate", Escalate(step=tier.name), f"step={tier.name}")
        (step,), risen = run_actions(self.situation.amended(on="overdue"), (asked,), "", self._veto(writer))
        self._take_down((step,), writer, "overdue", 1)
        if step.withheld:
            risen = amend(risen, (_over(tier, run), effects.AskPerson(step.withheld)))
        self.situation = risen.amended(on=self.situation.on)

    def _ask_if_alone(self, run: str) -> None:
        """Nobody of the ladder could be told in this run, and it has no step left: a person has to see it."""
        taken = [one for one in self.situation.conversation.escalations if one.run == run]
        names = {one.step or one.to for one in taken}
        if all(tier.name in names for tier in self.situation.desk.escalation) and all(one.passed_over for one in taken):
            urgent = effects.SetPriority("urgent")
            self.situation = amend(self.situation, (effects.AskPerson(Reason("nobody_left_to_tell")), urgent))

    def _act(self, asked: Sequence[ActionCall], cause: str, on: Arrival) -> None:
        writer = self._writer(cause)
        steps, after = run_actions(self.situation, asked, "", self._veto(writer))
        self._take_down(steps, writer, on)
        self.situation = after

    def _writer(self, cause: str) -> LetterWriter:
        return LetterWriter(self.workspace, lambda message: whole(self.workspace, message), cause)

    def _veto(self, writer: LetterWriter) -> Veto:
        return lambda situation, asked: writer.veto(situation, tuple(one for one in asked if not self._is_folded(one)))

    def _is_folded(self, effect: Effect) -> bool:
        """Whether this mail tells somebody who is told of several at once."""
        if not isinstance(effect, effects.Send) or effect.letter.purpose != "escalation" or effect.hold:
            return False
        return self.together is None or any(one.spec in self.together for one in effect.letter.audience.to)

    def _take_down(self, steps: Sequence[Step], writer: LetterWriter, on: Arrival, first: int = 0) -> None:
        self._enter(steps, writer)
        for number, step in enumerate(steps, first):
            deed = receipts.Deed(f"{writer.cause}/{number}", BY, self.situation.now, on)
            self.collector.receipts.append(receipts.of_deed(self._about(), receipts.record(step), deed))

    def _enter(self, steps: Sequence[Step], writer: LetterWriter) -> None:
        alone = []
        for step in steps:
            folded = [one for one in step.effects if self._is_folded(one)]
            ups = [one for one in step.effects if isinstance(one, effects.Escalate)] if folded else []
            self.told += [Told(one.to, one.step or one.to, self.situation) for one in ups]
            left = tuple(one for one in step.effects if one not in folded)
            alone.append(Step(step.rule, step.action, step.parameters, step.withheld, left))
        self.collector.enter(self.situation, alone, writer, places(self.workspace, self.situation, alone))

    def _about(self) -> receipts.About:
        found = self.situation
        return receipts.About(found.desk.name, found.conversation.id, found.message.key if found.message else "")


def _over(tier: Tier, run: str) -> effects.Escalate:
    return effects.Escalate(tier.to, None, BY, tier.name, run, passed_over=True)
