"""An agent goes away, or is back; what he has may be released with it, in the same commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from csmail.desk.decide_again import committed
from csmail.desk.effects import receipts
from csmail.desk.presence import away_fact, away_of
from csmail.desk.workspace import Workspace
from csmail.model import effects
from csmail.model.address import key
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, Step, StepRecord
from csmail.model.situation import Situation
from csmail.model.team import Away
from csmail.rules.amend import amend


@dataclass(frozen=True, slots=True)
class Absence:
    """`did` is empty when all was so already; `released` are nobody's now."""

    agent: str
    away: Away | None
    did: tuple[Reason, ...] = ()
    released: tuple[Conversation, ...] = ()
    changes: Changes = Changes()


def leave(places: Sequence[Workspace], agent: str, away: Away, release: bool, dry_run: bool) -> Absence:
    """Say that `agent` (address) is away; `places` are all desks of the store. With `release` nobody has what he had.

    Raises Conflict when his conversations keep changing under us, StoreError.
    """

    def decide() -> Absence:
        until = f"{away.until:%Y-%m-%d %H:%M} UTC"
        said = Reason.of("agent_away", agent=agent, until=until, by=away.by if key(away.by) != key(agent) else "")
        told = [_receipt(place, agent, "away", away.by, said) for place in places if place.desk.team.of(agent)]
        freed = [one for place in places for one in _released(place, agent, away.by)] if release else []
        changes = Changes(
            conversations=tuple(one for one, _ in freed),
            receipts=(*told, *(receipt for _, receipt in freed)),
            facts=(away_fact(agent, away),),
        )
        return Absence(agent, away, (said,), changes.conversations, changes)

    return _carried_out(places, decide, dry_run)


def come_back(places: Sequence[Workspace], agent: str, by: str, dry_run: bool) -> Absence:
    """Say that `agent` is there again; nothing is done when he was not away. Raises StoreError."""

    def decide() -> Absence:
        before = away_of(places[0].store, agent)
        if before is None or before.until <= places[0].now():
            return Absence(agent, None)
        said = Reason.of("agent_back", agent=agent)
        told = tuple(_receipt(place, agent, "back", by, said) for place in places if place.desk.team.of(agent))
        return Absence(agent, None, (said,), changes=Changes(receipts=told, facts=(away_fact(agent, None),)))

    return _carried_out(places, decide, dry_run)


def _carried_out(places: Sequence[Workspace], decide: Callable[[], Absence], dry_run: bool) -> Absence:
    def commit(done: Absence) -> None:
        if done.did and not dry_run:
            places[0].store.commit(done.changes)

    return committed(decide, commit, Reason("agent_keeps_changing"), Reason("advice_again"))


def _receipt(place: Workspace, agent: str, what: str, by: str, did: Reason) -> Receipt:
    """It lies under the address of the agent, where `csmail why ADDRESS` finds it."""
    cause = f"{what}/{place.desk.name}/{key(agent)}/{place.unique()}"
    about = receipts.About(place.desk.name, key(agent))
    return receipts.of_deed(about, StepRecord("", what, "", did=(did,)), receipts.Deed(cause, by, place.now()))


def _released(place: Workspace, agent: str, by: str) -> list[tuple[Conversation, Receipt]]:
    asked = ConversationFilter(place.desk.name, ("open", "waiting"), assignee=agent)
    return [_free(place, one, by) for one in place.store.conversations(asked)]


def _free(place: Workspace, one: Conversation, by: str) -> tuple[Conversation, Receipt]:
    situation = Situation(place.desk, one, None, place.now(), "hand", by, True)
    did = (effects.Assign(""),)
    cause = f"away/{one.id}/{one.version}/{place.unique()}"
    receipt = receipts.by_hand(situation, Step("", "release", "", None, did), cause)
    return amend(situation, did).conversation, receipt
