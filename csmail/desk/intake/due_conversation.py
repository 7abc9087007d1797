"""What is done about one conversation when a moment of its clocks has come: rules, the ladder, an apology."""

from __future__ import annotations

from collections.abc import Sequence

from csmail.actions.draft import Draft
from csmail.actions.escalate import Escalate
from csmail.clocks import Ladder, Moment, Rise, calendar, moments, open_run, reckoned, run_of, still_coming
from csmail.desk.crew import Crew
from csmail.desk.customers.unsettled import Unsettled
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.message_places import places
from csmail.desk.originals import whole
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.model import effects
from csmail.model.changes import Changes
from csmail.model.clock import Clock
from csmail.model.desk import Tier
from csmail.model.reason import Reason
from csmail.model.receipt import Arrival, Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.decide import decide
from csmail.rules.rule import ActionCall
from csmail.rules.steps import run_actions

BY = "clock"
APOLOGY = ActionCall("draft", Draft(template="apology"), "template=apology")


def decided(workspace: Workspace, id: str) -> Changes:
    """What is due now, and nothing where nothing is. Raises NotFound, StoreError."""
    return _Course(workspace, by_hand(workspace, id, BY).amended(person=False)).changes()


class _Course:
    """Where the conversation stands while one thing after the other is done about it."""

    def __init__(self, workspace: Workspace, found: Situation) -> None:
        self.workspace = workspace
        self.situation = found
        self.collector = ChangeCollector(workspace.desk, found.now)

    def changes(self) -> Changes:
        """Everything that is due, as one commit."""
        before, desk, now = self.situation.conversation, self.situation.desk, self.situation.now
        for one in moments(before, desk, now):
            if one.at <= now:
                self._pass(one)
        clock = open_run(reckoned(self.situation.conversation, desk, now))
        if clock is not None:
            self._climb(clock)
        after = self.situation.conversation
        if after is not before:
            after = after.amended(passed=still_coming(after, desk, now), changed_at=now)
            self.collector.conversations[after.id] = after
        return self.collector.changes()

    def _pass(self, moment: Moment) -> None:
        conversation = self.situation.conversation
        self.situation = self.situation.amended(
            conversation=conversation.amended(passed=conversation.passed | {moment.mark})
        )
        cause = f"moment/{conversation.id}/{moment.mark}"
        if moment.kind == "apology":
            self._act((APOLOGY,), cause, "half")
        elif not moment.passed_over:
            self._ask_rules(moment, cause)

    def _ask_rules(self, moment: Moment, cause: str) -> None:
        on: Arrival = "half" if moment.kind == "half" else "overdue"
        writer = self._writer(cause)
        rules = self.workspace.rules
        found = Crew(self.workspace).informed(self.situation.amended(on=on, clock=moment.clock), rules)
        found = Unsettled(self.workspace.store, {}).informed(found, rules)
        decision = decide(rules, found, writer.veto)
        self._take_down(decision.steps, writer, on)
        self.situation = decision.situation.amended(on=self.situation.on, clock="")

    def _climb(self, clock: Clock) -> None:
        """Tell the step of the ladder that is due, if one is; whoever cannot be told is passed over."""
        conversation, desk, now = self.situation.conversation, self.situation.desk, self.situation.now
        run = run_of(clock)
        taken = [one for one in conversation.escalations if one.run == run]
        rise = Ladder(desk.escalation, calendar(desk.hours)).rise(clock, taken, now, conversation.bounced)
        if rise is None:
            return
        over = tuple(_over(tier, run) for tier in rise.passed_over)
        cause = f"ladder/{conversation.id}/{run}/{rise.tier.name if rise.tier else rise.passed_over[-1].name}"
        writer = self._writer(cause)
        if over:
            self.situation = amend(self.situation, over)
            self._take_down((Step("", "escalate", "", None, over),), writer, "overdue")
        if rise.tier is not None:
            self._tell(rise.tier, run, writer)
        self._ask_if_alone(rise, taken_names={one.step or one.to for one in self.situation.conversation.escalations})

    def _tell(self, tier: Tier, run: str, writer: LetterWriter) -> None:
        asked = ActionCall("escalate", Escalate(step=tier.name), f"step={tier.name}")
        (step,), risen = run_actions(self.situation.amended(on="overdue"), (asked,), "", writer.veto)
        self._take_down((step,), writer, "overdue", 1)
        if step.withheld:
            risen = amend(risen, (_over(tier, run), effects.AskPerson(step.withheld)))
        self.situation = risen.amended(on=self.situation.on)

    def _ask_if_alone(self, rise: Rise, taken_names: set[str]) -> None:
        """Nobody of the ladder could be told, and it has no step left: a person has to see it."""
        every = self.situation.desk.escalation
        told = [one for one in self.situation.conversation.escalations if not one.passed_over]
        if all(tier.name in taken_names for tier in every) and not told:
            urgent = effects.SetPriority("urgent")
            self.situation = amend(self.situation, (effects.AskPerson(Reason("nobody_left_to_tell")), urgent))

    def _act(self, asked: Sequence[ActionCall], cause: str, on: Arrival) -> None:
        writer = self._writer(cause)
        steps, after = run_actions(self.situation, asked, "", writer.veto)
        self._take_down(steps, writer, on)
        self.situation = after

    def _writer(self, cause: str) -> LetterWriter:
        return LetterWriter(self.workspace, lambda message: whole(self.workspace, message), cause)

    def _take_down(self, steps: Sequence[Step], writer: LetterWriter, on: Arrival, first: int = 0) -> None:
        found = self.situation
        self.collector.enter(found, steps, writer, places(self.workspace, found, steps))
        about = receipts.About(found.desk.name, found.conversation.id, found.message.key if found.message else "")
        for number, step in enumerate(steps, first):
            deed = receipts.Deed(f"{writer.cause}/{number}", BY, found.now, on)
            self.collector.receipts.append(receipts.of_deed(about, receipts.record(step), deed))


def _over(tier: Tier, run: str) -> effects.Escalate:
    return effects.Escalate(tier.to, None, BY, tier.name, run, passed_over=True)
