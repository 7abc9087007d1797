"""Gives conversations that wait for an agent to whoever is there now, the oldest due first.

| what happens | what follows |
| --- | --- |
| the pass dies in the middle | each conversation and its receipt are one commit: the next pass goes on |
| somebody claims one meanwhile | it changed: it is decided anew, and left to whoever has it |
| rules.yaml names an agent no more | what he had is nobody's and asks for a person |
| nobody is there | no conversation is read |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from csmail.actions.assign import Assign
from csmail.clocks import open_run, presence, reckoned
from csmail.desk.crew import Crew
from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.presence import away_of
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model import effects
from csmail.model.changes import Changes
from csmail.model.conversation import WAITS_FOR_AGENT, Conversation
from csmail.model.desk import Desk
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.rule import ActionCall
from csmail.rules.steps import run_actions

BY = "csmail"
MOST = 500
"""Conversations given or taken back in one go; the next pass goes on."""
AUTO = ActionCall("assign", Assign("auto"), "auto")


def hand_out(workspace: Workspace) -> int:
    """Take back from agents who left, then give what waits; how many were given. Raises StoreError.

    Hold the lease of the pass. A conversation that keeps changing under us is left to the next pass.
    """
    _take_back(workspace)
    if not workspace.store.count(_unassigned(workspace)) or not _anybody_there(workspace):
        return 0
    crew = Crew(workspace)
    given = 0
    for one in sorted(_waiting(workspace), key=lambda one: _due(workspace, one))[:MOST]:
        given += bool(_commit(workspace, one.id, lambda found: _given(workspace, crew, found)))
    return given


def gone(workspace: Workspace) -> dict[str, int]:
    """Who has open conversations here and is no agent any more, with how many. Raises StoreError."""
    held = workspace.store.holders(workspace.desk.name)
    return {agent: count for agent, count in held.items() if not _works_here(workspace.desk, agent)}


def _works_here(desk: Desk, agent: str) -> bool:
    """Whether he is an agent of the desk, or of another one of the file, which may serve its conversations."""
    return any(one.team.of(agent) for one in (desk, *desk.others))


def _take_back(workspace: Workspace) -> None:
    for agent in gone(workspace):
        asked = ConversationFilter(workspace.desk.name, ("open", "waiting"), assignee=agent)
        for id in [one.id for one in workspace.store.conversations(asked)][:MOST]:
            _commit(workspace, id, lambda found: _left(workspace, found))


def _anybody_there(workspace: Workspace) -> bool:
    desk, now = workspace.desk, workspace.now()
    everybody = ((one, each) for each in (desk, *desk.others) for one in each.team.people)
    return any(presence(one, each, away_of(workspace.store, one.address), now) == "there" for one, each in everybody)


def _unassigned(workspace: Workspace) -> ConversationFilter:
    return ConversationFilter(workspace.desk.name, ("open",), assignee="", needs=True)


def _waiting(workspace: Workspace) -> Iterator[Conversation]:
    return (one for one in workspace.store.conversations(_unassigned(workspace)) if _waits(one))


def _waits(one: Conversation) -> bool:
    return one.status == "open" and not one.assignee and any(why.code in WAITS_FOR_AGENT for why in one.needs)


def _due(workspace: Workspace, one: Conversation) -> tuple[bool, datetime, datetime, str]:
    """What came in at night is all due at the same moment: then the oldest is first."""
    clock = open_run(reckoned(one, workspace.desk, workspace.now()))
    due_at = clock.due_at if clock is not None else None
    came_at = one.last_in_at or one.opened_at
    return due_at is None, due_at or came_at, came_at, one.id


def _commit(workspace: Workspace, id: str, decide: Callable[[Conversation], Changes]) -> Changes | None:
    """What `decide` makes of the conversation as it is now, committed; None when that is nothing."""

    def decided() -> Changes:
        found = workspace.store.conversation(id)
        return decide(found) if found is not None else Changes()

    def commit(changes: Changes) -> None:
        if changes.conversations:
            workspace.store.commit(changes)

    try:
        changes = committed(decided, commit, KEEPS_CHANGING, KEEPS_CHANGING)
    except Conflict:
        return None
    return changes if changes.conversations else None


def _given(workspace: Workspace, crew: Crew, found: Conversation) -> Changes:
    if not _waits(found):
        return Changes()
    desk = workspace.desk.served(found.served_by)
    situation = crew.seen(Situation(desk, found, None, workspace.now(), "hand", BY))
    (step,), after = run_actions(situation, (AUTO,), "")
    if not any(isinstance(one, effects.Assign) for one in step.effects):
        return Changes()
    crew.gave(after.conversation)
    return _changes(workspace, situation, step, after.conversation)


def _left(workspace: Workspace, found: Conversation) -> Changes:
    if not found.assignee or _works_here(workspace.desk, found.assignee):
        return Changes()
    why = Reason.of("agent_left", agent=found.assignee)
    did = (effects.Assign("", why), effects.AskPerson(why))
    situation = Situation(workspace.desk, found, None, workspace.now(), "hand", BY)
    return _changes(workspace, situation, Step("", "assign", "nobody", None, did), amend(situation, did).conversation)


def _changes(workspace: Workspace, situation: Situation, step: Step, after: Conversation) -> Changes:
    cause = f"hand out/{situation.conversation.id}/{situation.conversation.version}"
    collector = ChangeCollector(workspace.desk, situation.now)
    collector.enter(situation, (step,), LetterWriter(workspace, lambda message: b"", cause), ())
    collector.conversations[after.id] = after.amended(changed_at=situation.now)
    collector.receipts.append(receipts.by_hand(situation, step, cause))
    return collector.changes()
