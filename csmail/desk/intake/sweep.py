"""Walks the conversations that wait for an answer and takes the steps of the ladder that are due.

| what happens | what follows |
| --- | --- |
| the sweep dies in the middle | a step and its mail are one commit; its cause names run and step: none goes twice |
| nobody looked for hours | the highest step that is due is told, the lower ones are kept as passed over |
| somebody answers meanwhile | the conversation changed: the step is decided anew, or not at all |
| a step cannot be taken (a template, a loop) | it is kept as passed over, and the conversation asks for a person |
"""

from __future__ import annotations

from collections.abc import Iterator

from csmail.actions.escalate import Escalate
from csmail.clocks import Ladder, Rise, calendar, open_run, reckoned, run_of
from csmail.desk.decide_again import committed
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.originals import original
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model import effects
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Tier
from csmail.model.filters import ConversationFilter
from csmail.model.message import Message
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.rule import ActionCall
from csmail.rules.steps import run_actions

BY = "clock"
MOST = 500
"""Steps taken in one sweep; the next pass takes the others."""


def sweep(workspace: Workspace) -> int:
    """Take what is due; how many conversations went up. Raises StoreError.

    Hold the lease of the pass. A conversation that keeps changing under us is left to the next pass.
    """
    desk = workspace.desk
    if not desk.escalation or not desk.promises.targets("normal"):
        return 0
    risen = 0
    for id in [one.id for one in _waiting(workspace) if _due(workspace, one)][:MOST]:
        try:
            changes = committed(lambda id=id: _decided(workspace, id), workspace.store.commit, id, "")  # type: ignore[misc]
        except Conflict:
            continue
        risen += bool(changes.conversations)
    return risen


def _waiting(workspace: Workspace) -> Iterator[Conversation]:
    return workspace.store.conversations(ConversationFilter(workspace.desk.name, ("open", "waiting")))


def _due(workspace: Workspace, conversation: Conversation) -> Rise | None:
    """The step that is due; what had no question since clocks are kept has none."""
    if not conversation.turns:
        return None
    desk, now = workspace.desk, workspace.now()
    clock = open_run(reckoned(conversation, desk, now))
    if clock is None:
        return None
    taken = [one for one in conversation.escalations if one.run == run_of(clock)]
    return Ladder(desk.escalation, calendar(desk.hours)).rise(clock, taken, now, conversation.bounced)


def _decided(workspace: Workspace, id: str) -> Changes:
    found = by_hand(workspace, id, BY).amended(person=False, on="overdue")
    rise = _due(workspace, found.conversation)
    collector = ChangeCollector(workspace.desk.name, found.now)
    if rise is not None:
        _take(workspace, found, rise, collector)
    return collector.changes()


def _take(workspace: Workspace, found: Situation, rise: Rise, collector: ChangeCollector) -> None:
    clock = open_run(reckoned(found.conversation, found.desk, found.now))
    run = run_of(clock) if clock is not None else ""
    cause = f"ladder/{found.conversation.id}/{run}/{rise.tier.name if rise.tier else rise.passed_over[-1].name}"
    over = tuple(_over(tier, run) for tier in rise.passed_over)
    steps = [Step("", "escalate", "", None, over)] if over else []
    after = amend(found, over)
    writer = LetterWriter(workspace, lambda message: _whole(workspace, message), cause)
    if rise.tier is not None:
        asked = ActionCall("escalate", Escalate(step=rise.tier.name), f"step={rise.tier.name}")
        (step,), risen = run_actions(after, (asked,), "", writer.veto)
        if step.withheld:
            skipped = _over(rise.tier, run)
            risen = amend(after, (skipped, effects.AskPerson(step.withheld)))
        collector.enter(after, (step,), writer, ())
        steps.append(step)
        after = risen
    collector.conversations[found.conversation.id] = after.conversation.amended(changed_at=found.now)
    about = receipts.About(found.desk.name, found.conversation.id, found.message.key if found.message else "")
    for number, step in enumerate(steps):
        deed = receipts.Deed(f"{cause}/{number}", BY, found.now, "overdue")
        collector.receipts.append(receipts.of_deed(about, receipts.record(step), deed))


def _over(tier: Tier, run: str) -> effects.Escalate:
    return effects.Escalate(tier.to, None, BY, tier.name, run, passed_over=True)


def _whole(workspace: Workspace, message: Message) -> bytes:
    """The original; what the store keeps of it where the server has it no more."""
    kept = message.header.encode("latin-1", "replace") + b"\r\n" + message.text.encode()
    return (original(workspace, message.place) if message.place is not None else None) or kept
