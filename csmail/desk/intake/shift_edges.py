"""Asks the rules `on: opening` and `on: closing` when a shift of a desk has begun or ended.

A closing is asked about what the desk serves; an opening also about what came to its own address and another serves.

| what happens | what follows |
| --- | --- |
| nobody looked for days | the last edge of each desk is asked, once |
| the pass dies in the middle | the next one goes on: what a rule did is one commit, which names the edge |
| somebody changes the conversation meanwhile | it is decided anew, or not at all when it was closed |
| two desks change over in one moment | each conversation is asked for the desk that served it before |
| the clock was a day ahead, or nobody ever looked | edges count from now on |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from csmail.clocks import calendar
from csmail.desk.crew import Crew
from csmail.desk.customers.unsettled import Unsettled
from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.limits import Budget, addressee
from csmail.desk.message_places import places
from csmail.desk.originals import whole
from csmail.desk.quiet import TRUSTED_FOR
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model import conversation as nouns
from csmail.model.changes import NOTHING, Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.model.receipt import Arrival, Receipt
from csmail.model.situation import Situation

if TYPE_CHECKING:
    from csmail.rules.decide import Decision

BY = "rules"
WRONG_CLOCK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edge:
    """A shift of `desk` began (`on` opening) or ended."""

    desk: str
    at: datetime
    on: Arrival

    @property
    def cause(self) -> str:
        return f"edge/{self.desk}/{self.at.isoformat()}"

    @property
    def note(self) -> Reason:
        code = "shift_began" if self.on == "opening" else "shift_ended"
        return Reason.of(code, desk=self.desk, at=f"{self.at:%Y-%m-%d %H:%M} UTC")


def visit(workspace: Workspace) -> int:
    """Ask about each open conversation of the desk whose edge has passed; how many of them a rule hit.

    Hold the lease of the pass. Raises StoreError.
    """
    home, now = workspace.desk, workspace.now()
    if workspace.quiet.kept("edges", home, now):
        return 0
    passed = _passed(workspace, now)
    asked = [edge for edge in passed if any(rule.on == edge.on for rule in workspace.rules)]
    hit = 0
    for edge, id in list(_visits(workspace, asked)):
        try:
            decide = partial(_decided, workspace, id, edge)
            done = committed(decide, workspace.store.commit, KEEPS_CHANGING, KEEPS_CHANGING)
        except Conflict:
            continue
        hit += bool(done.conversations)
    if passed:
        workspace.store.remember_all({_fact(workspace, edge.desk): edge.at.isoformat() for edge in passed})
    if not any(calendar(one.hours).last_edge(now, now + TRUSTED_FOR) for one in (home, *home.others)):
        workspace.quiet.keep("edges", home, now, "none soon")
    return hit


def _fact(workspace: Workspace, desk: str) -> str:
    return f"edge/{workspace.desk.name}/{desk}"


def _passed(workspace: Workspace, now: datetime) -> list[Edge]:
    """Of each desk of the file the last edge since the one that was worked off; in one commit for all that begin."""
    store, home = workspace.store, workspace.desk
    begin, passed = {}, []
    for one in (home, *home.others):
        name = _fact(workspace, one.name)
        said = store.fact(name)
        since = datetime.fromisoformat(said) if said else None
        if since is None or since - now > WRONG_CLOCK:
            begin[name] = now.isoformat()
        elif edge := _last(one, since, now):
            passed.append(edge)
    if begin:
        store.remember_all(begin)
    return passed


def _last(desk: Desk, since: datetime, now: datetime) -> Edge | None:
    found = calendar(desk.hours).last_edge(since, now)
    return Edge(desk.name, found[0], "opening" if found[1] else "closing") if found is not None else None


def _visits(workspace: Workspace, edges: Sequence[Edge]) -> Iterator[tuple[Edge, str]]:
    if not edges:
        return
    for one in workspace.store.conversations(ConversationFilter(workspace.desk.name, ("open", "waiting"))):
        for edge in edges:
            if _concerns(edge, one):
                yield edge, one.id


def _concerns(edge: Edge, conversation: Conversation) -> bool:
    """Whether the edge is asked about it. What lay there before the desk began is nobody's work yet."""
    if conversation.backlog and not conversation.turns:
        return False
    comes_home = edge.on == "opening" and conversation.desk == edge.desk
    return conversation.service == edge.desk or comes_home


def _decided(workspace: Workspace, id: str, edge: Edge) -> Changes:
    from csmail.rules.decide import decide  # with it comes all that reads texts: 100 ms for passes without an edge

    found = by_hand(workspace, id, BY).amended(person=False, on=edge.on)
    was = nouns.Edge(edge.desk, edge.at)
    if was in found.conversation.edges or found.conversation.status not in ("open", "waiting"):
        return NOTHING
    collector = ChangeCollector(workspace.desk, found.now)
    cause = f"{edge.cause}/{found.conversation.id}"
    writer = LetterWriter(workspace, lambda message: whole(workspace, message), cause)
    found = Crew(workspace).informed(found, workspace.rules)
    found = Unsettled(workspace.store, {}).informed(found, workspace.rules)
    decision = decide(workspace.rules, _limited(workspace, found, collector), writer.veto)
    if not decision.hits:
        return NOTHING
    collector.enter(found, decision.steps, writer, places(workspace, found, decision.steps))
    after = decision.situation.conversation
    others = tuple(one for one in after.edges if one.desk != edge.desk)
    collector.conversations[after.id] = after.amended(edges=(*others, was), changed_at=found.now)
    collector.receipts.append(_receipt(decision, edge, cause))
    return collector.changes()


def _limited(workspace: Workspace, found: Situation, collector: ChangeCollector) -> Situation:
    """With what is used up of the limits of automatic answers."""
    if found.message is None:
        return found
    spent = Budget(workspace.store, workspace.desk, found.now, collector.acknowledged).spent(
        addressee(found.message, found.desk)
    )
    return found.amended(
        acknowledged_lately=spent.sender, acknowledged_domain=spent.domain, acknowledged_hour=spent.hour,
        acknowledged_sent=spent.sent, acknowledged_just_now=spent.lately,
        answered_before=found.conversation.answered_at is not None,
    )  # fmt: skip


def _receipt(decision: Decision, edge: Edge, cause: str) -> Receipt:
    found = decision.situation
    about = receipts.About(found.desk.name, found.conversation.id, found.message.key if found.message else "")
    return receipts.of_walk(about, decision, receipts.Deed(cause, BY, found.now, edge.on), (edge.note,))
